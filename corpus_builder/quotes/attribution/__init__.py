"""Attribution: which clause reports the words, whose words they are, and whether they are speech at all."""

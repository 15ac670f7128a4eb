"""Publishing a release: the plan of what is to be sent, and the targets that carry it out."""

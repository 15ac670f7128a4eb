"""What a build costs, on corpora that are made as real ones are, beside what other tools cost."""

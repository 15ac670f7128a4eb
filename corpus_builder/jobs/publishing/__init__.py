"""Publishing a release: the plan of what to upload, and the targets that carry it out."""

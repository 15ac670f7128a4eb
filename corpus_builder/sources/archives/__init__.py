"""What files are packed in: compression, zip archives, and the archives of crawlers."""

"""Running the stages over batches."""

"""Running the pipeline's functions over batches."""

"""A published folder: its tables as Parquet files, its manifest, its data card, and the checks that they agree."""

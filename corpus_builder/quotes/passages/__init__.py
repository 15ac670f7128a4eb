"""What stands in quotation marks, and what a dash opens."""

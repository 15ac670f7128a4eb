"""Tables to records: a row is a record, its columns are the fields."""

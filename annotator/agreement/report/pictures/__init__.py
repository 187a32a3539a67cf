"""Charts and heat maps of the report, and the same as files."""

"""Reads the fields of articles: which column has them, dates, languages, titles."""

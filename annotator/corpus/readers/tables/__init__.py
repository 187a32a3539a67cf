"""Reads the rows of tables and spreadsheets."""

"""Reads the objects of JSON files as rows."""

"""Finds out in which encoding a file is."""

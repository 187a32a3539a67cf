"""Reads ZIP files and compressed files, within limits."""

"""The preview of an import, and the form that says how the files are read."""

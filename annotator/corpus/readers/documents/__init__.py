"""Reads the text of documents: Word, OpenDocument, PDF."""

"""Whom to ask for one more opinion about an article, and what became of it."""

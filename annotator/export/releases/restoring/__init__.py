"""Puts the text back into a stand-off release, from copies of the articles that somebody has."""

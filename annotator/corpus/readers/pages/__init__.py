"""Reads the articles in saved web pages."""

"""Reads articles from files, one at a time. Pure: no database and no requests.

`files.py` is the entry point. A file with one article is a text, or a web page that
`html_pages.py` reads. `tables.py` and `json_objects.py` read the rows of other files. Then
`columns.py` finds the column of each field, and `row_articles.py` makes articles of the rows.
"""

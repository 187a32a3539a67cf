"""Files in, article records out, one at a time. Pure: nothing here knows of a database or a
request.

`files.py` is the door. A file of one text goes through `html_pages.py` or straight in; a file of
rows through `tables.py` (CSV) or `json_objects.py` (JSON), then `columns.py` (which column is what)
and `rows.py` (from rows to articles).
"""

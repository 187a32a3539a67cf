"""Reads articles from files, one at a time. Pure: no database and no requests.

`files.py` is the entry point. `single_files.py` reads files that hold one article: texts, web pages
(`pages/`) and documents (`documents/`). `row_files.py` opens files of rows: tables and spreadsheets
(`tables/`) and JSON (`objects/`). Then `fields/` finds the column of each field, `labels/` reads
the labels of the common tools, and `rows/` makes articles of the rows. All of them note what they
took, used and left out in `account.py`.
"""

"""How much to label: the page, and what it, the command and the API share."""

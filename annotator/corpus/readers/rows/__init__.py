"""Makes articles of rows. A row is an article, or a sentence of one."""

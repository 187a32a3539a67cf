"""The practice article: a short article with known labels, before the first real one."""

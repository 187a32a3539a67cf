"""A methods section for papers, written from what a release has. Each number names its source."""

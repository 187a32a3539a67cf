"""The versions of a project's codebook, and what changed between them."""

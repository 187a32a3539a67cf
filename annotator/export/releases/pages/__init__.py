"""Pages of releases and previews, and what they share."""

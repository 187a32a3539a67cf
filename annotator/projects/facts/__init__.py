"""What only the people of a project know about their data: kept as answers, used in releases."""

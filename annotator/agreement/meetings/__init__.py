"""The meeting sheet: sentences that a team talks through, on paper or as a table."""

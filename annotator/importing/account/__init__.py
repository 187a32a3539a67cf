"""The account of an import: its numbers, and how it says them."""

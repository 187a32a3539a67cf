"""The datasheet: what a project states about its data, what the app knows, and a checklist."""

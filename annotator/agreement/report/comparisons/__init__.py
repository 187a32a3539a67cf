"""Parts of a project, rules and annotators side by side."""

"""The labels of a project: the default ones, and which keys are allowed."""

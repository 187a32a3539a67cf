"""The final labels of a project, what the model says of its true labels, and their prevalence."""

"""A simulated campaign with three bad annotators, as a project and as arrays."""

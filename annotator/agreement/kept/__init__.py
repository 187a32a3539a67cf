"""Results of long computations, kept as long as the data they are about stay the same."""

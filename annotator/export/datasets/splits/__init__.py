"""Which split each article of a dataset is in: train, validation or test."""

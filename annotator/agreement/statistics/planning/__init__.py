"""How much to label for a figure that is precise enough: articles, and annotators of each."""

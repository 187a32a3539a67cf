"""The lists of sentences to review: which sentences, and in which order."""

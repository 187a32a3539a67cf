"""The labels that sentences have in the end, and how frequent each label is.

A final label is that of the majority; the model of Dawid and Skene estimates the probabilities of
true labels.
"""

"""Figures of annotators: pairs, each one with the others, the team without one, other teams."""

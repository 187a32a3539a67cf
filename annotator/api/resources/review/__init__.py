"""Calls of adjudicators: disagreements, decisions, tie-breaks and unanimous labels."""

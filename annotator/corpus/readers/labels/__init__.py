"""Reads labels as the common tools write them."""

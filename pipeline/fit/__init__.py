"""Fits the tables of weights to annotated articles and decisions."""

"""Joins all that was found to facts, and says how likely each is right."""

"""Pronouns and descriptions put to the names and nouns they stand for."""

"""Whose a quantity is, and what of it is measured."""

"""A reviewer's decisions, and the fields that they can correct."""

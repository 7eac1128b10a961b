"""Attributed statements: source, cue and content."""

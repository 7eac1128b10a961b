"""A run as others show it: flat table, marked text, lines for a terminal."""

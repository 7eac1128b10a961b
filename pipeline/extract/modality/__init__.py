"""How sure the text is of a quantity."""

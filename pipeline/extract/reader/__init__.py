"""The encoder that reads a quantity in its context and weighs whose and of what it is."""

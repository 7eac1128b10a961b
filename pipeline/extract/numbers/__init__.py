"""Every number in a text, with its value: digits, words, fractions, ranges, ratios. Knows no spaCy."""

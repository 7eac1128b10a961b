"""What raw text alone tells: sentences, quotations, spans by place. Knows no spaCy."""

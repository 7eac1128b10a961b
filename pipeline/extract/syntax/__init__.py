"""What rules ask of a parsed sentence: tokens by place, noun phrases, clauses, inflection, classes of nouns."""

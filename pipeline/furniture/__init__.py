"""Furniture: what stands in the texts of articles and is none of their claims, as prompts, offers, counters and credits.

Text is never rewritten: what is furniture is told as spans, in which no fact, statement or relation is looked for.
`lines` judges a line or sentence by its own form, `repeated` by a table of the sentences that many of one publisher's
articles share.
"""

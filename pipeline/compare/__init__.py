"""Across articles: which facts make the same claim, who agrees, who differs, what changed.

words       stems, classes of meaning, weights of words
mentions    a fact as far as comparing needs it
values      two amounts: equal, converted, compatible, or not
pairs       two facts of a story: named features, fitted weights
grouping    scores of pairs to groups, such that no chain joins what does not fit together
stories     articles on one event, copies of one text, voices
names       one thing's name in many articles
joining     facts to claims, within a story and across stories
claims      values, status and best value of a claim
timelines   one thing's property over its times
spool       blocks on disk
compare     the order of it all
summary     for a person
"""

from pipeline.compare.compare import Comparison, compare, write

__all__ = ["Comparison", "compare", "write"]

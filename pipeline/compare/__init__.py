"""Across articles: which facts make the same claim, who agrees, who differs, what changed.

amounts     what two amounts measure, in one unit
words       stems, classes of meaning, weights of words
mentions    a fact as far as comparing needs it
values      two amounts: equal, converted, compatible, or not
sameness    how things and properties relate, and what takes another's place
pairs       two facts of a story: named features, fitted weights
differing   two facts whose values differ: features and weights of their own
grouping    scores of pairs to groups, such that no chain joins what does not fit together
profiles    an article as far as comparing needs it
stories     articles on one event by how alike they are, copies of one text, voices
names       one thing's name in many articles
same_claim  facts to claims, within a story and across stories, by a reviewer's word too
claims      values, status and best value of a claim
timelines   one thing's property over its times
histories   relations over time
blocks      what is made of a block by itself
helpers     batches in processes of their own
kept        blocks on disk, and what later articles are added to
compare     the order of it all
writing     files
summary     for a person
explaining  why two facts are joined, or not
"""

from pipeline.compare.compare import Comparison, compare, records
from pipeline.compare.explaining import explain_join
from pipeline.compare.writing import Overview, overview, write

__all__ = ["Comparison", "Overview", "compare", "explain_join", "overview", "records", "write"]

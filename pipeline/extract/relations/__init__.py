"""Relations between two entities of a sentence: who made, owns, leads, launched what.

- :mod:`~pipeline.extract.relations.constructions`: the table of constructions, as patterns over the text around two mentions;
- :mod:`~pipeline.extract.relations.find`: the engine that tries them at every two mentions of a sentence;
- :mod:`~pipeline.extract.relations.record`: one record for each relation of an article.
"""

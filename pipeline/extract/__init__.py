"""Stage 2: an article's text becomes records."""

from pipeline.extract.extractor import Extractor

__all__ = ["Extractor"]

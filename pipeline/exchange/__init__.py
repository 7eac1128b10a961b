"""A run in the formats of other programs: annotation tools, spaCy, and the Web Annotation standard.

Every format draws from :mod:`pipeline.exchange.annotations`: marks in the article's text, and the arcs from a
quantity to the other parts of its fact.
"""

from pipeline.exchange.brat import write_brat
from pipeline.exchange.docbin import write_docbin
from pipeline.exchange.formats import FORMATS, export
from pipeline.exchange.labelstudio import write_label_studio
from pipeline.exchange.webannotation import write_web_annotations

__all__ = ["FORMATS", "export", "write_brat", "write_docbin", "write_label_studio", "write_web_annotations"]

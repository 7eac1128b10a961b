from pipeline.extract.syntax.tokens import POSSESSIVES as POSSESSIVES
from pipeline.extract.syntax.tokens import Tokens as Columns

__all__ = ["POSSESSIVES", "Columns"]

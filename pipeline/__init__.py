"""Reads news and writes down, as data, every quantity it claims."""

__version__ = "0.1.0"

"""Files elsewhere, and keys kept on disk."""

"""Names: found, their boundaries mended, joined to groups, and typed."""

"""What a run reads, piece by piece, and how it is found: files, folders, addresses."""

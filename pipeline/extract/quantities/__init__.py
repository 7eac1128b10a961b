"""Numbers with their unit or counted noun, bounds, kind and change."""

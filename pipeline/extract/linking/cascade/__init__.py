"""The rules for subject and property, asked one after the other. To go when candidates are ranked."""

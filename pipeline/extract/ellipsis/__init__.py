"""What numbers without a noun of their own count or measure: noun ellipsis ("102 were women", "those of 40 and 12 more")."""

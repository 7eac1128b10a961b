"""Time expressions: found, typed and normalised to TIMEX3 on the article's date."""

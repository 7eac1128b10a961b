"""The entities of an article: names with all that stands for them, by place."""

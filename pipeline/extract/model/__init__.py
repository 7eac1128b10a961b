"""The one place where a spaCy pipeline is built and run: weights, batches, which sentences are parsed."""

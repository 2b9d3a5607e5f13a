"""stancekit's trainable statement extractor."""

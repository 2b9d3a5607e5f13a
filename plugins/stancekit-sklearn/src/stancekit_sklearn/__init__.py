"""stancekit's trainable stance classifier; `plugin` says what is registered."""

"""The tasks, one module each: a card that says what the data are, and a loader that brings them."""

"""A stance classifier learnt from real articles; `plugin` says what is registered."""

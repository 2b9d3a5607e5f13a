"""Everything that is read or written: one file a format."""

"""The values that everything passes around: they import nothing but each other."""

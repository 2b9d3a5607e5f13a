"""Plugins: found, made, asked, checked and confined."""

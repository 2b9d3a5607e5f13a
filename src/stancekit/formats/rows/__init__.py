"""Rows of tables: JSON lines, CSV and Parquet, read and written one after the other."""

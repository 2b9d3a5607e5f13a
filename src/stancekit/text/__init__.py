"""What parts that read text share: how text is taken apart, and how patterns are matched."""

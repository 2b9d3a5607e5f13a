"""stancekit's benchmark tasks; users ask for them by name, through the harness of `stancekit.evaluation`."""

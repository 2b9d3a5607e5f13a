"""What a plugin implements: the hooks, the interfaces of its parts, and what it may declare."""

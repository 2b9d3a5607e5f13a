"""What an author of a plugin proves it with: strategies that make the nouns, and the checks that use them.

It needs the extra `testing` (hypothesis, pytest); nothing of the core imports it.
"""

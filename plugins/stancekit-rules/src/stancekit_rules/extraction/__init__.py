"""Attributed statements by rules: tokens, cues and their frames, noun phrases, and the reading of a sentence."""

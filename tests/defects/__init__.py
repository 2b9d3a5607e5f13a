"""Plugins that are wrong in one way each, to prove the conformance kit: one module for each sort of defect.

Each is a sound part (`sound`) with one thing changed, and says which check has to find it.
"""

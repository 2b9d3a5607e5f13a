"""Speakers and holders: who a statement's source is, and whose position its content is, over the whole document.

Every extractor gets this for nothing: it leaves `speaker` and `holder` at None, and `resolve` fills them from the
source. Rules and word lists only, no model. Imports the nouns.
"""

from stancekit.actors.resolution import resolve

__all__ = ["resolve"]

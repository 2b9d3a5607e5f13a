"""The errors that stancekit raises, all derived from `StancekitError`.

A message names what is at fault (the file, line and field, or the plugin), what was found, and what to do.
"""


class StancekitError(Exception):
    """The base of every error that stancekit raises on purpose."""


class InputError(StancekitError):
    """Something that came in (an article, a table, a line of JSON) can't be read."""


class CodebookError(StancekitError):
    """A codebook doesn't hold together; the message names the file, line and field."""


class PluginError(StancekitError):
    """A plugin is missing, clashes, fails to load or answers wrongly; the message names its distribution."""

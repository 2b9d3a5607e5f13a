"""A `Codebook`: the targets that a study asks about.

How one is read from a file, and what can be wrong with it, is for `stancekit.formats.codebooks`. Imports the nouns
below it.
"""

import msgspec

from stancekit.nouns.target import Target


class Codebook(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The targets that a study asks about.

    Attributes:
        name: The codebook's name: "diplomacy".
        targets: What is asked about; names, aliases and labels are each used once.
        version: The codebook's own version, as text.
        description: What it is for and where it comes from.
        language: The language of its cue patterns, as a BCP 47 tag.
    """

    name: str
    targets: tuple[Target, ...]
    version: str = ""
    description: str = ""
    language: str = "en"

    def target(self, name: str) -> Target:
        """The target with this name or alias, upper and lower case being the same.

        Raises:
            KeyError: There is none; the message says which there are.
        """
        wanted = name.casefold()
        for target in self.targets:
            if target.name.casefold() == wanted:
                return target
        for target in self.targets:
            if wanted in (alias.casefold() for alias in target.aliases):
                return target
        known = ", ".join(target.name for target in self.targets)
        raise KeyError(f'the codebook {self.name} has no target "{name}"; it has {known}')

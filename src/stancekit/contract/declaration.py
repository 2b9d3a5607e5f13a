"""What a plugin declares of itself to the conformance kit: the laws that it can't keep, and why.

Imports nothing of the package, so that a plugin can declare without the kit being installed.
"""

import msgspec


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """What a part says of itself, in an attribute `declaration` of the object that its factory makes.

    Attributes:
        network: Why it uses the network; empty where it doesn't.
        writes: Why it writes files other than the model that it is told to save; empty where it doesn't.
        examples: (text, target's name): texts in which it finds something, where the kit's own, in plain English about
            talks, sanctions and the like, have nothing that it knows. The laws are tried on them as well.
        expected_failures: The name of a check to the reason why it fails.
    """

    network: str = ""
    writes: str = ""
    examples: tuple[tuple[str, str], ...] = ()
    expected_failures: dict[str, str] = {}

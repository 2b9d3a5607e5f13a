"""How processes that are sent signals are started: as from a terminal, whatever the tests themselves are run from."""

import signal


def as_from_a_terminal() -> None:
    """Have the signals that end a program end it; one that a shell runs in the background has some ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)

"""The laws of how a part is registered: finding it costs next to nothing, and each asking makes a new one.

For parts that are known by a registered name. Imports the checks and the registry.
"""

import os
import subprocess
import sys

from stancekit.hosting.plugins import Plugin, registry
from stancekit.testing.checks import LawBroken, Laws, Trial

LAWS = Laws()

_LOAD = """
import sys
import stancekit.hosting.plugins
before = set(sys.modules)
names = {name!r}, {distribution!r}
found = [one for one in stancekit.hosting.plugins.installed_plugins() if (one.name, one.distribution) == names]
stancekit.hosting.plugins.Registry(found)
print(*sorted({{module.partition(".")[0] for module in set(sys.modules) - before}}))
"""


@LAWS.law()
def light_to_find(trial: Trial) -> None:
    """Finding it imports no library but its own: what is heavy is imported by the factory, when it is asked for."""
    plugin = _plugin(trial)
    done = subprocess.run(
        [sys.executable, "-c", _LOAD.format(name=plugin.name, distribution=plugin.distribution)],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    if done.returncode:
        raise LawBroken(f"it can't be loaded by itself: {done.stderr.strip().splitlines()[-1:]}")
    loaded = plugin.load()
    own = getattr(loaded, "__name__", type(loaded).__module__).partition(".")[0]
    known = {*sys.stdlib_module_names, "stancekit", own}
    if libraries := [name for name in done.stdout.split() if name not in known and not name.startswith("_")]:
        raise LawBroken(f"finding it imports {', '.join(libraries)}")


@LAWS.law()
def made_anew(trial: Trial) -> None:
    """Its factory makes a new one each time, unless what it makes never changes."""
    first, second = trial.subject.make(), trial.subject.make()
    if first is second and hasattr(first, "__dict__") and vars(first):
        raise LawBroken("the factory gives one and the same object each time")


def _plugin(trial: Trial) -> Plugin:
    return registry().registered(trial.subject.kind, trial.subject.name)[0].plugin

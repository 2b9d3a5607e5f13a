"""Discovery of plugins: who registers which extractor, classifier, codebook or task, and what is broken.

Plugins are found by their entry points in the group `stancekit` when something is first asked for, and each is loaded
and asked on its own: one that fails is kept as a fault with its distribution's name, version and hook, and the others
go on. Imports the contract (`hookspecs`); no plugin is imported by name.
"""

import functools
import inspect
import os
import re
import warnings
from collections.abc import Callable, Iterable
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import pluggy

from stancekit.contract import hookspecs
from stancekit.contract.classifier import Classifier
from stancekit.contract.extractor import Extractor
from stancekit.errors import PluginError, describe
from stancekit.hosting.asking import call
from stancekit.nouns.codebook import Codebook

if TYPE_CHECKING:
    from importlib.metadata import Distribution

Kind = Literal["extractor", "classifier", "codebook", "task"]
"""The four kinds of things that a plugin provides."""

KINDS: tuple[Kind, ...] = ("extractor", "classifier", "codebook", "task")

ENTRY_POINT_GROUP = "stancekit"

DISABLE_VARIABLE = "STANCEKIT_DISABLE_PLUGINS"
"""The environment variable that turns plugins off: `all`, or names of distributions with commas between them."""

_FIRST_PARTY: dict[tuple[Kind, str], str] = {
    ("extractor", "news"): "tagger",
    ("extractor", "quotes"): "rules",
    ("extractor", "tagger"): "tagger",
    ("extractor", "tagger+rules"): "tagger",
    ("extractor", "tagger-or-rules"): "tagger",
    ("classifier", "news"): "stance",
    ("classifier", "rules"): "rules",
    ("classifier", "sklearn"): "sklearn",
    ("classifier", "sklearn+rules"): "sklearn",
    ("codebook", "diplomacy"): "rules",
    ("task", "claim-stance"): "benchmarks",
    ("task", "diplomacy"): "benchmarks",
    ("task", "diplomacy-grid"): "benchmarks",
    ("task", "news"): "benchmarks",
    ("task", "perspectrum"): "benchmarks",
    ("task", "plv-binary"): "benchmarks",
    ("task", "plv-quad"): "benchmarks",
    ("task", "plv-root"): "benchmarks",
    ("task", "plv-stance"): "benchmarks",
    ("task", "polnear"): "benchmarks",
    ("task", "seesaw"): "benchmarks",
    ("task", "seesaw-articles"): "benchmarks",
    ("task", "tweeteval"): "benchmarks",
    ("task", "vast"): "benchmarks",
    ("task", "x-stance"): "benchmarks",
}
"""The extra of `stancekit` that brings a part, for the message where a part is asked for that nobody registered."""


OLD = "was written for an old version of the plugin interface, which a later stancekit will refuse; update it"
"""What is said of a plugin whose version is accepted and isn't the latest."""


class PluginWarning(UserWarning):
    """A plugin is broken; what it would have registered isn't there."""


class OldPluginWarning(PluginWarning):
    """A plugin was written for an old version of the interface; it works, and a later stancekit will refuse it."""


class Plugin(msgspec.Struct, frozen=True):
    """An installed entry point of the group `stancekit`.

    Attributes:
        name: The entry point's name.
        distribution: The name of the distribution that it comes with.
        version: That distribution's version.
        load: Imports and returns the object that the entry point names.
    """

    name: str
    distribution: str
    version: str
    load: Callable[[], object]

    def __str__(self) -> str:
        return f"{self.distribution} {self.version}".strip()


class Registration(msgspec.Struct, frozen=True):
    """A name by which something can be asked for, and the factory that makes it."""

    kind: Kind
    name: str
    plugin: Plugin
    factory: Callable[[], object]


class Fault(msgspec.Struct, frozen=True):
    """Why a plugin, or one of its hooks, gives nothing; `hook` is None where the plugin couldn't be loaded at all."""

    plugin: Plugin
    hook: str | None
    message: str

    def __str__(self) -> str:
        where = f"in {self.hook}" if self.hook else "while it was loaded"
        return f'the plugin "{self.plugin.name}" of {self.plugin} failed {where}: {self.message}'


class _Hooks(pluggy.PluginManager):
    """Pluggy's manager, which in a module looks at functions alone: it goes through all names of every plugin."""

    def parse_hookimpl_opts(self, plugin: object, name: str) -> pluggy.HookimplOpts | None:
        if isinstance(plugin, ModuleType) and not inspect.isroutine(vars(plugin).get(name)):
            return None
        return super().parse_hookimpl_opts(plugin, name)


class Registry:
    """What the given plugins register, and what of them is broken.

    Attributes:
        registrations: All registrations, clashing ones included, in the order of the plugins.
        faults: What failed.
        old: The plugins of an old version of the interface that is still accepted.
        disabled: The plugins that are turned off.
        asked: The kinds and names of what was asked for; whoever watches what is used may clear it.
    """

    def __init__(self, plugins: Iterable[Plugin], disable: str = "") -> None:
        """Load and ask each plugin that `disable` (see `DISABLE_VARIABLE`) doesn't turn off."""
        self.registrations: list[Registration] = []
        self.faults: list[Fault] = []
        self.old: list[Plugin] = []
        self.disabled: list[Plugin] = []
        self.asked: set[tuple[Kind, str]] = set()
        self._parts: dict[tuple[Kind, str], Any] = {}
        self._pluggy = _Hooks(ENTRY_POINT_GROUP)
        self._pluggy.add_hookspecs(hookspecs)
        off = _disabled_names(disable)
        for plugin in plugins:
            if "*" in off or _normal_name(plugin.distribution) in off:
                self.disabled.append(plugin)
            elif (module := self._load(plugin)) is not None:
                self._ask(plugin, module)

    def _load(self, plugin: Plugin) -> object | None:
        """The plugin's module once it is registered with pluggy; None where it is at fault."""
        try:
            module = call(plugin.load)
            api = getattr(module, "STANCEKIT_API", None)
            if api in range(hookspecs.OLDEST_API_VERSION, hookspecs.API_VERSION + 1):
                self._pluggy.register(module, name=f"{plugin.distribution}:{plugin.name}")
                if api != hookspecs.API_VERSION:
                    self.old.append(plugin)
                return module
        # A plugin may do anything while it is imported, `sys.exit()` included.
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self.faults.append(Fault(plugin, None, describe(error)))
            return None
        says = f"says STANCEKIT_API = {api!r}" if api is not None else "doesn't say STANCEKIT_API"
        wanted = f"this stancekit has version {hookspecs.API_VERSION} of the plugin interface"
        update = "stancekit" if isinstance(api, int) and api > hookspecs.API_VERSION else "the plugin"
        self.faults.append(Fault(plugin, None, f"it {says}, and {wanted}; update {update}"))
        return None

    def _ask(self, plugin: Plugin, module: object) -> None:
        """Call the plugin's hooks one by one, apart from all other plugins."""
        others = [other for other in self._pluggy.get_plugins() if other is not module]
        hooks = {f"stancekit_register_{kind}s": kind for kind in KINDS}
        for caller in self._pluggy.get_hookcallers(module) or []:
            if caller.name not in hooks:
                message = f"there is no such hook; there are {', '.join(hooks)}"
                self.faults.append(Fault(plugin, caller.name, message))
                continue
            found: list[Registration] = []
            try:
                alone = self._pluggy.subset_hook_caller(caller.name, others)
                register = _register_into(found, hooks[caller.name], plugin)
                call(functools.partial(alone, register=register))
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                self.faults.append(Fault(plugin, caller.name, describe(error)))
            self.registrations.extend(found)

    def names(self, kind: Kind) -> list[str]:
        """The names that can be asked for, in alphabetical order; those that clash are left out."""
        names = {entry.name for entry in self.registrations if entry.kind == kind}
        return sorted(name for name in names if len(self.registered(kind, name)) == 1)

    def registered(self, kind: Kind, name: str) -> list[Registration]:
        """The registrations of a name: one, none, or several that clash."""
        return [entry for entry in self.registrations if entry.kind == kind and entry.name == name]

    def get(self, kind: Kind, name: str) -> Any:
        """What is registered under a name; made when it is first asked for, and then kept.

        Raises:
            PluginError: Nobody registered it, several did, or its factory failed.
        """
        self.asked.add((kind, name))
        if (kind, name) not in self._parts:
            self._parts[kind, name] = self.make(kind, name)
        return self._parts[kind, name]

    def make(self, kind: Kind, name: str) -> Any:
        """A new one of what is registered under a name, as for training; the errors are those of `get`."""
        self.asked.add((kind, name))
        entries = self.registered(kind, name)
        if not entries:
            raise PluginError(self._missing(kind, name))
        if len(entries) > 1:
            raise PluginError(clash_message(entries))
        entry = entries[0]
        try:
            part = call(entry.factory)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            where = f"in the factory of stancekit_register_{kind}s"
            raise PluginError(
                f'{entry.plugin} failed to make the {kind} "{name}" {where}: {describe(error)}'
            ) from error
        if reason := _wrong_part(kind, part):
            where = f"in stancekit_register_{kind}s"
            raise PluginError(f'{entry.plugin} registers the {kind} "{name}" {where}, but what it makes {reason}')
        return part

    def owner(self, kind: Kind, name: str) -> str:
        """For messages: the thing and the distribution that it comes from."""
        entries = self.registered(kind, name)
        return f'the {kind} "{name}" of {entries[0].plugin}' if entries else f'the {kind} "{name}"'

    def distribution(self, kind: Kind, name: str) -> str:
        """The distribution that a name comes from; raises `PluginError` as `get` does."""
        entries = self.registered(kind, name)
        if not entries:
            raise PluginError(self._missing(kind, name))
        return entries[0].plugin.distribution

    def _missing(self, kind: Kind, name: str) -> str:
        names = self.names(kind)
        message = [f'no {kind} is called "{name}"; ' + (f"there are {', '.join(names)}" if names else "there is none")]
        if self.disabled:
            message.append(f"{DISABLE_VARIABLE} turns off {', '.join(map(str, self.disabled))}")
        elif extra := _FIRST_PARTY.get((kind, name)):
            message.append(f'it comes with pip install "stancekit[{extra}]"')
        if self.faults:
            message.append(f"broken: {', '.join(sorted({str(fault.plugin) for fault in self.faults}))}")
            message.append("stancekit plugins list says why")
        return "; ".join(message)


def installed_plugins() -> list[Plugin]:
    """The entry points of the group `stancekit`, by the name of their distribution; none of them is imported."""
    from importlib.metadata import entry_points

    plugins = []
    for point in entry_points(group=ENTRY_POINT_GROUP):
        distribution, version = _name_and_version(point.dist) if point.dist else (point.value, "")
        plugins.append(Plugin(point.name, distribution, version, point.load))
    return sorted(plugins, key=lambda plugin: (plugin.distribution, plugin.name))


def _name_and_version(distribution: "Distribution") -> tuple[str, str]:
    """Both of a distribution, from the head of its metadata: to parse all of it, and twice, is slow for many."""
    head = (distribution.read_text("METADATA") or "").partition("\n\n")[0]
    found = [re.search(rf"^{field}: *(.+?)[ \r]*$", head, re.MULTILINE) for field in ("Name", "Version")]
    if found[0] and found[1]:
        return found[0][1], found[1][1]
    return distribution.name, distribution.version


@functools.cache
def registry() -> Registry:
    """What the installed plugins register; found once, when it is first asked for.

    Each fault is reported as a `PluginWarning`, each plugin of an old version as an `OldPluginWarning`.
    """
    found = Registry(installed_plugins(), os.environ.get(DISABLE_VARIABLE, ""))
    for fault in found.faults:
        warnings.warn(str(fault), PluginWarning, stacklevel=2)
    for plugin in found.old:
        warnings.warn(f"{plugin} {OLD}", OldPluginWarning, stacklevel=2)
    return found


def get_extractor(name: str) -> Extractor:
    """The extractor that a plugin registered under this name; raises `PluginError`."""
    extractor: Extractor = registry().get("extractor", name)
    return extractor


def get_classifier(name: str) -> Classifier:
    """The classifier that a plugin registered under this name; raises `PluginError`."""
    classifier: Classifier = registry().get("classifier", name)
    return classifier


def make_classifier(name: str) -> Classifier:
    """A new classifier of those registered under this name, untrained where it learns; raises `PluginError`."""
    classifier: Classifier = registry().make("classifier", name)
    return classifier


def make_extractor(name: str) -> Extractor:
    """A new extractor of those registered under this name; raises `PluginError`."""
    extractor: Extractor = registry().make("extractor", name)
    return extractor


def get_codebook(name: str) -> Codebook:
    """The codebook that a plugin registered under this name; raises `PluginError`."""
    codebook: Codebook = registry().get("codebook", name)
    return codebook


def clash_message(entries: list[Registration]) -> str:
    """What to say of registrations that share one name."""
    kind, name = entries[0].kind, entries[0].name
    owners = " and ".join(str(entry.plugin) for entry in entries)
    off = entries[-1].plugin.distribution
    return (
        f'the {kind} "{name}" is registered more than once, by {owners}; '
        f"uninstall one, or turn one off with {DISABLE_VARIABLE}={off}"
    )


def plugin_rows(found: Registry) -> list[tuple[str, str, str, str, str]]:
    """A table of what there is: name, kind, distribution, version, and the state: "ok", "off" or why it is broken."""
    rows: list[tuple[str, str, str, str, str]] = []
    for entry in found.registrations:
        rivals = [str(other.plugin) for other in found.registered(entry.kind, entry.name) if other is not entry]
        state = f"clashes with {', '.join(rivals)}" if rivals else "ok"
        rows.append((entry.name, entry.kind, entry.plugin.distribution, entry.plugin.version, state))
    for fault in found.faults:
        state = f"broken{f' in {fault.hook}' if fault.hook else ''}: {fault.message}"
        rows.append((fault.plugin.name, "plugin", fault.plugin.distribution, fault.plugin.version, state))
    for plugin in found.disabled:
        rows.append((plugin.name, "plugin", plugin.distribution, plugin.version, "off"))
    return rows


def _register_into(found: list[Registration], kind: Kind, plugin: Plugin) -> Callable[..., None]:
    def register(name: str, factory: Callable[[], object]) -> None:
        if not isinstance(name, str) or not name:
            raise TypeError(f"register() takes a name that isn't empty, not {name!r}")
        if not callable(factory):
            raise TypeError(f'register("{name}", ...) takes a factory to call, not a {type(factory).__name__}')
        found.append(Registration(kind, name, plugin, factory))

    return register


def _wrong_part(kind: Kind, part: object) -> str:
    """Why `part` isn't of its kind; empty where it is. A task's form is for those who run it to judge."""
    if kind == "extractor" and not isinstance(part, Extractor):
        return f"is a {type(part).__name__} without a method extract(document)"
    if kind == "classifier" and not isinstance(part, Classifier):
        return f"is a {type(part).__name__} without a method classify(pairs)"
    if kind == "codebook" and not isinstance(part, Codebook):
        return f"is a {type(part).__name__} and no Codebook"
    return ""


def _disabled_names(variable: str) -> set[str]:
    """The names of distributions that the variable turns off; `*` where it turns off all of them."""
    names = {_normal_name(name) for name in variable.split(",") if name.strip()}
    return {"*"} if names & {"1", "all", "true", "yes", "*"} else names - {"0"}


def _normal_name(distribution: str) -> str:
    """A distribution's name as packaging compares it: case and the kind of separator don't count."""
    return re.sub(r"[-_.]+", "-", distribution).lower().strip()

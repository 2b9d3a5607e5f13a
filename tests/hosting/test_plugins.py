"""Plugins as they are installed: found, kept apart, and named where they fail."""

import json
import subprocess
from pathlib import Path

import pytest

import keywords
from articles import ARTICLE
from installing import install_plugin
from stancekit import PluginError
from stancekit.contract import hookspecs
from stancekit.hosting import plugins
from stancekit.hosting.plugins import OldPluginWarning, Plugin, Registry

KEYWORDS = Path(keywords.__file__).read_text(encoding="utf-8")

HEAD = "from stancekit import hookimpl\nSTANCEKIT_API = 1\n"
CODEBOOK = """
from stancekit import Codebook, Target

@hookimpl
def stancekit_register_codebooks(register):
    register("{name}", lambda: Codebook(name="{name}", targets=(Target("{target}"),)))
"""
OPTIONS = ("--extractor", "keywords", "--classifier", "keywords", "--codebook", "keywords")


@pytest.fixture
def analyze(run, tmp_path: Path, plugin_folder: Path):
    """Runs the main job with the tests' plugin beside whatever is installed in `tmp_path`."""
    (tmp_path / "talks.txt").write_bytes(ARTICLE.encode())

    def run_analyze(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
        chosen = options or OPTIONS
        arguments = ["analyze", "talks.txt", "--format", "jsonl", *chosen]
        return run(*arguments, plugins=(plugin_folder, tmp_path), **environment)

    return run_analyze


def rows(done: subprocess.CompletedProcess[str]) -> list[list[str]]:
    return [line.split(maxsplit=4) for line in done.stdout.splitlines()]


def test_an_installed_plugin_is_found_and_used(run, plugin_folder, analyze):
    listed = rows(run("plugins", "list", plugins=(plugin_folder,)))
    for kind in ("extractor", "classifier", "codebook"):
        assert ["keywords", kind, "keywords-plugin", "1.5", "ok"] in listed
    done = analyze()
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [(s["speaker"]["name"], s["holder"]["name"]) for s in found["statements"][:2]] == [
        ("Anna Berg", "Norland"),
        ("Otto Lind", "Sudmark"),
    ]


@pytest.mark.parametrize(
    ("source", "where", "why"),
    [
        ("raise RuntimeError('no licence')", "broken:", "RuntimeError: no licence"),
        ("import a_module_that_is_not_there", "broken:", "No module named 'a_module_that_is_not_there'"),
        ("import sys\nsys.exit('stop')", "broken:", "SystemExit: stop"),
        ("x = (", "broken:", "SyntaxError"),
        ("STANCEKIT_API = 99", "broken:", "it says STANCEKIT_API = 99, and this stancekit has version 1"),
        ("", "broken:", "it doesn't say STANCEKIT_API, and this stancekit has version 1 of the plugin interface"),
        (
            HEAD + "@hookimpl\ndef stancekit_register_extractors(register): 1 / 0",
            "broken in stancekit_register_extractors:",
            "ZeroDivisionError: division by zero",
        ),
        (
            HEAD + "@hookimpl\ndef stancekit_register_extractors(register): register('a', 3)",
            "broken in stancekit_register_extractors:",
            "takes a factory to call, not a int",
        ),
        (
            HEAD + "@hookimpl\ndef stancekit_register_extractors(register, more): pass",
            "broken:",
            "Argument(s) {'more'} are declared in the hookimpl but can not be found in the hookspec",
        ),
        (
            HEAD + "@hookimpl\ndef stancekit_register_extractor(register): pass",
            "broken in stancekit_register_extractor:",
            "there is no such hook; there are stancekit_register_extractors,",
        ),
    ],
)
def test_a_broken_plugin_is_named_and_the_others_go_on(run, analyze, tmp_path, plugin_folder, source, where, why):
    install_plugin(tmp_path, "poor-plugin", "0.9", source)
    done = analyze()
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["statements"]) == 4
    (said,) = done.stderr.splitlines()
    assert said.startswith('stancekit: the plugin "poor-plugin" of poor-plugin 0.9 failed')
    assert why in said
    listed = run("plugins", "list", plugins=(plugin_folder, tmp_path))
    assert listed.returncode == 1
    (row,) = [row for row in rows(listed) if row[0] == "poor-plugin"]
    assert row[1:4] == ["plugin", "poor-plugin", "0.9"]
    assert row[4].startswith(where)
    assert why in row[4]


def test_a_plugin_of_an_old_version_works_and_is_warned_about_until_it_is_refused(monkeypatch):
    import keywords

    old = Plugin("keywords", "keywords-plugin", "1.5", lambda: keywords)
    monkeypatch.setattr(hookspecs, "API_VERSION", 2)
    found = Registry([old])
    assert (found.names("classifier"), found.old, found.faults) == (["keywords"], [old], [])
    monkeypatch.setattr(plugins, "installed_plugins", lambda: [old])
    with pytest.warns(OldPluginWarning, match=r"keywords-plugin 1\.5 was written for an old version .* update it"):
        plugins.registry.__wrapped__()
    monkeypatch.setattr(hookspecs, "OLDEST_API_VERSION", 2)
    refused = Registry([old])
    assert refused.names("classifier") == []
    (fault,) = refused.faults
    assert fault.message.endswith(
        "says STANCEKIT_API = 1, and this stancekit has version 2 of the plugin interface; update the plugin"
    )


def test_what_a_plugin_registers_before_it_fails_stays(run, tmp_path):
    source = HEAD + CODEBOOK.format(name="canals", target="locks") + "    raise RuntimeError('after')\n"
    install_plugin(tmp_path, "half-plugin", "0.9", source)
    listed = rows(run("plugins", "list", plugins=(tmp_path,)))
    assert ["canals", "codebook", "half-plugin", "0.9", "ok"] in listed
    assert ["half-plugin", "plugin", "half-plugin", "0.9"] in [row[:4] for row in listed]


def test_a_plugin_whose_factory_fails_is_named_when_it_is_asked_for(analyze, tmp_path):
    source = HEAD + "@hookimpl\ndef stancekit_register_extractors(register): register('lame', lambda: 1 / 0)"
    install_plugin(tmp_path, "lame-plugin", "0.9", source)
    assert analyze().returncode == 0
    done = analyze(*OPTIONS[2:], "--extractor", "lame")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        'stancekit: lame-plugin 0.9 failed to make the extractor "lame" '
        "in the factory of stancekit_register_extractors: ZeroDivisionError: division by zero\n"
    )


def test_a_factory_that_makes_the_wrong_thing_is_named(analyze, tmp_path):
    source = HEAD + "@hookimpl\ndef stancekit_register_classifiers(register): register('odd', dict)"
    install_plugin(tmp_path, "odd-plugin", "0.9", source)
    done = analyze(*OPTIONS[:2], *OPTIONS[4:], "--classifier", "odd")
    assert done.returncode == 1
    assert 'odd-plugin 0.9 registers the classifier "odd"' in done.stderr
    assert "is a dict without a method classify(pairs)" in done.stderr


def test_two_plugins_with_one_name_clash_and_only_that_name_is_lost(run, analyze, tmp_path, plugin_folder):
    other = (
        HEAD
        + CODEBOOK.format(name="keywords", target="other")
        + CODEBOOK.format(name="mine", target="x")
        .replace("def stancekit_register_codebooks", "def again")
        .replace("@hookimpl", "@hookimpl(specname='stancekit_register_codebooks')")
    )
    install_plugin(tmp_path, "rival-plugin", "2.0", other)
    done = analyze()
    assert done.returncode == 1
    assert done.stderr == (
        'stancekit: the codebook "keywords" is registered more than once, by keywords-plugin 1.5 and rival-plugin 2.0; '
        "uninstall one, or turn one off with STANCEKIT_DISABLE_PLUGINS=rival-plugin\n"
    )
    assert analyze(*OPTIONS[:4], "--codebook", "mine").returncode == 0
    listed = rows(run("plugins", "list", plugins=(plugin_folder, tmp_path)))
    assert ["keywords", "codebook", "keywords-plugin", "1.5", "clashes with rival-plugin 2.0"] in listed
    assert ["keywords", "codebook", "rival-plugin", "2.0", "clashes with keywords-plugin 1.5"] in listed
    assert ["keywords", "extractor", "keywords-plugin", "1.5", "ok"] in listed
    assert analyze(STANCEKIT_DISABLE_PLUGINS="rival-plugin").returncode == 0


@pytest.mark.parametrize("value", ["1", "all", "keywords-plugin", "Keywords_Plugin, other"])
def test_plugins_can_be_turned_off(run, analyze, plugin_folder, value):
    done = analyze(STANCEKIT_DISABLE_PLUGINS=value)
    assert done.returncode == 1
    assert 'no codebook is called "keywords"' in done.stderr
    assert "STANCEKIT_DISABLE_PLUGINS turns off " in done.stderr
    assert "keywords-plugin 1.5" in done.stderr
    listed = rows(run("plugins", "list", plugins=(plugin_folder,), STANCEKIT_DISABLE_PLUGINS=value))
    assert ["keywords-plugin", "plugin", "keywords-plugin", "1.5", "off"] in listed


@pytest.mark.parametrize("value", ["", "0", "other-plugin"])
def test_plugins_that_are_not_named_stay_on(analyze, value):
    assert analyze(STANCEKIT_DISABLE_PLUGINS=value).returncode == 0


def test_a_plugin_is_not_imported_before_something_is_asked_for(run, tmp_path):
    install_plugin(tmp_path, "loud-plugin", "0.9", HEAD + "print('imported')\n")
    assert "imported" not in run("--version", plugins=(tmp_path,)).stdout
    assert "imported" not in run("--help", plugins=(tmp_path,)).stdout
    assert "imported" in run("plugins", "list", plugins=(tmp_path,)).stderr


@pytest.mark.parametrize(
    ("kind", "name", "extra"),
    [
        ("extractor", "quotes", "rules"),
        ("extractor", "news", "tagger"),
        ("classifier", "rules", "rules"),
        ("classifier", "news", "stance"),
        ("codebook", "diplomacy", "rules"),
    ],
)
def test_where_nothing_is_installed_the_error_says_what_to_install(kind, name, extra):
    told = rf'there is none; it comes with pip install "stancekit\[{extra}\]"'
    with pytest.raises(PluginError, match=told) as caught:
        Registry([]).get(kind, name)
    assert f'no {kind} is called "{name}"' in str(caught.value)


def test_an_unknown_name_is_told_which_names_there_are():
    import keywords

    registry = Registry([Plugin("keywords", "keywords-plugin", "1.5", lambda: keywords)])
    with pytest.raises(PluginError) as caught:
        registry.get("extractor", "keyword")
    assert str(caught.value) == 'no extractor is called "keyword"; there are keywords'


def test_a_part_is_made_once():
    import keywords

    registry = Registry([Plugin("keywords", "keywords-plugin", "1.5", lambda: keywords)])
    assert registry.get("extractor", "keywords") is registry.get("extractor", "keywords")

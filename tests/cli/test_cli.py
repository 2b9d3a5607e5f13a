"""The command line as it is used: what is written where, and what it says and exits with where something is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from articles import ARTICLE

PARTS = ("--extractor", "keywords", "--classifier", "keywords", "--codebook", "keywords")


@pytest.fixture
def analyze(run, plugin_folder):
    def run_analyze(*arguments, **options):
        return run("analyze", *arguments, *PARTS, plugins=(plugin_folder,), **options)

    return run_analyze


@pytest.fixture
def talks(tmp_path) -> Path:
    path = tmp_path / "talks.txt"
    path.write_bytes(ARTICLE.encode())
    return path


def documents(done) -> list[str]:
    return [json.loads(line)["document"]["id"] for line in done.stdout.splitlines()]


def test_an_article_gives_a_table_with_its_positions(analyze, talks):
    done = analyze("talks.txt")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "talks.txt: 4 statements"
    assert "→ favor talks (wants_talks), conditional: [is ready for]" in lines
    assert "Norland favor 1, 3" in lines
    assert "Sudmark against 2" in lines
    assert "\x1b" not in done.stdout


def test_json_lines_are_one_for_each_article(analyze, talks, tmp_path):
    (tmp_path / "rain.txt").write_text("Rain fell.")
    done = analyze("talks.txt", "rain.txt", "--format", "jsonl")
    assert documents(done) == ["talks.txt", "rain.txt"]


def test_json_is_an_object_for_one_article_and_a_list_for_several(analyze, talks):
    one = json.loads(analyze("talks.txt", "--format", "json").stdout)
    again = {**one, "document": {"id": "talks.txt (2)"}}
    assert json.loads(analyze("talks.txt", "talks.txt", "--format", "json").stdout) == [one, again]
    assert one["document"] == {"id": "talks.txt"}


def test_standard_input_is_read_and_standard_output_written_by_a_dash(analyze, tmp_path):
    done = analyze("-", "--format", "jsonl", "-o", "-", input=ARTICLE.encode())
    assert documents(done) == ["stdin"]
    assert not list(tmp_path.iterdir())


def test_a_file_may_hold_many_documents(analyze, tmp_path):
    lines = [json.dumps({"text": ARTICLE, "id": str(number)}) for number in range(3)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines))
    assert documents(analyze("many.jsonl", "--format", "jsonl")) == ["0", "1", "2"]


def test_stances_of_none_are_there_where_they_are_asked_for(analyze, talks):
    def count(*options):
        found = json.loads(analyze("talks.txt", "--format", "json", *options).stdout)
        return sum(len(statement["stances"]) for statement in found["statements"])

    assert (count(), count("--include-none")) == (3, 8)


def test_what_cannot_be_read_is_said_in_one_line_each_and_the_rest_is_written(analyze, talks, tmp_path):
    (tmp_path / "broken.txt").write_bytes(b"caf\xe9 said")
    (tmp_path / "many.jsonl").write_text('{"text": "Rain."}\n{"text": 1}\n{"text": "Snow.", "id": "snow"}\n')
    done = analyze("none.txt", "broken.txt", "talks.txt", "many.jsonl", "--format", "jsonl", "-o", "out.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "stancekit: none.txt: can't be read: no such file or directory",
        "stancekit: broken.txt: byte 3: not UTF-8 (invalid continuation byte); convert it "
        "(iconv -f WINDOWS-1252 -t UTF-8, where it is Latin-1 or from Windows)",
        "stancekit: many.jsonl:2: text: Expected `str`, got `int`",
    ]
    lines = (tmp_path / "out.jsonl").read_text().splitlines()
    assert [json.loads(line)["document"]["id"] for line in lines] == ["talks.txt", "many.jsonl:1", "snow"]


def test_an_older_result_stays_where_nothing_could_be_read(analyze, tmp_path):
    (tmp_path / "out.jsonl").write_text("older")
    (tmp_path / "torn.txt").write_bytes(b"\xff")
    assert analyze("torn.txt", "--format", "jsonl", "-o", "out.jsonl").returncode == 1
    assert (tmp_path / "out.jsonl").read_text() == "older"
    assert not list(tmp_path.glob(".out*"))


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "html"])
def test_every_format_can_be_written_to_a_file(analyze, talks, tmp_path, form):
    done = analyze("talks.txt", "--format", form, "-o", "out")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Norland" in (tmp_path / "out").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "talks.txt"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["talks.txt", "-o", "no/out"], "stancekit: no/out: can't be written: No such file or directory"),
        (["talks.txt", "--extractor", "no"], 'stancekit: no extractor is called "no"; there are '),
        (["talks.txt", "--codebook", "no.yaml"], "stancekit: no.yaml: can't be read: No such file or directory"),
        (["\x1b[2J\n.txt"], "stancekit: \ufffd[2J .txt: can't be read: no such file or directory"),
    ],
)
def test_an_error_is_one_line_and_no_traceback(run, plugin_folder, talks, arguments, said):
    done = run("analyze", *PARTS, *arguments, plugins=(plugin_folder,))
    assert (done.returncode, done.stdout.replace("\n", "")) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(said)


def test_a_part_that_fails_on_one_article_is_named_and_the_rest_is_written(run, plugin_folder, tmp_path):
    from installing import install_plugin

    install_plugin(
        tmp_path,
        "picky-plugin",
        "0.3",
        "from stancekit import hookimpl\nSTANCEKIT_API = 1\n"
        "class Picky:\n"
        "    def extract(self, document):\n"
        "        if document.id == 'b.txt': raise ValueError('not this one')\n"
        "        return []\n"
        "@hookimpl\ndef stancekit_register_extractors(register): register('picky', Picky)\n",
    )
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text("Rain.")
    arguments = ["analyze", "a.txt", "b.txt", "c.txt", *PARTS, "--extractor", "picky", "--format", "jsonl"]
    done = run(*arguments, plugins=(plugin_folder, tmp_path))
    assert done.returncode == 1
    assert documents(done) == ["a.txt", "c.txt"]
    assert done.stderr == (
        'stancekit: the extractor "picky" of picky-plugin 0.3 failed in extract on the document b.txt: '
        "ValueError: not this one\n"
    )


@pytest.mark.parametrize("arguments", [["analyze"], ["analyze", "a.txt", "--format", "xml"], ["analyse"], ["--nope"]])
def test_wrong_usage_is_two(run, arguments):
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_version_and_help(run):
    assert run("--version").stdout == "stancekit 0.1.0\n"
    shown = run("--help")
    assert shown.returncode == 0
    for command in ("analyze", "codebook", "plugins"):
        assert command in shown.stdout


def test_a_reader_that_leaves_early_is_no_error(tmp_path, plugin_folder):
    (tmp_path / "many.jsonl").write_text("\n".join([json.dumps({"text": ARTICLE * 20})] * 200))
    command = [sys.executable, "-m", "stancekit", "analyze", "many.jsonl", *PARTS, "--format", "jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(plugin_folder)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.readline().startswith(b'{"document"')
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to stand for a full disk")
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "html"])
def test_a_full_disk_is_one_line(talks, tmp_path, plugin_folder, form):
    command = [sys.executable, "-m", "stancekit", "analyze", "talks.txt", *PARTS, "--format", form]
    environment = {**os.environ, "PYTHONPATH": str(plugin_folder)}
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, stdout=full, stderr=subprocess.PIPE, check=False, text=True
        )
    assert done.returncode == 1
    assert done.stderr == "stancekit: the result can't be written: No space left on device\n"


def test_a_codebook_is_listed_shown_and_checked(run, plugin_folder):
    plugins = (plugin_folder,)
    listed = [line.split(maxsplit=3) for line in run("codebook", "list", plugins=plugins).stdout.splitlines()]
    assert ["keywords", "1", "2", "Talks and sanctions, for tests."] in listed
    shown = run("codebook", "show", "keywords", plugins=plugins).stdout.splitlines()
    assert shown[:2] == ["keywords 1", "Talks and sanctions, for tests."]
    assert shown[3:7] == ["talks", "  also called: negotiations", "  favor: wants_talks", "  against: refuses_talks"]
    assert run("codebook", "check", "keywords", plugins=plugins).stdout == "keywords: no problem found in 2 targets\n"


def test_a_wrong_codebook_is_refused_with_every_place_as_compilers_name_them(run, tmp_path):
    (tmp_path / "good.yaml").write_text("name: a\ntargets: [{name: x}]\n")
    (tmp_path / "bad.yaml").write_text("name: a\ntargets:\n- nam: x\n  cues: {mention: ['(']}\n")
    done = run("codebook", "check", "good.yaml", "bad.yaml")
    assert done.returncode == 1
    assert done.stdout == "good.yaml: no problem found in 1 target\n"
    assert done.stderr.splitlines() == [
        'bad.yaml:3: targets[0].nam: unknown field "nam"; did you mean "name"?',
        'bad.yaml:3: targets[0]: the field "name" is missing',
        'bad.yaml:4: targets[0].cues.mention[0]: "(" isn\'t an RE2 pattern: missing ): (',
    ]

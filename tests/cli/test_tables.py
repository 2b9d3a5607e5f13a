"""`stancekit classify` and `stancekit train` as they are used, on tables as they come."""

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet
import pytest

import learning
from installing import install_plugin

ROWS = [
    {"id": "1", "text": "Norland wants talks if it rains", "holder": "Norland", "target": "negotiations"},
    {"id": "2", "text": "Sudmark rejects tea", "holder": "", "target": "tea"},
    {"id": "3", "text": "", "holder": "", "target": "tea"},
    {"id": "4", "text": "Rain fell", "holder": "", "target": "talks"},
]
LABELLED = [
    {"text": "we like", "target": "tea", "polarity": "favor"},
    {"text": "we loathe", "target": "tea", "polarity": "against"},
    {"text": "we see", "target": "tea", "polarity": "none"},
]
JUDGED = [("1", 1, "talks", "favor"), ("2", 2, "tea", "against"), ("4", 4, "talks", "none")]
PARTS = ("--classifier", "keywords", "--codebook", "keywords")


def write(path: Path, rows: list[dict]) -> Path:
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    elif path.suffix == ".csv":
        with path.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    else:
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return path


def read(path: Path) -> list[dict]:
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text().splitlines()]
    if path.suffix == ".csv":
        with path.open(newline="") as stream:
            return list(csv.DictReader(stream))
    return pyarrow.parquet.read_table(path).to_pylist()


@pytest.fixture(scope="module")
def learning_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("learning")
    source = Path(learning.__file__).read_text(encoding="utf-8")
    install_plugin(folder, "learning-plugin", "0.3", source)
    return folder


@pytest.fixture
def stancekit(run, plugin_folder, learning_folder):
    def run_stancekit(*arguments, **options):
        return run(*arguments, plugins=(plugin_folder, learning_folder), **options)

    return run_stancekit


def test_formulas_are_marked_for_a_spreadsheet_where_that_is_asked_for(stancekit, tmp_path):
    write(tmp_path / "in.jsonl", [{"text": '=HYPERLINK("x") and talks', "n": -1}])
    asked = ("classify", "in.jsonl", *PARTS, "--target", "talks")
    assert stancekit(*asked, "--formulas-as-text", "-o", "safe.csv").returncode == 0
    assert stancekit(*asked, "-o", "plain.csv").returncode == 0
    (safe,), (plain,) = read(tmp_path / "safe.csv"), read(tmp_path / "plain.csv")
    assert safe == plain | {"text": f"'{plain['text']}"}
    done = stancekit(*asked, "--formulas-as-text", "-o", "out.jsonl")
    assert (done.returncode, "only CSV has formulas" in done.stderr) == (2, True)
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize("given", ["jsonl", "csv", "parquet"])
@pytest.mark.parametrize("wanted", ["jsonl", "csv", "parquet"])
def test_every_format_goes_in_and_comes_out(stancekit, tmp_path, given, wanted):
    path = write(tmp_path / f"in.{given}", ROWS)
    done = stancekit("classify", path.name, *PARTS, "-o", f"out.{wanted}", "--rejects", "bad.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "stancekit: 1 row was rejected, written to bad.jsonl\n"
    rows = read(tmp_path / f"out.{wanted}")
    assert [(row["id"], int(row["row"]), row["target"], row["polarity"]) for row in rows] == JUDGED
    evidence = rows[0]["evidence"]
    assert (json.loads(evidence) if wanted == "csv" else evidence) == [[8, 13]]
    assert rows[0]["conditional"] == ("true" if wanted == "csv" else True)
    (reject,) = read(tmp_path / "bad.jsonl")
    line = {"jsonl": 3, "csv": 4, "parquet": None}[given]
    assert reject == {
        "file": path.name,
        "row": 3,
        "line": line,
        "statement": None,
        "target": None,
        "field": "text",
        "reason": "the text is empty",
        "plugin": None,
        "values": ROWS[2],
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.jsonl", f"in.{given}", f"out.{wanted}"]


def test_the_rules_judge_a_table_from_standard_input(stancekit):
    line = b'{"text": "Norway is ready to negotiate", "n": 1}\n'
    done = stancekit("classify", "-", "--target", "negotiation", "--target", "sanctions", input=line)
    assert (done.returncode, done.stderr) == (0, "")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["n"], first["target"], first["polarity"], first["label"]) == (
        (1, "negotiation", "favor", "ready_to_negotiate")
    )
    assert (second["target"], second["polarity"]) == ("sanctions", "none")


def test_the_types_of_a_parquet_file_are_kept(stancekit, tmp_path):
    columns = {
        "text": pyarrow.array(["Sudmark rejects tea"], pyarrow.large_string()),
        "when": pyarrow.array([1_700_000_000_123_456_789], pyarrow.timestamp("ns", "UTC")),
        "score": pyarrow.array([7], pyarrow.int8()),
        "kind": pyarrow.array(["a"]).dictionary_encode(),
        "polarity": pyarrow.array([[{"x": 1}]]),
    }
    table = pyarrow.table(columns)
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet")
    assert stancekit("classify", "in.parquet", *PARTS, "--target", "tea", "-o", "out.parquet").returncode == 0
    found = pyarrow.parquet.read_table(tmp_path / "out.parquet")
    for name, column in columns.items():
        kept = found["input_polarity" if name == "polarity" else name]
        assert (kept.type, kept.to_pylist()) == (column.type, column.to_pylist())
    assert found["probabilities"].type.field("none").type == pyarrow.float64()


def test_bad_rows_without_a_file_for_them_are_named_but_not_all(stancekit, tmp_path):
    write(tmp_path / "in.jsonl", [ROWS[1], *[ROWS[2]] * 25])
    done = stancekit("classify", "in.jsonl", *PARTS)
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 1)
    lines = done.stderr.splitlines()
    assert lines[:20] == [f"stancekit: in.jsonl:{number}: text: the text is empty" for number in range(2, 22)]
    assert lines[20:] == ["stancekit: 5 more rows were rejected; --rejects FILE keeps all with the reason"]


@pytest.mark.parametrize("wanted", ["jsonl", "csv", "parquet"])
def test_an_older_result_stays_where_every_row_is_bad_and_the_rejects_are_written(stancekit, tmp_path, wanted):
    write(tmp_path / "in.csv", [ROWS[2]])
    (tmp_path / f"out.{wanted}").write_text("older")
    done = stancekit("classify", "in.csv", *PARTS, "-o", f"out.{wanted}", "--rejects", "bad.jsonl")
    assert (done.returncode, done.stderr) == (1, "stancekit: 1 row was rejected, written to bad.jsonl\n")
    assert (tmp_path / f"out.{wanted}").read_text() == "older"
    assert len(read(tmp_path / "bad.jsonl")) == 1


def test_a_table_without_rows_gives_a_table_without_rows(stancekit, tmp_path):
    (tmp_path / "in.csv").write_text("id,text,target\n")
    for wanted in ("jsonl", "csv", "parquet"):
        assert stancekit("classify", "in.csv", *PARTS, "-o", f"out.{wanted}").returncode == 0
        assert read(tmp_path / f"out.{wanted}") == []
    assert (tmp_path / "out.csv").read_text().startswith("id,text,row,target,polarity,")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["in.csv", "--text-column", "quote"], "in.csv: quote: there is no such column; there are id, text, holder"),
        (["bare.csv"], "bare.csv: target: there is no such column; there are text; --target names one for all rows"),
        (["in.csv", "--holder-column", "who"], "in.csv: who: there is no such column"),
        (["no.csv"], "no.csv: can't be read: no such file or directory"),
        (["in.csv", "-o", "no/out.csv"], "no/out.csv: can't be written: No such file or directory"),
        (["in.csv", "--model", "m"], 'the classifier "keywords" of keywords-plugin 1.5 doesn\'t learn: it has no fit'),
        (
            ["in.csv", "--classifier", "counting"],
            "isn't trained: train it with `stancekit train counting ... -o MODEL`",
        ),
        (["in.csv", "--classifier", "counting", "--model", "no"], "no: can't be read: No such file or directory"),
        (["in.csv", "--classifier", "counting", "--model", "in.csv"], "in.csv: not a model of this classifier"),
    ],
)
def test_what_concerns_all_rows_is_said_once_and_writes_nothing(stancekit, tmp_path, arguments, said):
    write(tmp_path / "in.csv", ROWS)
    write(tmp_path / "bare.csv", [{"text": "Norland wants talks"}])
    done = stancekit("classify", *PARTS, "--rejects", "bad.jsonl", "-o", "out.jsonl", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert said in line
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bare.csv", "in.csv"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["classify", "in.csv", "-o", "out.txt"], "the ending of out.txt isn't that of a format"),
        (["classify", "in.csv", "-o", "a.jsonl", "--rejects", "./a.jsonl"], "./a.jsonl is where --output goes"),
        (["classify", "in.csv", "--batch-size", "0"], "Invalid value for '--batch-size'"),
        (["train", "counting", "-o", "m"], "give either INPUT or --task"),
        (["train", "counting", "in.csv", "--task", "tea", "-o", "m"], "give either INPUT or --task"),
        (["train", "counting", "in.csv"], "Missing option '--output'"),
    ],
)
def test_wrong_usage_exits_with_2(stancekit, arguments, said):
    done = stancekit(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())


def test_a_run_that_is_killed_leaves_the_older_result(plugin_folder, tmp_path):
    (tmp_path / "out.jsonl").write_text("older")
    command = [sys.executable, "-m", "stancekit", "classify", "-", *PARTS, "--batch-size", "1", "-o", "out.jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(plugin_folder)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=tmp_path, env=environment) as running:
        line = json.dumps({**ROWS[0], "text": "Norland wants talks " * 1000}).encode() + b"\n"
        for _ in range(100):
            running.stdin.write(line)
        running.stdin.flush()
        # More rows than a pipe holds have been taken, so some of them are judged and written by now.
        assert [path.suffix for path in tmp_path.iterdir() if path.name != "out.jsonl"] == [".part"]
        running.kill()
        running.stdin.close()
    assert (tmp_path / "out.jsonl").read_text() == "older"


def test_a_bar_is_shown_on_a_terminal_and_nowhere_else(plugin_folder, tmp_path):
    write(tmp_path / "in.jsonl", ROWS[:2])
    command = [sys.executable, "-m", "stancekit", "classify", "in.jsonl", *PARTS, "-o", "out.jsonl"]
    environment = {**os.environ, "PYTHONPATH": str(plugin_folder), "TERM": "xterm"}
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stderr=theirs, cwd=tmp_path, env=environment) as running:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:
            pass  # how Linux says that the other end is closed
    os.close(ours)
    assert running.returncode == 0
    assert b"classifying" in shown
    assert len(read(tmp_path / "out.jsonl")) == 2


@pytest.mark.parametrize("given", ["jsonl", "csv", "parquet"])
def test_a_classifier_is_trained_on_a_table_and_its_model_judges(stancekit, tmp_path, given):
    path = write(tmp_path / f"in.{given}", [*LABELLED, {"text": "we like", "target": "tea", "polarity": "maybe"}])
    done = stancekit(
        "train", "counting", path.name, "--codebook", "keywords", "-o", "tea.model", "--rejects", "bad.jsonl"
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "trained counting on 3 rows (1 favor, 1 against, 1 none), 1 rejected",
        "stancekit: 1 row was rejected, written to bad.jsonl",
    ]
    assert read(tmp_path / "bad.jsonl")[0]["reason"] == 'expected favor, against or none, found "maybe"'
    write(tmp_path / "new.jsonl", [{"text": "they like"}, {"text": "they loathe"}])
    options = ("--classifier", "counting", "--model", "tea.model", "--codebook", "keywords", "--target", "tea")
    done = stancekit("classify", "new.jsonl", *options)
    assert (done.returncode, done.stderr) == (0, "")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(row["polarity"], row["classifier"]) for row in rows] == [("favor", "counting"), ("against", "counting")]
    assert rows[0]["probabilities"] == {"favor": 1.0, "against": 0.0, "none": 0.0}


def test_labels_of_a_column_are_learnt_where_it_is_named(stancekit, tmp_path):
    write(tmp_path / "in.csv", [{**row, "code": f"code {number}"} for number, row in enumerate(LABELLED)])
    arguments = ("train", "counting", "in.csv", "--label-column", "code", "-o", "m")
    assert stancekit(*arguments).returncode == 0
    assert json.loads((tmp_path / "m").read_text())["words"]["loathe"] == "code 1"


@pytest.mark.parametrize(
    ("task", "answers"), [("tea", ["favor", "against"]), ("tea answers", ["favor it", "against it"])]
)
def test_a_task_is_learnt_from_its_train_and_dev_parts(stancekit, tmp_path, task, answers):
    done = stancekit("train", "counting", "--task", task, "-o", "m")
    assert (done.returncode, done.stderr) == (
        0,
        "trained counting on 2 rows (1 favor, 1 against, 0 none), 0 rejected\n",
    )
    words = json.loads((tmp_path / "m").read_text())["words"]
    assert [words["like"], words["loathe"], words.get("adore")] == [*answers, None]


def test_a_model_is_taken_by_analyze_too(stancekit, tmp_path):
    write(tmp_path / "in.csv", [{**row, "text": row["text"].replace("we", "Sudmark")} for row in LABELLED])
    assert stancekit("train", "counting", "in.csv", "-o", "m").returncode == 0
    text = b"Anna Berg said that they like."
    parts = ("--extractor", "keywords", "--codebook", "keywords", "--classifier", "counting", "--format", "json")
    done = stancekit("analyze", "-", *parts, "--model", "m", input=text)
    stances = json.loads(done.stdout)["statements"][0]["stances"]
    assert [(stance["target"], stance["polarity"]) for stance in stances] == [
        ("talks", "favor"),
        ("sanctions", "favor"),
    ]
    done = stancekit("analyze", "-", *parts, input=text)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert 'the classifier "counting" of learning-plugin 0.3 isn\'t trained' in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["keywords", "in.csv"], 'the classifier "keywords" of keywords-plugin 1.5 doesn\'t learn'),
        (["counting", "one.csv"], "only one answer to learn"),
        (["counting", "none.csv"], "there is nothing to learn: not one labelled row is left"),
        (
            ["counting", "in.csv", "--polarity-column", "p"],
            "in.csv: p: there is no such column; there are text, target",
        ),
        (["careless", "in.csv"], '"careless" of learning-plugin 0.3 failed to save m: ZeroDivisionError: no disk'),
        (["counting", "--task", "tea tests"], "the task t has no train or dev part"),
        (["counting", "--task", "tea documents"], 'the task "tea documents" of learning-plugin 0.3 has no statements'),
        (["counting", "--task", "no"], 'no task is called "no"; there are '),
    ],
)
def test_a_model_is_written_only_where_training_succeeds(stancekit, tmp_path, arguments, said):
    write(tmp_path / "in.csv", LABELLED)
    write(tmp_path / "one.csv", LABELLED[:1])
    (tmp_path / "none.csv").write_text("text,target,polarity\n")
    (tmp_path / "m").write_text("older")
    done = stancekit("train", *arguments, "-o", "m")
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert said in line
    assert (tmp_path / "m").read_text() == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "m", "none.csv", "one.csv"]

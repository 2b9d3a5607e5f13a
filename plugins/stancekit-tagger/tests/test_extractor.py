"""Given articles to learn from, the tagger says who says what in others, and how sure it is."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from made_articles import make_articles
from stancekit.cli import app
from stancekit.errors import InputError, NotFittedError
from stancekit.formats.model_files import read_model_file, view_array, write_model_file
from stancekit.hosting.plugins import get_extractor
from stancekit.nouns.document import Document
from stancekit.nouns.statement import Statement
from stancekit.testing import Check, parametrize_with_checks
from stancekit_tagger import chain, model
from stancekit_tagger.extractor import TaggerExtractor
from stancekit_tagger.model_file import FORMAT


def said(statement: Statement) -> tuple[str | None, str | None, str, str]:
    return statement.source, statement.cue, statement.content, statement.quotation


def test_who_says_what_in_an_article_it_has_not_seen(trained: TaggerExtractor) -> None:
    text = "Ida Moe warned that the ferry will close in June.\n\n“The road is open,” the mayor said.\n\nIt rained."
    assert list(map(said, trained.extract(Document(text=text)))) == [
        ("Ida Moe", "warned", "that the ferry will close in June", "indirect"),
        ("the mayor", "said", "The road is open", "direct"),
    ]


def test_confidence_tells_right_from_wrong(trained: TaggerExtractor) -> None:
    documents, statements = make_articles(20, seed=7)
    found = [statement for document in documents for statement in trained.extract(document)]
    wanted = {(one.source_spans, one.content_spans) for said in statements for one in said}
    right = [one for one in found if (one.source_spans, one.content_spans) in wanted]
    assert len(right) > 0.9 * len(wanted)
    assert all(one.confidence is not None and 0.5 < one.confidence <= 1 for one in right)


def test_a_higher_threshold_gives_fewer_statements(trained: TaggerExtractor, tmp_path: Path) -> None:
    trained.save(tmp_path / "model")
    counts = []
    for threshold in (0.0, 0.9, 1.0):
        extractor = TaggerExtractor(threshold=threshold)
        extractor.load(tmp_path / "model")
        documents, _ = make_articles(10, seed=8)
        found = [one for document in documents for one in extractor.extract(document)]
        assert all((one.confidence or 0) >= threshold - 1e-4 for one in found)
        counts.append(len(found))
    assert counts == sorted(counts, reverse=True)


def test_an_untrained_one_says_what_to_do() -> None:
    with pytest.raises(NotFittedError, match="fit it, or load a model"):
        TaggerExtractor().extract(Document(text="He said no."))
    with pytest.raises(NotFittedError):
        TaggerExtractor().save(Path("model"))


@pytest.mark.parametrize("count", [0, 3])
def test_too_little_to_learn_from(count: int) -> None:
    with pytest.raises(InputError, match="it takes 6 articles"):
        TaggerExtractor().fit(*make_articles(count, seed=0))


def test_a_loaded_model_reads_as_the_trained_one(trained: TaggerExtractor, tmp_path: Path) -> None:
    trained.save(tmp_path / "model")
    again = TaggerExtractor()
    again.load(tmp_path / "model")
    for document in make_articles(10, seed=9)[0]:
        assert again.extract(document) == trained.extract(document)


def test_trained_twice_with_one_seed_it_is_the_same_file(tmp_path: Path) -> None:
    files = []
    for name in ("one", "other"):
        extractor = TaggerExtractor()
        extractor.fit(*make_articles(12, seed=2), seed=5)
        extractor.save(tmp_path / name)
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]


def test_a_truncated_file_is_refused(trained: TaggerExtractor, tmp_path: Path) -> None:
    trained.save(tmp_path / "model")
    whole = (tmp_path / "model").read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        (tmp_path / "part").write_bytes(whole[:length])
        with pytest.raises(InputError, match="truncated"):
            TaggerExtractor().load(tmp_path / "part")


def with_parts(path: Path, **changed: bytes | np.ndarray) -> None:
    """The model in the file again, with some of its parts and arrays changed, and checksums to match."""
    file = read_model_file(path, FORMAT)
    parts = {name: data for name, data in file.parts.items() if not name.endswith(".npy")}
    arrays = {name.removesuffix(".npy"): view_array(data) for name, data in file.parts.items() if name.endswith(".npy")}
    for name, value in changed.items():
        (parts if isinstance(value, bytes) else arrays)[name.replace("_", ".")] = value
    write_model_file(path, FORMAT, file.details, parts=parts, arrays=arrays)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"vocabulary_json": b"{}"}, "words"),
        ({"vocabulary_json": b"[" * 100_000}, "more values"),
        ({"linking_weights": np.zeros((3, 5), np.float16)}, "linking.weights: its shape is 3 x 5, not"),
        ({"linking_steps": np.zeros((5, 5))}, "linking.steps: it is an array of float64, not of float32"),
        ({"tagging_features": np.zeros(9, np.uint32)}, r"tagging.weights: its shape|features that aren't there"),
    ],
)
def test_tables_that_do_not_fit_are_refused(
    trained: TaggerExtractor, tmp_path: Path, changed: dict[str, bytes | np.ndarray], message: str
) -> None:
    trained.save(tmp_path / "model")
    with_parts(tmp_path / "model", **changed)
    with pytest.raises(InputError, match=message):
        TaggerExtractor().load(tmp_path / "model")


def test_a_foreign_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other", "w") as written:
        written.writestr("content.xml", "<a/>")
    with pytest.raises(InputError, match=r"not a model of stancekit-tagger: it has no stancekit\.json"):
        TaggerExtractor().load(tmp_path / "other")


def test_the_command_trains_on_annotated_texts_and_analyses_with_the_model(tmp_path: Path) -> None:
    folder = tmp_path / "annotated"
    folder.mkdir()
    for document, statements in zip(*make_articles(30, seed=4), strict=True):
        (folder / f"{document.id}.txt").write_text(document.text, encoding="utf-8", newline="")
        (folder / f"{document.id}.ann").write_text(annotations(statements), encoding="utf-8")
    model = str(tmp_path / "model")
    done = CliRunner().invoke(app, ["train", "tagger", str(folder), "-o", model])
    assert done.exit_code == 0, done.output
    assert "trained tagger on 30 documents" in done.stderr
    assert "who F1" in done.stderr
    (tmp_path / "article.txt").write_text("Ida Moe warned that the ferry will close in June.", encoding="utf-8")
    command = ["analyze", str(tmp_path / "article.txt"), "--extractor", "tagger", "--model", model, "--format", "json"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    (statement,) = json.loads(done.stdout)["statements"]
    assert statement["speaker"]["name"] == "Ida Moe"
    assert 0 < statement["confidence"] <= 1
    done = CliRunner().invoke(app, [*command, "--threshold", "1"])
    assert json.loads(done.stdout)["statements"] == []


def annotations(statements: list[Statement]) -> str:
    lines, number = [], 0
    for event, one in enumerate(statements, start=1):
        arguments = []
        for role, spans in (("Source", one.source_spans), ("Cue", one.cue_spans), ("Content", one.content_spans)):
            number += 1
            places = ";".join(f"{start} {end}" for start, end in spans)
            lines.append(f"T{number}\t{role} {places}\twords")
            arguments.append(f"{role}:T{number}")
        number += 1
        lines.append(f"T{number}\tAttribution {one.cue_spans[0][0]} {one.cue_spans[0][1]}\twords")
        lines.append(f"E{event}\tAttribution:T{number} {' '.join(arguments)}")
    return "\n".join(lines) + "\n"


def test_a_long_text_is_read_in_blocks_as_in_one(trained: TaggerExtractor, monkeypatch: pytest.MonkeyPatch) -> None:
    short, _ = make_articles(12, seed=3)
    paragraph = " ".join(document.text.replace("\n", " ") for document in short)
    document = Document(text="\n\n".join([short[0].text, paragraph, *(one.text for one in short)]))
    whole = trained.extract(document)
    for module, name, size in ((chain, "_PADDED", 60), (model, "_BLOCK", 40), (model, "_CANDIDATES", 3)):
        monkeypatch.setattr(module, name, size)
    assert len(whole) > 30
    assert trained.extract(document) == whole


def test_it_is_registered_untrained() -> None:
    with pytest.raises(NotFittedError):
        get_extractor("tagger").extract(Document(text="He said no."))


@parametrize_with_checks("extractor", "tagger+rules")
def test_conformance(check: Check) -> None:
    check()

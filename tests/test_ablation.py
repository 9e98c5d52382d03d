"""Ablation: every variant is what it says, and is measured against Wenlan as it is."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import HashingEmbedder
from lab_files import DOCUMENTS, JUDGMENTS, beir_folder

from api.cli import main
from search.evaluation.ablation import GROUPS, variants
from search.evaluation.measures import measure
from search.evaluation.runs import documents, read_run


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HashingEmbedder]:
    tiny = HashingEmbedder()
    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("indexer.model.embedding.open_embedder", lambda model=None, device=None: tiny)
    yield tiny


def ablate(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["ablate", *map(str, arguments)])


def rows_of(*arguments: object) -> dict[str, dict]:
    done = ablate(*arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return {f"{row['group']} {row['variant']}".strip(): row for row in json.loads(done.stdout)["rows"]}


def test_every_choice_is_one_row_compared_with_what_is(embedder: HashingEmbedder, tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "island")
    rows = rows_of(folder)
    assert next(iter(rows)) == "as it is"
    assert len(rows) == 1 + len(variants())
    assert {row["group"] for row in rows.values()} == {"", *GROUPS}
    CliRunner().invoke(main, ["eval", str(folder), "--run-out", str(tmp_path / "runs")])
    runs = {name: read_run(tmp_path / "runs" / f"{name}.run") for name in ("lexical", "dense", "hybrid", "rrf")}
    means = {name: measure(documents(run), JUDGMENTS, ["nDCG@10"])["nDCG@10"].mean() for name, run in runs.items()}
    first = rows["as it is"]
    assert first["values"] == pytest.approx({name: means[name] for name in ("lexical", "dense", "hybrid")})
    assert (first["gain"], first["p"]) == (None, None)
    assert rows["fusion rank fusion, k = 60"]["values"]["hybrid"] == pytest.approx(means["rrf"])
    for name, row in rows.items():
        if name != "as it is":
            gained = row["values"]["hybrid"] - first["values"]["hybrid"]
            assert row["gain"]["mean"] == pytest.approx(gained)
            assert 0 < row["p"] <= 1
        if row["group"] in ("bm25", "fusion", "aggregation"):
            assert row["values"]["dense"] == first["values"]["dense"]  # meaning knows nothing of these
    # The heads of this set hold words that its questions ask for.
    embedder.embedded.clear()
    assert rows_of(folder) == rows
    assert embedder.embedded == []


def test_only_what_is_asked_is_varied_and_embedded(embedder: HashingEmbedder, tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "island")
    rows = rows_of(folder, "--only", "bm25", "--only", "fusion")
    assert {row["group"] for row in rows.values()} == {"", "bm25", "fusion"}
    titled = [title for title, _ in DOCUMENTS.values() if title]
    assert all(any(title in text for text in embedder.embedded) for title in titled)
    embedder.embedded.clear()
    rows_of(folder, "--only", "heads")
    assert embedder.embedded
    assert not any(title in text for text in embedder.embedded for title in titled)


def test_the_table_for_people(embedder: HashingEmbedder, tmp_path: Path) -> None:
    shown = ablate(beir_folder(tmp_path / "island"), "--only", "analyser").stdout.splitlines()
    assert shown[0].startswith("island: 4 queries, nDCG@10; ")
    assert shown[2].split() == ["varied", "to", "lexical", "dense", "hybrid", "hybrid,", "gained"]
    assert [line.split()[0] for line in shown[3:]] == ["as", "analyser", "analyser"]


def test_errors(embedder: HashingEmbedder, tmp_path: Path) -> None:
    done = ablate(beir_folder(tmp_path / "island"), "--only", "colour")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "'colour' is not varied; expected one of analyser, passages, windows" in done.stderr
    assert ablate(tmp_path / "nowhere").exit_code == 5

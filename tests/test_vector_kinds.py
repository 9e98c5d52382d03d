"""The kind of vector index in an index: asked for, recorded, verified, repaired, and kept through changes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import ARTICLES, HashingEmbedder, make_article
from test_changing import added, answers, assert_alike, deleted, merged

from api.cli import main
from indexer.build import Source, build
from indexer.generations import put_tuning
from indexer.index import open_index
from indexer.manifest import IndexLayout, Manifest, current_manifest
from indexer.recipe import Recipe
from indexer.tuning import Tuning
from indexer.vector_kinds import VectorKind
from indexer.write_lock import write_lock

NEW = [make_article("salt", "盐田", "盐田改种水稻。"), make_article("tide", None, "今日大潮,光伏板下水深三尺。")]


@pytest.fixture(autouse=True)
def _tiny_model_and_nominators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.model.embedding.open_embedder", lambda model=None, device=None: HashingEmbedder())
    monkeypatch.setattr("indexer.vector_kinds.LEAST_ASKED", 2)


def wenlan(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def built(root: Path, vectors: VectorKind) -> Path:
    with write_lock(root) as layout:
        source = Source(("made-up.txt",), "content")
        build(layout, ARTICLES, source, HashingEmbedder(), lambda *_: None, list, Recipe(vectors=vectors))
    return root


def nominators(root: Path) -> dict[str, str]:
    """The checksums of the nominators by their names."""
    return {
        f"{record.id}/{name}": file.sha256
        for record in current_manifest(IndexLayout(root)).segments
        for name, file in record.files.items()
        if ".ivf-" in name
    }


def manifest(root: Path) -> Manifest:
    return current_manifest(IndexLayout(root))


@pytest.mark.parametrize("kind", [VectorKind.IVF_SQ8, VectorKind.IVF_PQ])
def test_an_index_of_every_kind_answers_alike_after_changes_too(tmp_path: Path, kind: VectorKind) -> None:
    flat, ours = built(tmp_path / "flat", VectorKind.FLAT), built(tmp_path / "ours", kind)
    assert not nominators(flat)
    assert {name.rsplit(".", 1)[1] for name in nominators(ours)} == {kind}
    changes: list[Callable[[Path], object]] = [
        lambda root: added(root, NEW), lambda root: deleted(root, "salt", ARTICLES[0].id), merged
    ]  # fmt: skip
    for change in changes:
        change(flat)
        change(ours)
        assert_alike(without_kinds(answers(open_index(ours))), without_kinds(answers(open_index(flat))))
    assert manifest(ours).recipe.vectors is kind


def without_kinds(said: list[object]) -> list[object]:
    found, similar, counted, ids = said
    assert isinstance(counted, dict)
    return [found, similar, {name: value for name, value in counted.items() if name not in ("vectors", "kinds")}, ids]


def test_a_merged_segment_has_a_nominator_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.merging.MOST", 1)
    root = built(tmp_path / "index", VectorKind.IVF_SQ8)
    added(root, NEW)
    before = nominators(root)
    merged(root)
    (record,) = manifest(root).segments
    assert record.kinds == {"flat": 2, "ivf-sq8": record.windows - 2}  # one window is English
    assert nominators(root).keys().isdisjoint(before)


def test_an_index_made_twice_has_equal_nominators(tmp_path: Path) -> None:
    one, other = (nominators(built(tmp_path / name, VectorKind.IVF_PQ)) for name in ("one", "other"))
    assert one
    assert one == other


def test_a_damaged_nominator_is_found_and_made_again(tmp_path: Path) -> None:
    root = built(tmp_path / "index", VectorKind.IVF_PQ)
    before, said = sorted(nominators(root).values()), answers(open_index(root))
    path = root / "segments" / min(nominators(root))
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    done = wenlan("verify", "--index", root)
    assert done.exit_code == 5
    assert f"damaged: {path}: " in done.stderr
    assert wenlan("verify", "--repair", "--index", root).exit_code == 0
    assert sorted(nominators(root).values()) == before
    assert_alike(answers(open_index(root)), said)


def test_the_option_is_recorded_and_kept_until_another_is_given(tmp_path: Path) -> None:
    root, source = tmp_path / "index", tmp_path / "text.jsonl"
    text = "海岛居民在村口办理医保。渔港防波堤加固。光伏板下的盐池今年增产。" * 20
    lines = [json.dumps({"id": name, "text": text + name}) for name in ("one", "two")]
    source.write_text("\n".join(lines), encoding="utf-8")

    def indexed(*options: object) -> tuple[bool, str, list[str]]:
        done = wenlan("index", source, "--index", root, "--json", *options)
        assert done.exit_code == 0, done.output
        said = json.loads(done.stdout)
        return said["unchanged"], said["vectors"], said["kinds"]

    assert indexed() == (False, "auto", ["flat"])
    assert indexed("--vectors", "ivf-sq8") == (False, "ivf-sq8", ["ivf-sq8"])
    assert indexed() == (True, "ivf-sq8", ["ivf-sq8"])
    assert indexed("--vectors", "auto") == (False, "auto", ["flat"])
    stats = wenlan("stats", "--index", root)
    assert "vectors    auto" in stats.stdout
    assert "kinds      flat" in stats.stdout
    refused = wenlan("index", source, "--index", root, "--vectors", "hnsw")
    assert refused.exit_code == 2
    assert "'hnsw' is not one of 'auto', 'flat', 'ivf-pq', 'ivf-sq8'" in refused.stderr


def test_another_kind_leaves_the_tuning(tmp_path: Path) -> None:
    root = built(tmp_path / "index", VectorKind.FLAT)
    tuning = Tuning(0.6, 2, "x", "0" * 64, "2025-06-10", 1, 6, 6, "nDCG@10", 0.1, 0.05, 0.2, 0.01)
    put_tuning(root, tuning)
    built(root, VectorKind.IVF_SQ8)
    assert manifest(root).tuning == tuning

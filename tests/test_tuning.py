"""Tuning: fitted on one half, believed by the other, stored with its provenance, and never on a gain of chance."""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, make_article, make_index
from lab_files import beir_folder

from api.cli import main
from indexer.errors import IndexUnwritable
from indexer.generations import put_tuning
from indexer.index import open_index
from indexer.manifest import IndexLayout, current_manifest
from indexer.model.embedding import FloatArray
from indexer.tuning import Tuning
from search.evaluation.datasets import Dataset
from search.evaluation.tuning import DENSE_WEIGHTS, chosen_by_others, digest, fusions_near, halves
from search.fusion import Fusion
from search.parameters import PARAMETERS, parameters_of
from search.request import search_request
from search.searcher import Searcher

WORDS = (
    *("灯塔", "盐田", "茶园", "渡轮", "鱼市", "码头", "作坊", "书店", "竹林", "古井", "风车", "石桥"),
    *("麦田", "果园", "剧院", "学堂", "水库", "牧场", "瓷窑", "雪山", "湖心", "古寺", "集市", "邮局"),
)


class NumberEmbedder:
    """Knows what is meant by the number of exclamation marks alone, which no word search sees."""

    name = "number-32"
    dimension = 32

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> FloatArray:
        vector = np.full(self.dimension, 0.01, np.float32)
        place = text.count("!")
        vector[place] = 1
        vector[[(place - 1) % self.dimension, (place + 1) % self.dimension]] = 0.3  # neighbours mean much the same
        unit: FloatArray = vector / np.linalg.norm(vector)
        return unit


ARTICLES = [make_article(f"a{n}", None, f"{word}的故事说来话长{'!' * n}。") for n, word in enumerate(WORDS)]


@pytest.fixture(autouse=True)
def _numbers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WENLAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("indexer.model.embedding.open_embedder", lambda model=None, device=None: NumberEmbedder())
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: NumberEmbedder())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    make_index(tmp_path / "index", ARTICLES, NumberEmbedder())  # type: ignore[arg-type]
    return tmp_path / "index"


def judged(folder: Path, shift: int, count: int = len(WORDS)) -> Path:
    """Questions whose marks mean the right article, and whose words are those of the article `shift` further on."""
    folder.mkdir()
    queries = [{"_id": f"q{n}", "text": f"{WORDS[(n + shift) % len(WORDS)]}的故事{'!' * n}"} for n in range(count)]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), encoding="utf-8")
    (folder / "qrels.tsv").write_text("".join(f"q{n} a{n} 1\n" for n in range(count)), encoding="utf-8")
    return folder


def tune(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["tune", *map(str, arguments)])


def test_a_gain_on_the_held_half_is_stored_with_its_provenance_and_used(root: Path, tmp_path: Path) -> None:
    folder = judged(tmp_path / "misleading", shift=1)
    query = search_request(f"{WORDS[1]}的故事")
    before = Searcher.open(root).search(query)
    assert before.hits[0].id == "a1"
    assert not any("tuned" in note for note in before.notes)

    done = tune(folder, "--index", root, "--json")
    assert done.exit_code == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["stored"]
    assert (report["fitted_on"], report["tested_on"], report["measure"]) == (12, 12, "nDCG@10")
    assert report["in_force"] == {"dense_weight": 0.5, "coverage_slope": PARAMETERS.fusion.coverage_slope}
    assert report["value"] == 1
    assert report["gain"]["low"] > 0
    assert report["p"] < 0.05

    stored = open_index(root).manifest.tuning
    assert stored is not None
    assert (stored.dataset, stored.generation, stored.p) == ("misleading", 1, report["p"])
    assert parameters_of(stored).fusion == Fusion(**report["fitted"])
    assert len(stored.judgments) == 64
    after = Searcher.open(root).search(query)
    assert after.hits[0].id == "a0"
    assert after.generation == 2
    (note,) = [note for note in after.notes if "tuned" in note]
    assert re.fullmatch(
        r"fusion: dense weight \S+, coverage slope \S+, tuned on misleading \(.*held-out queries.*\)", note
    )
    shown = CliRunner().invoke(main, ["stats", "--index", str(root)]).stdout
    assert "tuned on misleading" in shown


def test_what_is_tuned_is_the_start_of_the_next_tuning(root: Path, tmp_path: Path) -> None:
    folder = judged(tmp_path / "misleading", shift=1)
    assert tune(folder, "--index", root).exit_code == 0
    again = tune(folder, "--index", root)
    assert again.exit_code == 1
    assert "not stored: the gain may be chance" in again.stdout
    assert current_manifest(IndexLayout(root)).generation == 2


def test_no_gain_is_refused_and_the_index_left_as_it_was(root: Path, tmp_path: Path) -> None:
    before = (root / "CURRENT").read_bytes()
    done = tune(judged(tmp_path / "honest", shift=0), "--index", root, "--json")
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert (report["stored"], report["gain"]["mean"], report["p"]) == (False, 0, 1)
    assert report["fitted"] == report["in_force"]  # of equally good ones the least change
    assert (root / "CURRENT").read_bytes() == before


def test_a_tuning_outlives_new_content_and_is_forgotten_on_demand(root: Path, tmp_path: Path) -> None:
    tune(judged(tmp_path / "misleading", shift=1), "--index", root)
    tuned = open_index(root).manifest.tuning
    make_index(root, ARTICLES[:20], NumberEmbedder(), content="less")  # type: ignore[arg-type]
    assert open_index(root).manifest.tuning == tuned
    forgotten = json.loads(tune("--index", root, "--forget", "--json").stdout)
    assert forgotten == {"index": str(root), "generation": 4, "tuning": None}
    manifest = open_index(root).manifest
    assert (manifest.tuning, manifest.generation) == (None, 4)
    assert Searcher.open(root).search(search_request(f"{WORDS[1]}的故事")).hits[0].id == "a1"
    make_index(root, ARTICLES, content="more")  # another model
    assert open_index(root).manifest.tuning is None


def test_a_disk_that_fails_at_any_moment_leaves_the_tuning_or_none(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tuning = Tuning(0.6, 2, "x", "0" * 64, "2025-06-10", 1, 6, 6, "nDCG@10", 0.1, 0.05, 0.2, 0.01)
    for moment in range(1, 20):
        put_tuning(root, None)
        calls = 0

        def failing(path: Path, moment: int = moment) -> None:
            nonlocal calls
            calls += 1
            if calls == moment:
                raise OSError(28, "No space left on device", str(path))

        with monkeypatch.context() as faulty:
            for place in ("indexer.durable", "indexer.generations"):
                faulty.setattr(f"{place}.sync", failing)
            try:
                put_tuning(root, tuning)
            except IndexUnwritable as error:
                assert "No space left" in str(error)
            else:
                break
        assert open_index(root).manifest.tuning in (None, tuning)
    assert moment > 4  # groups, manifest, CURRENT and their folders
    assert open_index(root).manifest.tuning == tuning


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (("few",), 5, "11 judged queries are too few to tell a gain from chance; expected at least 12"),
        (("few", "--index", "nowhere"), 3, "no index in nowhere"),
        (("nowhere",), 5, "there is no such folder"),
        ((), 2, "expected a BEIR folder DIR, or --qrels FILE"),
        (("--forget", "--index", "nowhere"), 3, "no index in nowhere"),
    ],
)
def test_errors(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], exit_code: int, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WENLAN_INDEX", str(root))
    judged(tmp_path / "few", shift=1, count=11)
    done = tune(*arguments)
    assert (done.exit_code, done.stdout) == (exit_code, ""), done.stderr
    assert says in done.stderr
    assert not (tmp_path / "nowhere").exists()


def test_halves_share_nothing_and_the_seed_decides() -> None:
    queries = [f"q{n}" for n in range(101)]
    learning, testing = halves(queries, 1)
    assert sorted([*learning, *testing]) == sorted(queries)
    assert (len(learning), len(testing)) == (51, 50)
    assert halves(queries[::-1], 1) == (learning, testing)
    assert halves(queries, 2) != (learning, testing)


def test_the_start_comes_first_and_near_ones_before_far_ones() -> None:
    start = Fusion(0.5, 1.6)
    found = fusions_near(start)
    assert found[0] == start
    assert len(found) == len(set(found)) == 9 * 7
    assert found.index(Fusion(0.45, 1.6)) < found.index(Fusion(0.2, 1.6))
    assert fusions_near(Fusion(0.33, 1.1))[0] == Fusion(0.33, 1.1)
    assert len(fusions_near(Fusion(0.33, 1.1))) == 64


def test_the_digest_is_that_of_questions_and_grades_in_any_order() -> None:
    one = Dataset("x", {"a": "甲", "b": "乙"}, {"a": {"d": 1}, "b": {"d": 2, "e": 0}})
    other = Dataset("y", {"b": "乙", "a": "甲"}, {"b": {"e": 0, "d": 2}, "a": {"d": 1}})
    assert digest(one) == digest(other)
    assert digest(one) != digest(replace(one, judgments={"a": {"d": 2}, "b": {"d": 2, "e": 0}}))
    expected = '{"a": ["\\u7532", {"d": 1}], "b": ["\\u4e59", {"d": 2, "e": 0}]}'
    assert digest(one) == hashlib.sha256(expected.encode()).hexdigest()


def test_what_is_chosen_for_a_set_is_what_the_others_like_best() -> None:
    values = {"a": [0.9, 0.1, 0.1], "b": [0.2, 0.8, 0.3], "c": [0.2, 0.5, 0.6]}
    assert chosen_by_others(values) == {"a": 1, "b": 0, "c": 0}  # a: 1.3 of b and c; b: 1.1 of a and c; c: 1.1
    assert chosen_by_others({"a": [0.1, 0.5], "b": [0.5, 0.5]}) == {"a": 0, "b": 1}  # equal: the first


@pytest.mark.model
def test_leave_one_out_prints_each_set_and_the_means(tmp_path: Path) -> None:
    folders = [str(beir_folder(tmp_path / name)) for name in ("one", "two")]
    command = [sys.executable, "scripts/leave_one_out.py", *folders]
    rows = json.loads(subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert [row["set"] for row in rows] == ["one", "two", "mean"]
    # Equal sets choose for each other what each chooses for itself.
    assert all(row["by others"] == row["by itself"] >= row["default"] > 0.5 for row in rows)
    assert rows[0]["dense weight"] in (PARAMETERS.fusion.dense_weight, *DENSE_WEIGHTS)
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert shown[0] == "| set | default | by others | dense weight | coverage slope | by itself |"
    assert len(shown) == 5

"""The whole path with the real model: the seed page in, right answers out."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from statistics import mean

import pytest
from conftest import ROOT

from indexer.indexing import Indexed, index_sources
from indexer.model.embedding import open_embedder
from indexer.reading.given import Given
from search.evaluation.measures import measure
from search.relevance import LITTLE_RELEVANCE
from search.request import Mode, search_request
from search.searcher import Searcher

pytestmark = pytest.mark.model
QUESTIONS = json.loads((ROOT / "tests" / "data" / "seed_queries.json").read_text(encoding="utf-8"))["queries"]


def index_seeds(root: Path) -> Indexed:
    return index_sources([str(ROOT / "seeds")], root, open_embedder(), Given(), lambda *_: None, lambda _: None)


@pytest.fixture(scope="module")
def seed_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("seed")
    index_seeds(root)
    return root


@pytest.fixture(scope="module")
def searcher(seed_index: Path) -> Searcher:
    return Searcher.open(seed_index)


def measured(searcher: Searcher, mode: Mode) -> dict[str, list[tuple[float, float]]]:
    asked = {question["q"]: question for question in QUESTIONS}
    rankings = {
        text: [hit.id.rpartition("-")[2] for hit in searcher.search(search_request(text, mode)).hits] for text in asked
    }
    judgments = {text: question["relevant"] for text, question in asked.items()}
    values = measure(rankings, judgments, ["nDCG@5", "success@1"])
    found = defaultdict(list)
    for text, *pair in zip(asked, values["nDCG@5"], values["success@1"], strict=True):
        found[asked[text]["kind"]].append((float(pair[0]), float(pair[1])))
    return found


def test_the_seed_page_is_nine_articles_and_indexed_once(seed_index: Path) -> None:
    again = index_seeds(seed_index)
    assert again.unchanged
    assert sum(segment.articles for segment in again.manifest.segments) == 9


def test_answers_are_right(searcher: Searcher) -> None:
    found = measured(searcher, Mode.HYBRID)
    pairs = [pair for kind in found.values() for pair in kind]
    assert len(pairs) >= 30
    assert mean(pair[0] for pair in pairs) >= 0.955
    assert mean(pair[1] for pair in pairs) >= 0.91
    assert min(mean(pair[0] for pair in kind) for kind in found.values()) >= 0.8


def test_the_hybrid_is_better_than_either_leg(searcher: Searcher) -> None:
    means = {mode: mean(pair[0] for kind in measured(searcher, mode).values() for pair in kind) for mode in Mode}
    assert means[Mode.HYBRID] > max(means[Mode.LEXICAL], means[Mode.DENSE])


def test_questions_in_any_language_find_the_article(searcher: Searcher) -> None:
    for text in (
        "visa-free travel between China and Uzbekistan",
        "безвизовый режим между Узбекистаном и Китаем",
        "ウズベキスタンと中国のビザ免除",
        "烏茲別克斯坦與中國互免簽證",
    ):
        assert searcher.search(search_request(text)).hits[0].title.startswith("乌兹别克斯坦海珀集团"), text  # type: ignore[union-attr]


def test_a_search_needs_no_torch_and_no_network(seed_index: Path) -> None:
    """The real command in a process whose sockets fail: nothing of torch is loaded, nothing is asked of a network."""
    program = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise OSError('no network in this test')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from api.cli import main\n"
        "try: main()\n"
        "finally: print([name for name in ('torch', 'sentence_transformers', 'fastapi') if name in sys.modules])\n"
    )
    arguments = ["search", "Summer Davos green electricity", "--index", str(seed_index), "--limit", "1"]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "400 张绿证助力达沃斯" in done.stdout
    assert done.stdout.endswith("[]\n")


def test_ten_thousand_characters_and_control_characters(searcher: Searcher) -> None:
    assert searcher.search(search_request("机场大道整治工程" * 1250)).hits[0].title == "机场大道天津大道整治工程完工"
    assert (
        searcher.search(search_request("机场大道\x00\x1b整治\u200b工程")).hits[0].title
        == "机场大道天津大道整治工程完工"
    )


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.LEXICAL])
def test_answered_questions_are_above_the_threshold_and_absurd_ones_below(searcher: Searcher, mode: Mode) -> None:
    little = LITTLE_RELEVANCE[mode]
    for text in ("谁在河北区调研?", "机场大道整治工程什么时候完工?"):
        answer = searcher.search(search_request(text, mode, floor=little))
        assert (answer.hits[0].relevance or 0) > 0.3 > little, text
        assert not any("nothing here" in note for note in answer.notes), text
    for text in ("如何给火星上的恐龙做心脏手术?", "钢琴奏鸣曲的和声分析"):
        answer = searcher.search(search_request(text, mode))
        assert max(hit.relevance or 0 for hit in answer.hits) < little, text
        assert any("nothing here answers this well" in note for note in answer.notes), text
        assert searcher.search(search_request(text, mode, floor=little)).total == 0

"""How far a write has come: what it tells, and what it says when it is interrupted. Invented texts."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import HashingEmbedder

from api.cli import main
from api.pace import Pace
from indexer import batch as batch_module
from indexer.advance import Advance
from indexer.indexing import add_sources, index_sources
from indexer.reading.given import Given


def corpus(folder: Path, count: int) -> Path:
    path = folder / "articles.jsonl"
    rows = ({"id": f"n{n}", "title": f"第{n}号", "text": f"渡口第{n}天恢复通航。"} for n in range(count))
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def test_reading_and_embedding_have_clocks_of_their_own() -> None:
    pace = Pace()
    half = Advance(articles=10, chunks=20, windows=40, share=0.5)
    pace.add(replace(half, articles=1, chunks=2, windows=4, share=0.05), 100.0)
    pace.add(half, 103.0)
    assert pace.left is None  # nothing is embedded: nobody knows how long that takes
    assert pace.text() == "10 articles, 20 passages, 50% of the sources"
    pace.add(replace(half, embedded=10), 105.0)
    # 3 s for the other half of the sources, and 70 of 80 windows at 5 a second.
    assert pace.left == pytest.approx(3 + 70 / 5)
    assert pace.text() == "10 articles, 20 passages, embedded 10 of about 80 windows, 5/s, 17 s left"


def test_nothing_is_told_of_an_end_that_nobody_knows() -> None:
    pace = Pace()
    pace.add(Advance(1, 1, 2), 0.0)
    pace.add(Advance(1, 1, 2, embedded=1), 0.5)
    assert pace.text() == "1 articles, 1 passages, embedded 1 windows, 2/s"


def test_a_build_tells_how_much_of_its_sources_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, seen = corpus(tmp_path, 3_000), []
    index_sources([str(path)], tmp_path / "index", HashingEmbedder(), Given(), seen.append, lambda _: None)
    shares = [advance.share for advance in seen]
    assert shares == sorted(shares) and shares[0] < 0.5 and shares[-1] == 1.0
    assert (seen[-1].articles, seen[-1].embedded) == (3_000, seen[-1].windows)
    assert seen[-1].expected == seen[-1].windows
    monkeypatch.setattr(batch_module, "SEGMENT_CHUNKS", 1)
    more, again = corpus(tmp_path, 3), []
    more.write_text(more.read_text(encoding="utf-8").replace("恢复", "停止"), encoding="utf-8")
    add_sources([str(more)], tmp_path / "index", HashingEmbedder(), Given(), again.append, lambda _: None)
    # Over all segments, not anew in each.
    assert [advance.embedded for advance in again if advance.embedded == advance.windows] == [2, 4, 6]
    assert again[-1].share == 1.0


def test_an_interruption_says_that_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(HashingEmbedder):
        def encode_passages(self, texts: object) -> object:
            raise KeyboardInterrupt

    monkeypatch.setattr("indexer.model.embedding.open_embedder", lambda *_: Interrupted())
    result = CliRunner().invoke(main, ["index", str(corpus(tmp_path, 2)), "--index", str(tmp_path / "index")])
    assert result.exit_code == 130
    assert result.stderr.splitlines()[-1].startswith("interrupted: the index is as it was; the same command goes on")
    assert result.stdout == ""

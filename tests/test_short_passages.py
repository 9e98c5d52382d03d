"""Of short undated articles the windows of both widths are one text: their vectors are kept and searched once."""

from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_article, make_index
from test_changing import SENTENCES, added, answers, assert_alike, deleted, merged

from indexer.articles import Article
from indexer.facts import Basis, Fact, Issue
from indexer.index import open_index
from indexer.manifest import IndexLayout, current_manifest

PASSAGES = [make_article(f"p{number}", None, sentence) for number, sentence in enumerate(SENTENCES)]


def kept(root: Path) -> list[list[str]]:
    """The files of vectors of each segment."""
    layout = IndexLayout(root)
    segments = [layout.segment(record.id) for record in current_manifest(layout).segments]
    return [sorted(file.name for file in folder.glob("*.faiss")) for folder in segments]


def test_passages_have_one_file_of_vectors_and_count_as_windows_of_both_widths(tmp_path: Path) -> None:
    root, embedder = tmp_path / "index", HashingEmbedder()
    make_index(root, PASSAGES, embedder)
    assert kept(root) == [["narrow.faiss"]]
    assert sum(record.windows for record in current_manifest(IndexLayout(root)).segments) == 2 * len(PASSAGES)
    assert len(embedder.embedded) == len(PASSAGES)


OTHERS = [
    make_article("dated", "青屿港投产", SENTENCES[0], issue=Issue(None, Fact("2024-11-15", Basis.READ), None)),
    make_article("long", None, "青屿港开工。" * 100),
    make_article("sentences", "Lantern Island", *SENTENCES),
]


@pytest.mark.parametrize("other", OTHERS, ids=lambda article: article.id)
def test_they_answer_as_windows_that_are_kept_twice(
    tmp_path: Path, other: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.merging.MOST", 1)
    once, twice = tmp_path / "once", tmp_path / "twice"
    make_index(once, PASSAGES[:4])
    added(once, PASSAGES[4:])
    make_index(twice, [*PASSAGES, other])
    assert kept(once) == [["narrow.faiss"]] * 2
    assert kept(twice) == [["narrow.faiss", "wide.faiss"]]
    added(once, [other])
    assert_alike(answers(open_index(once)), answers(open_index(twice)))
    for root in (once, twice):
        deleted(root, other.id, "p3")
    assert_alike(answers(open_index(once)), answers(open_index(twice)))
    assert kept(merged(once)) == [["narrow.faiss"]]
    assert_alike(answers(open_index(once)), answers(open_index(twice)))

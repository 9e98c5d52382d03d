"""Found by what may be meant, below what is printed; nothing else changes. All texts are invented."""

import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pytest
from conftest import ROOT, HashingEmbedder, make_article, make_index
from hypothesis import given
from hypothesis import strategies as st

from api.render import answer_text
from indexer import batch as batch_module
from indexer.analysis import terms
from indexer.chunking import chunks
from indexer.index import open_index
from indexer.ocr.aliases import chunk_aliases, marked, suspect_terms
from indexer.ocr.finding import with_suspects
from search.answer import Hit
from search.bm25 import ALIAS_WEIGHT
from search.corpus import Corpus
from search.lexical import LexicalLeg, LexicalScores
from search.phrases import PhraseFinder
from search.request import search_request
from search.searcher import Searcher
from search.terms import plain

PRINTED = make_article("printed", None, "路面摊铺完成。" + "这一段讲的是别的事情,与道路没有关系。" * 20)
MISREAD = make_article("misread", None, "精细化推铺。")
OTHERS = [make_article(f"other-{n}", None, f"第{n}天,海边下了雨,渔船没有出港。") for n in range(5)]
ARTICLES = [PRINTED, MISREAD, *OTHERS]


def hits(root: Path, query: str) -> tuple[Hit, ...]:
    return Searcher(open_index(root), HashingEmbedder).search(search_request(query, "lexical", fold=False)).hits


def scores(root: Path, query: str) -> LexicalScores:
    corpus = Corpus(open_index(root))
    return LexicalLeg(corpus, PhraseFinder(corpus)).score(plain(terms(query)))


def test_a_misread_word_is_found_marked_and_told(tmp_path: Path) -> None:
    make_index(tmp_path, [MISREAD, *OTHERS])
    (hit,) = hits(tmp_path, "摊铺")
    assert hit.id == "misread"
    passage = hit.passages[0]
    assert [passage.text[start:end] for start, end in passage.highlights] == ["推铺"]
    assert [(s.may_be, s.printed, s.lines) for s in hit.found_as] == [("摊铺", "推铺", (2,))]
    assert hits(tmp_path, "推铺")[0].found_as == ()
    answer = Searcher(open_index(tmp_path), HashingEmbedder).search(search_request("摊铺", "lexical"))
    assert "摊铺, printed 推铺 (line 2)" in answer_text(msgspec.to_builtins(answer), color=False)


def test_what_is_printed_outranks_what_may_be_meant(tmp_path: Path) -> None:
    """However long the text that prints the word, and however short or insistent the one that may mean it."""
    filler = "这一段讲的是别的事情,与道路没有关系。"
    printed = [make_article(f"printed-{n}", None, "路面摊铺。" + filler * n) for n in (0, 3, 20)]
    misread = [make_article(f"misread-{n}", f"路面推{'铺' * n}", "路面平。") for n in (1, 2)]
    make_index(tmp_path, [*misread, *printed, *OTHERS])
    found = scores(tmp_path, "摊铺")
    for level in (found.chunks, found.articles):
        assert min(level[2:5]) * ALIAS_WEIGHT >= max(level[:2]) > 0
    assert [hit.id[:7] for hit in hits(tmp_path, "摊铺")][:3] == ["printed"] * 3


def test_an_alias_counts_half_where_nothing_prints_the_word(tmp_path: Path) -> None:
    make_index(tmp_path / "misread", [MISREAD, *OTHERS])
    make_index(tmp_path / "right", [make_article("right", None, "精细化摊铺。"), *OTHERS])
    # The idf of a word that no chunk prints is that of frequency 0; of one that a chunk prints, of frequency 1.
    unknown, once = np.log(1 + 6.5 / 0.5), np.log(1 + 5.5 / 1.5)
    # Both texts have equally many terms.
    misread, right = (scores(tmp_path / name, "摊铺").chunks[0] for name in ("misread", "right"))
    assert misread / unknown == pytest.approx(ALIAS_WEIGHT * right / once)


def test_titles_have_aliases_in_all_their_chunks(tmp_path: Path) -> None:
    long = ["今天讲的是渔船和海港,与道路没有关系,也没有人去修路。" * 10 for _ in range(3)]
    make_index(tmp_path, [make_article("title", "精细化推铺开始", *long)])
    (hit,) = hits(tmp_path, "摊铺")
    assert [s.part for s in hit.found_as] == ["title"]
    assert all(passage.highlights == () for passage in hit.passages)
    assert len(hit.passages) == 3


def test_what_is_doubtful_only_is_no_alias(tmp_path: Path) -> None:
    make_index(tmp_path, [make_article("a", None, "维修路面,维修桥梁,维修设施,还要多点补补。")])
    assert hits(tmp_path, "修补") == ()


QUERIES = ["渔船", "海边 下雨", "路面推铺", "道路", "第3天", "的", "精细化"]


def test_nothing_else_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_index(tmp_path / "with", ARTICLES)
    monkeypatch.setattr("indexer.build.with_suspects", lambda article: article)
    make_index(tmp_path / "without", ARTICLES)
    assert scores(tmp_path / "without", "摊铺").articles[1] == 0
    for query in QUERIES:
        one, other = (scores(tmp_path / name, query) for name in ("with", "without"))
        assert one.chunks.tolist() == other.chunks.tolist()  # to the last bit
        assert one.articles.tolist() == other.articles.tolist()
        assert (one.attainable, one.shared.tolist()) == (other.attainable, other.shared.tolist())
    lengths = [open_index(tmp_path / name).segments[0].postings.lengths.tolist() for name in ("with", "without")]
    assert lengths[0] == lengths[1]


def test_many_segments_score_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_index(tmp_path / "one", ARTICLES)
    monkeypatch.setattr(batch_module, "SEGMENT_CHUNKS", 1)
    make_index(tmp_path / "many", ARTICLES)
    one, many = (scores(tmp_path / name, "摊铺 路面") for name in ("one", "many"))
    np.testing.assert_allclose(one.chunks, many.chunks, rtol=1e-6)
    np.testing.assert_allclose(one.articles, many.articles, rtol=1e-6)


def test_alias_terms_are_those_that_differ() -> None:
    article = with_suspects(make_article("a", None, "用精细化推铺等方法。"))
    (suspect,) = article.suspects
    assert sorted(suspect_terms(article, suspect)) == sorted(["化摊", "摊铺", "摊铺"])
    (chunk,) = chunks(article)
    assert sorted(chunk_aliases(article, chunk)) == sorted(marked(term) for term in ["化摊", "摊铺", "摊铺"])


@given(st.text())
def test_no_text_has_the_terms_of_aliases(text: str) -> None:
    assert not any(term.startswith(marked("")) for term in terms(marked(text)))


def test_suspects_are_stored_with_the_article(tmp_path: Path) -> None:
    make_index(tmp_path, ARTICLES)
    stored = Searcher(open_index(tmp_path), HashingEmbedder).article("misread")
    assert [suspect.printed for suspect in stored.suspects] == ["推铺"]


def test_a_query_does_not_read_the_dictionary(tmp_path: Path) -> None:
    make_index(tmp_path, ARTICLES)
    code = (
        "import sys; from pathlib import Path; from search.request import search_request; "
        "from search.searcher import Searcher; "
        f"print(len(Searcher.open(Path({str(tmp_path)!r})).search(search_request('摊铺', 'lexical')).hits)); "
        "print([name for name in ('jieba', 'torch', 'indexer.ocr.lexicon') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["2", "[]"]

"""What benchmarks draw: natural, as many as asked for, the same again for the same seed."""

import json
from pathlib import Path

import numpy as np
import pytest

from indexer.chunking import chunks
from indexer.sentences import width
from scripts.speed.drawn import PARAGRAPHS, GivenVectors, articles, corpus_clauses, passages

# Invented sentences.
SENTENCES = [
    "河边的旧书店今天重新开门，读者排起了长队。",
    "Ferry fares rise, again!",
    "市长说：桥梁将于六月完工；工人们很高兴。",
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    lines = [json.dumps({"_id": str(n), "title": "", "text": text}) for n, text in enumerate(SENTENCES)]
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_clauses_are_the_corpus_cut_at_its_marks(corpus: Path) -> None:
    assert list(corpus_clauses(corpus)) == [
        "河边的旧书店今天重新开门",
        "读者排起了长队",
        "Ferry fares rise",
        "again",
        "市长说",
        "桥梁将于六月完工",
        "工人们很高兴",
    ]


def test_drawn_articles_have_the_chunks_that_are_told(corpus: Path) -> None:
    for place in (corpus, None):
        for article in articles(place, 20, seed=3):
            assert [(c.start, c.end) for c in chunks(article)][-1][1] == len(article.body)
            assert len(list(chunks(article))) == PARAGRAPHS
            assert all(110 <= width(p.text) <= 171 for p in article.paragraphs)
        for passage in passages(place, 50, seed=3):
            assert 30 <= width(passage.body) <= 71 and len(list(chunks(passage))) == 1


def test_a_seed_draws_the_same_again_and_another_draws_others(corpus: Path) -> None:
    for place in (corpus, None):
        first = list(passages(place, 30, seed=1))
        assert list(passages(place, 40, seed=1))[:30] == first
        other = list(passages(place, 30, seed=2))
        assert not {one.id for one in first} & {one.id for one in other}
        assert [one.body for one in first] != [one.body for one in other]


def test_an_empty_corpus_is_told(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text("")
    with pytest.raises(ValueError, match="no clauses"):
        next(passages(tmp_path, 1, seed=1))


def test_given_vectors_are_of_the_text_alone_and_of_length_one() -> None:
    one, two = GivenVectors(), GivenVectors()
    texts = [f"第{number}段" for number in range(2_000)]
    vectors = one.encode_passages(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert np.array_equal(vectors[7], two.encode_query(texts[7]))
    assert len(np.unique(vectors, axis=0)) == len(texts)
    assert abs((vectors[:500] @ vectors[1_000:].T).mean()) < 0.01

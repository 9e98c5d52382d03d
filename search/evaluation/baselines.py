"""What to compare with: common ways to search, over the articles of an index with the same model."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import jieba
import numpy as np
from rank_bm25 import BM25Okapi

from indexer.chunking import heading, wide_text, wide_windows
from indexer.index import Index
from indexer.model.embedding import Embedder, FloatArray
from indexer.segment import NO_SECTION
from search.evaluation.measures import Scores
from search.evaluation.runs import DEPTH, Answers, Run, ScoredRanking, best_first

Score = Callable[[str], Scores]
"""Question -> the score of every passage (or window), float64."""
WHOLE_WINDOW = 400


@dataclass(frozen=True, slots=True)
class PassageTexts:
    """The passages of an index with the heads above them, and the id of the article of each."""

    texts: tuple[str, ...]
    articles: tuple[str, ...]


def passage_texts(index: Index) -> PassageTexts:
    """The passages of an index, in its order."""
    texts: list[str] = []
    articles: list[str] = []
    for segment in index.segments:
        article, read = None, -1
        for row, start, end, section in segment.passages.chunks.tolist():
            if article is None or row != read:
                article, read = segment.articles.at(row), row
            above = heading(article, None if section == NO_SECTION else section)
            texts.append(f"{above} {article.body[start:end]}")
            articles.append(article.id)
    return PassageTexts(tuple(texts), tuple(articles))


def rank_bm25(passages: PassageTexts) -> Score:
    """The library rank_bm25 with its defaults over the words of jieba."""
    jieba.setLogLevel(logging.WARNING)
    bm25 = BM25Okapi([jieba.lcut(text) for text in passages.texts])
    return lambda text: np.asarray(bm25.get_scores(jieba.lcut(text)), np.float64)


def bm25s(passages: PassageTexts) -> Score:
    """The library bm25s with its defaults (Lucene's BM25) over the words of jieba."""
    import bm25s as library

    jieba.setLogLevel(logging.WARNING)
    bm25 = library.BM25()
    bm25.index([jieba.lcut(text) for text in passages.texts], show_progress=False)
    return lambda text: np.asarray(bm25.get_scores(jieba.lcut(text)), np.float64)


@dataclass(frozen=True, slots=True)
class WholeVectors:
    """What most programs embed: passages of several paragraphs. Here windows of WHOLE_WINDOW characters that tile the
    articles, each under its date and title: float32 [windows, d], and the id of the article of each.
    """

    vectors: FloatArray
    articles: tuple[str, ...]

    def score(self, embedder: Embedder) -> Score:
        """Cosine of a question to each window."""
        return lambda text: (self.vectors @ embedder.encode_query(text)).astype(np.float64)


def whole_vectors(index: Index, embed: Callable[[Sequence[str]], FloatArray]) -> WholeVectors:
    """The articles of an index in its order, embedded as passages."""
    articles = (segment.articles.at(row) for segment in index.segments for row in range(len(segment.articles.ids())))
    windows = [
        (article.id, wide_text(article, window))
        for article in articles
        for window in wide_windows(article, WHOLE_WINDOW)
    ]
    return WholeVectors(embed([text for _, text in windows]), tuple(article for article, _ in windows))


def answers(score: Score, articles: Sequence[str], queries: Mapping[str, str], shares_words: bool) -> Answers:
    """The best DEPTH articles of each query by their best passages, of which `articles` names the owners; only scores
    above 0 where words must be shared.
    """
    began = time.perf_counter()
    run = {query: _ranking(score(text), articles, shares_words) for query, text in queries.items()}
    return Answers(run, len(queries) / max(time.perf_counter() - began, 1e-9))


def _ranking(scores: Scores, articles: Sequence[str], shares_words: bool) -> ScoredRanking:
    found: dict[str, float] = {}
    for passage in np.argsort(-scores, kind="stable").tolist():
        if len(found) == DEPTH or (shares_words and scores[passage] <= 0):
            break
        found.setdefault(articles[passage], float(scores[passage]))
    return best_first(found)


def min_max_fusion(*runs: Run) -> dict[str, ScoredRanking]:
    """The mean of the scores of several runs, each min-max scaled by query; what a run lacks scores 0 in it."""
    queries = dict.fromkeys(query for run in runs for query in run)
    return {query: _fused([run.get(query, []) for run in runs])[:DEPTH] for query in queries}


def _fused(rankings: Sequence[ScoredRanking]) -> ScoredRanking:
    scores: dict[str, float] = {}
    for ranking in rankings:
        low, high = (ranking[-1][1], ranking[0][1]) if ranking else (0.0, 0.0)
        for article, score in ranking:
            share = (score - low) / (high - low) if high > low else 1.0
            scores[article] = scores.get(article, 0.0) + share / len(rankings)
    return best_first(scores)

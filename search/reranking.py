"""Reranking: a model reads the question together with the best passage of each of the best articles.

    score(d) = (1 - w) · fused(d) + w · read(d)          w = 1/2

read(d) is what the model says, 0 to 1, of the articles that it read, the N best by fused(d), and 0 of all others. So an
article that was read never falls below one that was not, whatever the model says, and neither scores nor order depend
on how many hits are asked for. Nothing is known of a model that is given by name, so it has as much say as the fusion:
where it tells answers from the rest they lie far apart and its order wins; where all are alike to it the fused order
stays. Half is a power of two, so that halving what the legs give rounds nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from indexer.chunking import Chunk, embedded_text
from indexer.model.embedding import FloatArray
from search.bm25 import ScoreArray
from search.corpus import Corpus
from search.fusion import Scale, ScoredLeg, min_max
from search.grouping import Grouper
from search.ranking import Ranking, Scored
from search.request import RERANK_DEPTH

LEG = "rerank"
WEIGHT = 0.5


class PairReader(Protocol):
    """Reads a question and a text together and says how well the one answers the other; more is better."""

    @property
    def name(self) -> str:
        """What the model is called, for people."""

    @property
    def scale(self) -> Scale | None:
        """Where its scores lie; None where they have no bounds, and mean something only beside each other."""

    def scores(self, question: str, texts: Sequence[str]) -> FloatArray:
        """Finite scores, float32 [texts], in the order of the texts."""


@dataclass(frozen=True, slots=True)
class Reranker:
    """Has the `depth` best articles of a ranking read, 1 or more."""

    reader: PairReader
    depth: int = RERANK_DEPTH

    def __post_init__(self) -> None:
        if self.depth < 1:
            raise ValueError(f"depth is {self.depth}; expected 1 or more articles to read")

    def reranked(self, question: str, ranking: Ranking, corpus: Corpus) -> Ranking:
        """The ranking with a third leg, `rerank`: of the articles that were read, and of the passage read of each."""
        grouper = Grouper(corpus, ranking, ())
        articles = [one.candidate for one in grouper.ranked(self.depth)]
        if not articles:
            return ranking
        passages = [grouper.passages_of(int(number))[0] for number in ranking.articles.numbers[articles]]
        texts = [passage_text(corpus, int(row)) for row in ranking.passages.numbers[passages]]
        raw = self._read(question, texts)
        scale = self.reader.scale or min_max(raw)
        return replace(
            ranking,
            articles=_mixed(ranking.articles, articles, raw, scale),
            passages=_mixed(ranking.passages, passages, raw, scale),
        )

    def _read(self, question: str, texts: Sequence[str]) -> FloatArray:
        """Scores of the texts, equal ones read once: in a batch two equal rows may differ in their last bit."""
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        scores = self.reader.scores(question, list(places))
        return scores[[places[text] for text in texts]]


def open_reranker(model: str | None, device: str | None = None, depth: int = RERANK_DEPTH) -> Reranker | None:
    """A cross-encoder by name or folder that reads the `depth` best articles; none, and no torch, where none is named.

    Raises ModelUnavailable.
    """
    if model is None:
        return None
    from search.cross_encoder import open_cross_encoder

    return Reranker(open_cross_encoder(model, device), depth)


def passage_text(corpus: Corpus, row: int) -> str:
    """What is read of a chunk: the title of its article, the outermost heading over it, then the passage."""
    placed = corpus.placed(row)
    article = corpus.segments[placed.segment].articles.at(placed.article)
    whole = (placed.start, placed.end)
    return embedded_text(article, Chunk(*whole, placed.section, (whole,)), whole)


def _mixed(scored: Scored, read: list[int], raw: ScoreArray, scale: Scale) -> Scored:
    """Scores with what was said of the candidates at the places `read`; the leg is NaN, and adds 0, elsewhere."""
    leg = ScoredLeg(
        np.full(len(scored.numbers), np.nan, np.float32),
        np.zeros(len(scored.numbers), np.float32),
        np.full(len(scored.numbers), WEIGHT),
    )
    leg.raw[read], leg.normalised[read] = raw, scale.normalised(raw)
    legs = {name: replace(one, weights=(1 - WEIGHT) * one.weights) for name, one in scored.legs.items()}
    legs[LEG] = leg
    total = sum((one.contributions for one in legs.values()), start=np.zeros(len(scored.numbers)))
    return Scored(scored.numbers, total, legs)

"""From a ranking to hits: articles with their best passages, and near-duplicates under the best of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from indexer.articles import Article, Span
from indexer.chunking import path
from indexer.ocr.aliases import found_as
from indexer.ocr.suspect import Suspect
from indexer.postings import IntArray
from search.answer import Hit, PassageHit, Place, Similar, text_of
from search.citation import gbt, reference
from search.corpus import Corpus, Placed
from search.fusion import ScoredLeg
from search.highlights import highlights
from search.leg_score import LegScore
from search.ranking import Ranking, Scored
from search.relevance import Values
from search.similar import folds, similar
from search.snippets import snippet
from search.standing import Standing

PASSAGES_PER_HIT = 3


def leg_ranks(leg: ScoredLeg) -> IntArray:
    """Place of each candidate in the order of one leg, from 1; equal scores have the same."""
    return (1 + np.searchsorted(np.sort(-leg.raw), -leg.raw)).astype(np.int32)


def place(article: Article, chunk: Placed) -> Place:
    """The paragraphs and raw lines that the characters of a chunk stand in."""
    ends = list(accumulate(len(paragraph.text) + 1 for paragraph in article.paragraphs))
    starts = [end - len(paragraph.text) - 1 for end, paragraph in zip(ends, article.paragraphs, strict=True)]
    inside = [n for n, start in enumerate(starts) if start < chunk.end and ends[n] > chunk.start]
    if not inside:
        page = article.issue.page.value if article.issue.page else None
        return Place((0, 0), article.lines, None, (Span(article.source, page, article.lines),))
    section = " > ".join(path(article, chunk.section)) or None
    lines = tuple(line for n in inside for line in article.paragraphs[n].lines)
    first, last = inside[0] + 1, inside[-1] + 1
    return Place((first, last), lines, section, article.spans(first, last))


@dataclass(frozen=True, slots=True)
class RankedArticle:
    """An article of the ranking: `candidate` is its place there, its text unread."""

    id: str
    score: float
    candidate: int


class Grouper:
    """Makes hits of the candidates of one ranking, in the order of their `standing`, by default their scores."""

    def __init__(
        self,
        corpus: Corpus,
        ranking: Ranking,
        terms: Collection[str],
        relevance: Values | None = None,
        standing: Standing | None = None,
        recency: Values | None = None,
    ) -> None:
        """`relevance` is that of the candidate articles, where it is known; `recency` theirs, where it counts."""
        self._corpus = corpus
        self._ranking = ranking
        self._terms = frozenset(terms)
        self._relevance = relevance
        self._recency = recency
        self._standing = ranking.articles.scores if standing is None else standing
        self._article_ranks = {name: leg_ranks(leg) for name, leg in ranking.articles.legs.items()}
        self._passage_ranks = {name: leg_ranks(leg) for name, leg in ranking.passages.legs.items()}

    def folds(self, fold: bool, floor: float = 0.0) -> list[list[int]]:
        """Which candidates one hit stands for, best first, and so these: one, or if `fold` its near-duplicates too.
        Candidates that are known to be less relevant than `floor` are left out.
        """
        ordered = np.argsort(-self._standing, kind="stable")
        order = (ordered if self._relevance is None else ordered[self._relevance[ordered] >= floor]).tolist()
        if not fold:
            return [[candidate] for candidate in order]
        groups = self._corpus.groups[self._ranking.articles.numbers[order]].tolist()
        return [[order[place] for place in places] for places in folds(groups)]

    def hits(self, folds: list[list[int]], start: int, limit: int) -> tuple[Hit, ...]:
        """At most `limit` of the folds by (-standing, id) from `start` on, each under its best article by the same."""
        places, before = _around(self._standing[[fold[0] for fold in folds]], start, limit)
        named = sorted((self._ranked(folds[place]) for place in places), key=lambda fold: self._order(fold[0]))
        page = named[before : before + limit]
        return tuple(self._hit(rank, *fold) for rank, fold in enumerate(page, start + 1))

    def ranked(self, limit: int) -> list[RankedArticle]:
        """The best `limit` candidate articles by (-standing, id), their texts unread."""
        places, _ = _around(self._standing, 0, limit)
        return self._ranked(places)[:limit]

    def _ranked(self, candidates: list[int]) -> list[RankedArticle]:
        numbers, scores = self._ranking.articles.numbers, self._ranking.articles.scores
        named = (RankedArticle(self._corpus.id(int(numbers[n])), float(scores[n]), n) for n in candidates)
        return sorted(named, key=self._order)

    def _order(self, one: RankedArticle) -> tuple[float, str]:
        return -float(self._standing[one.candidate]), one.id

    def _hit(self, rank: int, best: RankedArticle, *others: RankedArticle) -> Hit:
        number = int(self._ranking.articles.numbers[best.candidate])
        article = self._corpus.article(number)
        scores = self.scores(best.candidate)
        suspects = found_as(article, self._terms)
        return Hit(
            rank=rank,
            id=article.id,
            score=sum((leg.contribution for leg in scores.values()), 0.0),
            scores=scores,
            relevance=None if self._relevance is None else float(self._relevance[best.candidate]),
            recency=None if self._recency is None else float(self._recency[best.candidate]),
            title=text_of(article.title),
            display_title=article.display_title,
            kicker=text_of(article.kicker),
            subtitle=text_of(article.subtitle),
            kind=article.kind,
            agency=article.agency,
            reporters=article.reporters,
            photographers=article.photographers,
            issue=article.issue,
            source=article.source,
            lines=article.lines,
            citation=gbt(reference(article)),
            explanation=None,
            jump=article.jump,
            missing=article.missing,
            related=article.related,
            found_as=suspects,
            passages=tuple(self._passage(article, suspects, place) for place in self.passages_of(number)),
            similar=tuple(self._similar(number, other) for other in others),
        )

    def scores(self, candidate: int) -> dict[str, LegScore]:
        """What each leg says of a candidate article."""
        return _leg_scores(self._ranking.articles, self._article_ranks, candidate)

    def _similar(self, number: int, other: RankedArticle) -> Similar:
        folded = int(self._ranking.articles.numbers[other.candidate])
        return similar(self._corpus, number, folded, self._corpus.article(folded), other.score)

    def passages_of(self, article: int) -> list[int]:
        """Places in the ranking of the best passages of an article, best first, of equal ones the first."""
        start, end = np.searchsorted(self._ranking.passages.numbers, self._corpus.starts[article : article + 2])
        order = np.argsort(-self._ranking.passages.scores[start:end], kind="stable")
        chosen: list[int] = (start + order[:PASSAGES_PER_HIT]).tolist()
        return chosen

    def _passage(self, article: Article, suspects: Iterable[Suspect], candidate: int) -> PassageHit:
        row = int(self._ranking.passages.numbers[candidate])
        chunk = self._corpus.placed(row)
        text = article.body[chunk.start : chunk.end].rstrip("\n")
        meant = [s for s in suspects if s.part == "body" and chunk.start <= s.start and s.end <= chunk.end]
        scores = _leg_scores(self._ranking.passages, self._passage_ranks, candidate)
        words = highlights(text, self._terms, [(s.start - chunk.start, s.end - chunk.start) for s in meant])
        nearest = self._nearest(candidate, row, chunk, len(text))
        return PassageHit(
            text=text,
            score=sum((leg.contribution for leg in scores.values()), 0.0),
            scores=scores,
            place=place(article, chunk),
            highlights=words,
            nearest=nearest,
            snippet=snippet(text, words, nearest),
        )

    def _nearest(self, candidate: int, row: int, chunk: Placed, length: int) -> tuple[int, int] | None:
        """The nearest window as offsets into the passage."""
        if self._ranking.nearest is None:
            return None
        start, end = (
            offset - chunk.start for offset in self._corpus.window(row, int(self._ranking.nearest[candidate]))
        )
        return start, min(end, length)


def _around(standing: Standing, start: int, limit: int) -> tuple[list[int], int]:
    """Places of the `limit` articles from `start` on, the highest first, and of all that equal the first or the last
    of them, for ids decide between equals; and how many of these come before `start`.
    """
    order = np.argsort(-standing, kind="stable")
    falling = -standing[order]
    asked = falling[start : start + limit]
    if not len(asked):
        return [], 0
    first = int(np.searchsorted(falling, asked[0], side="left"))
    behind = int(np.searchsorted(falling, asked[-1], side="right"))
    places: list[int] = order[first:behind].tolist()
    return places, start - first


def _leg_scores(scored: Scored, ranks: dict[str, IntArray], candidate: int) -> dict[str, LegScore]:
    read = {name: leg for name, leg in scored.legs.items() if not np.isnan(leg.raw[candidate])}
    return {name: _leg_score(name, leg, ranks[name], candidate) for name, leg in read.items()}


def _leg_score(name: str, leg: ScoredLeg, ranks: IntArray, candidate: int) -> LegScore:
    found = name != "lexical" or leg.raw[candidate] > 0
    weight, normalised = float(leg.weights[candidate]), float(leg.normalised[candidate])
    return LegScore(
        rank=int(ranks[candidate]) if found else None,
        raw=float(leg.raw[candidate]),
        normalised=normalised,
        weight=weight,
        contribution=weight * normalised,
    )

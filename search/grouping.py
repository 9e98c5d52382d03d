"""From ranked chunks to articles: MaxP, passages with their places."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from indexer.articles import Article, Span
from indexer.postings import IntArray
from search.answer import Hit, LegScore, PassageHit, Place, text_of
from search.corpus import Corpus, Placed
from search.fusion import ScoredLeg
from search.highlights import highlights
from search.ranking import Ranking

PASSAGES_PER_HIT = 3


def leg_ranks(leg: ScoredLeg) -> IntArray:
    """Place of each candidate in the order of one leg, from 1; of equal scores the lower row first."""
    order = np.argsort(-leg.raw, kind="stable")
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks


def place(article: Article, chunk: Placed) -> Place:
    """The paragraphs and raw lines that the characters of a chunk stand in."""
    ends = list(accumulate(len(paragraph.text) + 1 for paragraph in article.paragraphs))
    starts = [end - len(paragraph.text) - 1 for end, paragraph in zip(ends, article.paragraphs, strict=True)]
    inside = [n for n, start in enumerate(starts) if start < chunk.end and ends[n] > chunk.start]
    if not inside:
        page = article.issue.page.value if article.issue.page else None
        return Place((0, 0), article.lines, None, (Span(article.source, page, article.lines),))
    section = None if chunk.section is None else article.sections[chunk.section].heading
    lines = tuple(line for n in inside for line in article.paragraphs[n].lines)
    first, last = inside[0] + 1, inside[-1] + 1
    return Place((first, last), lines, section, article.spans(first, last))


@dataclass(frozen=True, slots=True)
class RankedArticle:
    """An article by its best chunk: `key` is its segment and row there, `candidates` its chunks, best first."""

    id: str
    score: float
    key: tuple[int, int]
    candidates: list[int]


class Grouper:
    """Groups the candidates of one ranking under their articles."""

    def __init__(self, corpus: Corpus, ranking: Ranking, terms: Collection[str]) -> None:
        self._corpus = corpus
        self._ranking = ranking
        self._terms = terms
        self._ranks = {name: leg_ranks(leg) for name, leg in ranking.legs.items()}
        self._chunks = [corpus.placed(int(row)) for row in ranking.rows]

    def hits(self, limit: int) -> tuple[int, tuple[Hit, ...]]:
        """The number of candidate articles, and the best `limit` of them by (-score, id)."""
        total, best = self.ranked(limit)
        return total, tuple(self._hit(n, self._article(one.key), one.candidates) for n, one in enumerate(best, 1))

    def ranked(self, limit: int) -> tuple[int, list[RankedArticle]]:
        """The number of candidate articles, and the best `limit` of them by (-score, id), their texts unread."""
        groups: dict[tuple[int, int], list[int]] = {}
        for candidate in np.lexsort((self._ranking.rows, -self._ranking.scores)).tolist():
            chunk = self._chunks[candidate]
            groups.setdefault((chunk.segment, chunk.article), []).append(candidate)
        ordered = sorted(groups.items(), key=lambda group: -self._ranking.scores[group[1][0]])
        named = [
            RankedArticle(self._id(key), float(self._ranking.scores[candidates[0]]), key, candidates)
            for key, candidates in self._with_ties(ordered, limit)
        ]
        return len(groups), sorted(named, key=lambda one: (-one.score, one.id))[:limit]

    def _with_ties(
        self, ordered: list[tuple[tuple[int, int], list[int]]], limit: int
    ) -> list[tuple[tuple[int, int], list[int]]]:
        """The first `limit` groups and all that equal the last of them, for ids decide between equals."""
        if len(ordered) <= limit:
            return ordered
        last = self._ranking.scores[ordered[limit - 1][1][0]]
        return [group for group in ordered if self._ranking.scores[group[1][0]] >= last]

    def _id(self, key: tuple[int, int]) -> str:
        return self._corpus.segments[key[0]].articles.id_at(key[1])

    def _article(self, key: tuple[int, int]) -> Article:
        return self._corpus.segments[key[0]].articles.at(key[1])

    def _hit(self, rank: int, article: Article, candidates: list[int]) -> Hit:
        passages = tuple(self._passage(article, candidate) for candidate in candidates[:PASSAGES_PER_HIT])
        return Hit(
            rank=rank,
            id=article.id,
            score=passages[0].score,
            scores=passages[0].scores,
            title=text_of(article.title),
            display_title=article.display_title,
            kicker=text_of(article.kicker),
            subtitle=text_of(article.subtitle),
            kind=article.kind,
            reporters=article.reporters,
            photographers=article.photographers,
            issue=article.issue,
            source=article.source,
            lines=article.lines,
            jump=article.jump,
            missing=article.missing,
            passages=passages,
        )

    def _passage(self, article: Article, candidate: int) -> PassageHit:
        chunk = self._chunks[candidate]
        text = article.body[chunk.start : chunk.end].rstrip("\n")
        scores = {name: self._leg_score(name, candidate) for name in self._ranking.legs}
        return PassageHit(
            text=text,
            score=sum(leg.contribution for leg in scores.values()),
            scores=scores,
            place=place(article, chunk),
            highlights=highlights(text, self._terms),
            nearest=self._nearest(candidate, len(text)),
        )

    def _leg_score(self, name: str, candidate: int) -> LegScore:
        leg = self._ranking.legs[name]
        found = name != "lexical" or leg.raw[candidate] > 0
        return LegScore(
            rank=int(self._ranks[name][candidate]) if found else None,
            raw=float(leg.raw[candidate]),
            normalised=float(leg.normalised[candidate]),
            weight=leg.weight,
            contribution=leg.weight * float(leg.normalised[candidate]),
        )

    def _nearest(self, candidate: int, length: int) -> tuple[int, int] | None:
        """The nearest window as offsets into the passage."""
        if self._ranking.nearest is None:
            return None
        chunk = self._chunks[candidate]
        passages = self._corpus.segments[chunk.segment].passages
        local = int(self._ranking.rows[candidate] - self._corpus.bases[chunk.segment])
        window = passages.windows[passages.first_windows[local] + self._ranking.nearest[candidate]]
        start, end = (int(offset) - chunk.start for offset in window)
        return start, min(end, length)

"""Explains how a question was understood."""

from collections.abc import Sequence

from indexer.digits import digits
from indexer.folding import fold
from search.expansion.expansion import Expansion, told
from search.explanation import CoverageExplanation, MeaningExplanation, QueryExplanation, TermExplanation
from search.fusion import Fusion
from search.lexical import TermScores
from search.query.conditions import Query
from search.query.wording import worded
from search.ranking import Ranking
from search.terms import QueryTerm


def understood(
    query: Query,
    expansions: tuple[Expansion, ...],
    terms: Sequence[tuple[QueryTerm, TermScores]],
    ranking: Ranking,
    fusion: Fusion,
) -> QueryExplanation:
    """How a query was understood, whose terms and what they count are `terms`, and which `ranking` answers."""
    return QueryExplanation(
        text=query.text,
        folded=digits(fold(query.text)).text,
        condition=None if query.condition is None else worded(query.condition),
        notes=(*query.notes, *told(expansions)),
        terms=tuple(_term(term, scores) for term, scores in terms),
        ignored=tuple(term.form.text for term, scores in terms if _is_unknown(scores)),
        expansions=expansions,
        candidates=len(ranking.articles.numbers),
        words=_coverage(ranking, fusion),
        meaning=_scale(ranking),
    )


def _is_unknown(scores: TermScores) -> bool:
    return not any(len(counted.documents) for counted in scores.chunks.shares)


def _term(term: QueryTerm, scores: TermScores) -> TermExplanation:
    printed = (counted.shares[0] for counted in (scores.chunks, scores.articles))
    passages, articles = (len(found.documents) for found in printed)
    return TermExplanation(
        term=term.form.text,
        count=term.count,
        exact=term.form.exact,
        passages=passages,
        articles=articles,
        idf=scores.chunks.idf,
        article_idf=scores.articles.idf,
        alternatives=tuple(form.text for form in term.alternatives),
    )


def _coverage(ranking: Ranking, fusion: Fusion) -> CoverageExplanation | None:
    words, covered = ranking.words, ranking.coverage
    if words is None or covered is None:
        return None
    foreign = ranking.meaning.foreign_share if ranking.meaning else 0.0
    weight = (1 - fusion.dense_weight) * covered if ranking.meaning else 1.0
    highest = float(words.articles.max(initial=0))
    return CoverageExplanation(highest, words.attainable, fusion.slope(foreign), covered, weight)


def _scale(ranking: Ranking) -> MeaningExplanation | None:
    meaning, scale = ranking.meaning, ranking.scale
    if meaning is None or scale is None or not len(ranking.articles.numbers):
        return None
    return MeaningExplanation(scale.low, scale.high, meaning.foreign_share, meaning.length)

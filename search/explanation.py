"""How an answer came about: how the question was understood, and what made the score of each article.

All numbers are those that ranked; nothing is computed in another way to be shown.
"""

from dataclasses import dataclass

from search.expansion.expansion import Expansion
from search.leg_score import LegScore


@dataclass(frozen=True, slots=True)
class TermExplanation:
    """A term of the query: it stands in `passages` and `articles` of the index, and weighs the idf of each.

    `exact`: a text that must be said exactly, not a term of the analyser. `alternatives` also count, at most half.
    """

    term: str
    count: int
    exact: bool
    passages: int
    articles: int
    idf: float
    article_idf: float
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoverageExplanation:
    """How much words count: coverage = min(1, (slope · highest / attainable)²).

    `highest` is the best BM25 in the index, `attainable` the sum of idf over all terms, half of it for those that only
    alternatives can match. `weight` is that of words in a
    score: (1 - dense weight) · coverage, or 1 where nothing else is asked.
    """

    highest: float
    attainable: float
    slope: float
    coverage: float
    weight: float


@dataclass(frozen=True, slots=True)
class MeaningExplanation:
    """Nearness is scaled from `lowest` (0) to `highest` (1) of the candidates. `foreign_share` (0 to 1) is how much of
    the archive is in other languages than the question: so much of what is common to questions in its language is taken
    away from it. `kept` is the length that was left of it.
    """

    lowest: float
    highest: float
    foreign_share: float
    kept: float


@dataclass(frozen=True, slots=True)
class QueryExplanation:
    """How a question was understood.

    `text` is what articles are ranked by, `folded` its form for all scripts, widths and ways to write numbers, in which
    words are compared; `condition` is what hits must fulfil, in words. `ignored` are terms that the index does not have
    in any form, `expansions` what was also looked for. `words` and `meaning` are None where a leg was not asked.
    """

    text: str
    folded: str
    condition: str | None
    notes: tuple[str, ...]
    terms: tuple[TermExplanation, ...]
    ignored: tuple[str, ...]
    expansions: tuple[Expansion, ...]
    candidates: int
    words: CoverageExplanation | None
    meaning: MeaningExplanation | None


@dataclass(frozen=True, slots=True)
class TermShare:
    """What a term adds to the BM25 of a text that has it `frequency` times: printed, or `by` forms that may mean it."""

    term: str
    frequency: int
    share: float
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """BM25 of one text; the shares, added one after the other as float32, are the score."""

    score: float
    shares: tuple[TermShare, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The window of a text that is nearest to the question, the `number`th (from 1) of `windows`.

    `background` is what language adds to its cosine, and is taken away: nearness = cosine - background (to 6 decimals).
    """

    number: int
    windows: int
    cosine: float
    background: float
    nearness: float


@dataclass(frozen=True, slots=True)
class PassageExplanation:
    """A passage by its paragraphs (1-based, first and last), and what each leg says of it, None where it was not asked.

    The score of its article is made by the passage that is `best_by_words` and the one that is `nearest`.
    """

    paragraphs: tuple[int, int]
    opening: str
    words: Words | None
    window: Window | None
    best_by_words: bool
    nearest: bool


@dataclass(frozen=True, slots=True)
class WordsOfArticle:
    """BM25 of an article: (1 - whole_share) · best passage + whole_share · itself as one document.

    `rank` is its place by words among all articles that may be hits, None where it has no word or may not.
    """

    score: float
    rank: int | None
    best_passage: float
    whole: Words
    whole_share: float


@dataclass(frozen=True, slots=True)
class MeaningOfArticle:
    """Nearness of an article: narrow_share · nearest passage + (1 - narrow_share) · wide window.

    `shared` (0 to 1) is how much of the question's words its `language` can share; for the rest meaning stands in, with
    a higher weight. 1 where words were not asked.
    """

    nearness: float
    nearest_passage: float
    wide: Window
    narrow_share: float
    language: str
    shared: float


@dataclass(frozen=True, slots=True)
class RelevanceExplanation:
    """The logarithm of the odds that an article answers, as the sum of its `parts`, and the evidence: `words` is BM25 /
    attainable, `lead` how much nearer it is than the tenth nearest story, `foreign` whether it is in another language.
    """

    words: float
    lead: float
    foreign: bool
    parts: dict[str, float]
    odds: float
    relevance: float


@dataclass(frozen=True, slots=True)
class ArticleExplanation:
    """What made the score of an article, or why it has none.

    `rank` is its place among the candidates by score, None if it is none of them: `reasons` then say why, and else what
    keeps it from being a hit of its own, if anything does. `score` is the sum of the contributions of `scores`.
    """

    id: str
    display_title: str
    rank: int | None
    score: float | None
    reasons: tuple[str, ...]
    scores: dict[str, LegScore]
    words: WordsOfArticle | None
    meaning: MeaningOfArticle | None
    passages: tuple[PassageExplanation, ...]
    relevance: RelevanceExplanation | None


@dataclass(frozen=True, slots=True)
class Explained:
    """How one question was understood, and what it makes of one article."""

    question: QueryExplanation
    article: ArticleExplanation

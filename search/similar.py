"""What is like an article: near-duplicates, which one hit stands for and what is told of them, and others like it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.articles import Article
from indexer.near_duplicates import NO_GROUP
from indexer.postings import IntArray
from indexer.shingles import containment
from search.answer import Hit, Similar, text_of
from search.corpus import Allowed, Corpus


def folds(groups: Sequence[int]) -> list[list[int]]:
    """Places in a ranking, best first, that one hit stands for, and so these; `groups` are those of the places."""
    found: dict[tuple[bool, int], list[int]] = {}
    for place, group in enumerate(groups):
        alone = group == NO_GROUP
        found.setdefault((alone, place if alone else group), []).append(place)
    return list(found.values())


def similar(corpus: Corpus, number: int, other: int, article: Article, score: float | None) -> Similar:
    """What is told of `article`, which has the number `other`, under the article with this `number`."""
    return Similar(
        id=article.id,
        title=text_of(article.title),
        display_title=article.display_title,
        issue=article.issue,
        source=article.source,
        containment=round(containment(corpus.shingles(number), corpus.shingles(other)), 3),
        score=score,
    )


def group_of(corpus: Corpus, number: int) -> tuple[Similar, ...]:
    """All other articles of the index in the same group, in the order of their ids."""
    found = (similar(corpus, number, other, corpus.article(other), None) for other in members(corpus.groups, number))
    return tuple(sorted(found, key=lambda one: one.id))


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is like an article: its near-duplicates, by id, and others that are near it in meaning and words, best
    first, under the best of their own near-duplicates. Of these relevance is not known: nobody has asked a question.
    """

    id: str
    near_duplicates: tuple[Similar, ...]
    like: tuple[Hit, ...]


def question_of(corpus: Corpus, number: int) -> str:
    """What an article is about, to be asked for: its title and its first narrow window."""
    article = corpus.article(number)
    start, end = corpus.window(int(corpus.starts[number]), 0)
    return "\n".join(filter(None, [text_of(article.title), article.body[start:end].strip()]))


def others(corpus: Corpus, number: int) -> Allowed:
    """All articles but this and its near-duplicates, bool [articles]."""
    allowed = np.ones(len(corpus.starts) - 1, np.bool_)
    allowed[[number, *members(corpus.groups, number)]] = False
    return allowed


def members(groups: IntArray, number: int) -> list[int]:
    """The numbers of the other articles in the group of an article."""
    if groups[number] == NO_GROUP:
        return []
    found: list[int] = np.flatnonzero(groups == groups[number]).tolist()
    return [other for other in found if other != number]

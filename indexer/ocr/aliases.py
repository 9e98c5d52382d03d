"""Aliases: the terms under which a chunk is also found, because of what its suspects may be.

They stand in the postings beside the printed terms, each marked by a character that no analysis yields, and count
neither in document frequencies nor in lengths: what is printed scores as if they were not there.
"""

from collections import Counter
from collections.abc import Collection, Iterator

from indexer.analysis import terms
from indexer.articles import Article
from indexer.chunking import Chunk
from indexer.ocr.suspect import Suspect
from indexer.recipe import RECIPE, Han, Recipe

_MARK = "\ue000"  # private use: neither letter nor digit
_AROUND = 12  # characters on either side that may share a term with a suspect


def marked(term: str) -> str:
    """The form of a term that stands for an alias."""
    return _MARK + term


def suspect_terms(article: Article, suspect: Suspect, han: Han = RECIPE.han) -> list[str]:
    """The terms that the text around a suspect gains if it is read as it may be; none for one that is shown only.

    Single characters are left out: they would find too much.
    """
    if not suspect.is_alias:
        return []
    text = article.body if suspect.part == "body" else getattr(article, suspect.part).text
    before, after = text[max(0, suspect.start - _AROUND) : suspect.start], text[suspect.end : suspect.end + _AROUND]
    printed = Counter(terms(before + suspect.printed + after, han))
    read = Counter(terms(before + suspect.may_be + after, han))
    return [term for term in (read - printed).elements() if len(term) > 1]


def chunk_aliases(article: Article, chunk: Chunk, recipe: Recipe = RECIPE) -> Iterator[str]:
    """The marked terms of a chunk: those of the suspects in its text, and in the heads that are indexed with it."""
    for suspect in article.suspects:
        if chunk.start <= suspect.start < chunk.end if suspect.part == "body" else recipe.heads:
            yield from map(marked, suspect_terms(article, suspect, recipe.han))


def found_as(article: Article, wanted: Collection[str]) -> tuple[Suspect, ...]:
    """The suspects of an article under whose aliases it is found for the wanted terms."""
    return tuple(s for s in article.suspects if not frozenset(wanted).isdisjoint(suspect_terms(article, s)))

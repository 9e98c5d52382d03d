"""The words of an article as sets, to tell by what articles have in common that they belong together."""

import re

from indexer.articles import Article
from indexer.reading.newspaper.cohesion import pairs_of

_LATIN = re.compile(r"[A-Za-z]{3,}")


def words_of(text: str) -> frozenset[str]:
    """Pairs of Chinese characters and Latin words."""
    return pairs_of(text) | {word.lower() for word in _LATIN.findall(text)}


def head_texts(article: Article) -> list[str]:
    """Kicker, title and subtitle, those that there are."""
    return [head.text for head in (article.kicker, article.title, article.subtitle) if head]


def all_words(article: Article) -> frozenset[str]:
    """The words of head, headings and text."""
    return words_of("\n".join([*head_texts(article), *(s.heading for s in article.sections), article.body]))

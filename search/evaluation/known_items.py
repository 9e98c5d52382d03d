"""Known items: questions made of the articles themselves, whose right answer needs no judge.

A reader who half remembers a story types its headline, its headline with a slip, or a sentence of it. A headline is
asked of an index that does not have it: of the articles asked for, the whole head is held out; all others keep theirs,
which makes it a little harder than it would be.
"""

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.articles import Article
from indexer.errors import WenlanError
from indexer.sentences import width, windows
from search.evaluation.datasets import Dataset
from search.evaluation.significance import SEED

SAMPLE = 200
HEADLINE, SLIP, SENTENCE = "headline", "headline with a slip", "sentence"
# In Chinese characters: shorter text does not tell one article from another, longer text nobody types.
_SHORTEST_HEADLINE, _SHORTEST_SENTENCE, _LONGEST_SENTENCE = 4, 8, 40


class NothingKnown(WenlanError):
    """No article of the index can be asked for."""

    code = "nothing-known"
    exit_code = 5

    def __init__(self, articles: int) -> None:
        super().__init__(
            f"none of the {articles:,} articles has a headline of its own or a sentence of {_SHORTEST_SENTENCE} to "
            f"{_LONGEST_SENTENCE} characters to ask for"
        )


@dataclass(frozen=True, slots=True)
class KnownItems:
    """Data sets to ask of the index as it is (`present`), and of one without the heads of the articles `held_out`."""

    present: tuple[Dataset, ...]
    hidden: tuple[Dataset, ...]
    held_out: frozenset[str]


def known_items(
    articles: Callable[[], Iterable[Article]],
    sample: int = SAMPLE,
    seed: int = SEED,
    repeated: Container[str] = (),
) -> KnownItems:
    """At most `sample` questions of each kind; the articles that are drawn change little when others are added.

    Articles whose ids are `repeated`, for others print the same text, are not drawn: they have no one right answer.
    `articles` is called twice. Raises NothingKnown.
    """
    titles = Counter(article.title.text for article in articles() if article.title)
    titled: list[tuple[bytes, Article]] = []
    with_text: list[tuple[bytes, Article]] = []
    count = 0
    for article in articles():
        count += 1
        draw = hashlib.sha256(f"{seed}:{article.id}".encode("utf-8", "surrogatepass")).digest()
        if article.id not in repeated and _sentences(article):
            with_text = _kept(with_text, draw, article, sample)
            if article.title and titles[article.title.text] == 1 and width(article.title.text) >= _SHORTEST_HEADLINE:
                titled = _kept(titled, draw, article, sample)
    if not with_text:
        raise NothingKnown(count)
    return KnownItems(*_datasets([one for _, one in titled], [one for _, one in with_text], seed))


def _kept(chosen: list[tuple[bytes, Article]], draw: bytes, article: Article, most: int) -> list[tuple[bytes, Article]]:
    """The `most` lowest draws."""
    if len(chosen) == most and draw > chosen[-1][0]:
        return chosen
    return sorted([*chosen, (draw, article)], key=lambda one: one[0])[:most]


def _datasets(
    titled: Sequence[Article], with_text: Sequence[Article], seed: int
) -> tuple[tuple[Dataset, ...], tuple[Dataset, ...], frozenset[str]]:
    headlines = {article.id: article.title.text for article in titled if article.title}
    letters = "".join(headlines.values())
    slips = {name: with_slip(text, letters, random.Random(f"{seed}:{name}")) for name, text in headlines.items()}
    sentences = {article.id: random.Random(f"{seed}:{article.id}").choice(_sentences(article)) for article in with_text}
    hidden = (_dataset(HEADLINE, headlines), _dataset(SLIP, slips)) if headlines else ()
    return (_dataset(SENTENCE, sentences),), hidden, frozenset(headlines)


def _dataset(name: str, queries: dict[str, str]) -> Dataset:
    return Dataset(name, queries, {article_id: {article_id: 1} for article_id in queries})


def _sentences(article: Article) -> list[str]:
    """Sentences, or clauses of long ones, that somebody might remember."""
    spans = windows(article.body, 0, len(article.body), _LONGEST_SENTENCE / 2)
    texts = (article.body[slice(*span)].strip() for span in spans)
    return [text for text in texts if _SHORTEST_SENTENCE <= width(text) <= _LONGEST_SENTENCE]


def with_slip(text: str, letters: str, chance: random.Random) -> str:
    """The text with one of its letters dropped, or replaced by another of `letters`; never the same text."""
    places = [place for place, letter in enumerate(text) if letter.isalnum()]
    if not places:
        return text
    place = chance.choice(places)
    others = sorted({letter for letter in letters if letter.isalnum() and letter != text[place]})
    if not others or chance.random() < 0.5:
        return text[:place] + text[place + 1 :]
    return text[:place] + chance.choice(others) + text[place + 1 :]


def without_head(article: Article) -> Article:
    """The article as if its source had no head for it, on any page."""
    parts = tuple(replace(part, heads=()) for part in article.parts)
    return replace(article, title=None, kicker=None, subtitle=None, parts=parts)

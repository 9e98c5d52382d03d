"""Whether one part of an article goes on in another: signs that are weighed, each with its reason.

A headline that is repeated or shortened, a sentence that is cut, numbers that go on, the body or the reporter that
signs, and words in common. No sign alone is sure; below the floor both parts stay apart.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.articles import Article
from indexer.reading.issues.words import all_words, head_texts, words_of
from indexer.reading.newspaper.cohesion import share
from indexer.reading.newspaper.leads import find_lead
from indexer.reading.newspaper.numerals import numeral
from indexer.reading.newspaper.punctuation import ends_sentence, ends_with_colon

FLOOR = 1.5
_NUMBERS = {
    1: re.compile(r"^([一二三四五六七八九十]{1,3})、"),
    2: re.compile(r"^[(（]([一二三四五六七八九十]{1,3})[)）]"),
}
_FRESH = re.compile(r"^(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[▲●◆■○△★]|[问答問][:：])")
# Share of the smaller part's words that are in the other: halves of one news item have .16 in the median,
# neighbours .02.
_KINSHIP = ((0.02, -1.0), (0.05, 0.0), (0.1, 0.5), (0.18, 1.0), (1.01, 1.5))
_LEAST_WORDS = 12

Sign = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one part goes on another, and why."""

    score: float
    reason: str


def fit(out: Article, into: Article, common: frozenset[str], order: Sign | None) -> Fit:
    """The weight of all signs that `into` goes on `out`; `common` are words that tell nothing in this issue."""
    signs = [*_headline(out, into), *_sentence(out, into), *_numbers(out, into), *_signature(out, into)]
    signs += [*_reporters(out, into), *_words(out, into, common)]
    if order:
        signs.append(order)
    return Fit(round(sum(points for points, _ in signs), 2), "; ".join(reason for _, reason in signs))


def is_cut(out: Article) -> bool:
    """Whether the text of a part stops within a sentence."""
    text = out.paragraphs[-1].text
    below = any(section.line > out.paragraphs[-1].lines[-1] for section in out.sections)
    return not (below or ends_sentence(text) or ends_with_colon(text))


def goes_on(into: Article) -> bool:
    """Whether a part begins with plain text, as the rest of a sentence does."""
    first = into.paragraphs[0]
    headed = any(section.line <= first.lines[0] for section in into.sections)
    return not (headed or find_lead(first.text) or _FRESH.match(first.text))


def _headline(out: Article, into: Article) -> Iterator[Sign]:
    if not into.title:
        return
    decks = into.title.text.split()
    heads = "\n".join(head_texts(out))
    words = words_of(into.title.text)
    if all(deck in heads for deck in decks):
        yield 4.0, "it repeats the headline"
    elif share(words, words_of(heads)) >= 0.5:
        yield 3.0, "it shortens the headline"
    elif share(words, all_words(out)) >= 0.5:
        yield 1.5, "its headline has the words of the text"
    elif words and share(words, all_words(out)) < 0.15:
        yield -2.0, "its headline has other words"


def _sentence(out: Article, into: Article) -> Iterator[Sign]:
    if is_cut(out) and goes_on(into):
        yield 1.5, "a sentence is cut and goes on"
    elif is_cut(out):
        yield -2.0, "a sentence is cut and does not go on"


def _numbers(out: Article, into: Article) -> Iterator[Sign]:
    """一、二 go on with 三; a part that begins with any other number is of another article."""
    for level, name in ((1, "headings"), (2, "items")):
        first = next(iter(_numbered(into, level)), None)
        last = next(iter(_numbered(out, level)[::-1]), 0)
        if first is None or (level == 2 and _numbered(into, 1)):
            continue
        if first == last + 1 and last:
            yield 3.0, f"its numbered {name} go on"
        else:
            yield -2.0, f"its numbered {name} do not go on"


def _numbered(article: Article, level: int) -> list[int]:
    texts = [s.heading for s in sorted(article.sections, key=lambda s: s.line) if s.level == level]
    matches = (_NUMBERS[level].match(text) for text in texts)
    return [value for match in matches if match and (value := numeral(match[1])) is not None]


def _signature(out: Article, into: Article) -> Iterator[Sign]:
    names = [label.text for label in into.labels if label.role == "signoff" and not label.text[0].isdigit()]
    head = "\n".join([*head_texts(out), *(label.text for label in out.labels)])
    if any(name in head for name in names):
        yield 2.0, "the body that signs is named in the head"


def _reporters(out: Article, into: Article) -> Iterator[Sign]:
    if out.reporters and into.reporters:
        same = set(out.reporters) & set(into.reporters)
        yield (2.0, "by the same reporter") if same else (-2.0, "by another reporter")


def _words(out: Article, into: Article, common: Iterable[str]) -> Iterator[Sign]:
    left, right = all_words(out).difference(common), all_words(into).difference(common)
    smaller = min(len(left), len(right))
    if smaller >= _LEAST_WORDS:
        shared = len(left & right) / smaller
        points = next(value for limit, value in _KINSHIP if shared < limit)
        yield points, f"{shared:.0%} of the words in common"

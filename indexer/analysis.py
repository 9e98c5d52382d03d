"""The analyser: text -> terms, the same for documents and queries.

A Chinese run gives its words (jieba's search mode) and all its character bigrams: words rank better, bigrams answer
names that no dictionary knows. Numbers and dates have one form (indexer/digits.py); a number next to a Chinese
character joins in (6月9日 -> 6月, 月9, 9日), with or without spaces between. Kana, Hangul and other scripts written
without spaces give bigrams; all other scripts give words, English ones also their stem (Porter2). Terms never cross
punctuation or a space between Chinese characters.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from itertools import islice
from operator import add
from typing import NamedTuple

import rjieba
import Stemmer

from indexer.digits import digits, plain_text
from indexer.folding import fold
from indexer.recipe import RECIPE, Han

# Raise when the terms of any text change: indexes made before are then refused.
ANALYSIS_VERSION = 2
# What decides the terms besides this file.
_DECIDING_PACKAGES = ("rjieba", "opencc", "PyStemmer")

# Chinese characters, as the inside of a character class.
HAN = r"\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Kana, Bopomofo, Hangul, Thai, Lao, Burmese, Khmer: no spaces between words (Korean: not where search needs them).
_UNSPACED = r"\u3040-\u312f\u31a0-\u31ff\uac00-\ud7a3\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_UNIT = re.compile(
    rf"(?P<han>[{HAN}]+)|(?P<unspaced>[{_UNSPACED}]+)|(?P<number>\d+(?:[.,]\d+)*(?![^\W\d_{HAN}{_UNSPACED}]))"
    rf"|(?P<word>[^\W_{HAN}{_UNSPACED}]+)"
)
_ENGLISH = re.compile(r"[a-z]{3,}")
# No word is longer; a run without end (base64, OCR noise) must not become a term of its own length.
_LONGEST_TERM = 64
_APART = "\n"  # parts Chinese runs that are cut in one call


class Token(NamedTuple):
    """A term and the characters of the original text that gave it."""

    term: str
    start: int
    end: int


@functools.cache
def _english_stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def _han_words(run: str, offset: int) -> Iterator[Token]:
    for word, start, end in rjieba.tokenize(run, "search"):
        yield Token(word, offset + start, offset + end)


def _bigrams(run: str, offset: int) -> Iterator[Token]:
    for index in range(len(run) - 1):
        yield Token(run[index : index + 2], offset + index, offset + index + 2)


def _word_forms(word: str, offset: int) -> Iterator[Token]:
    end = offset + len(word)
    yield Token(word[:_LONGEST_TERM], offset, end)
    if _ENGLISH.fullmatch(word) and len(word) <= _LONGEST_TERM:
        stem = _english_stemmer().stemWord(word)
        if stem != word:
            yield Token(stem, offset, end)


def _han_tokens(run: str, offset: int, han: Han) -> Iterator[Token]:
    if han in (Han.WORDS, Han.BOTH):
        yield from _han_words(run, offset)
    if han in (Han.BIGRAMS, Han.BOTH):
        yield from _bigrams(run, offset)


def _unit_tokens(kind: str, run: str, offset: int, han: Han) -> Iterator[Token]:
    if kind == "han":
        yield from _han_tokens(run, offset, han)
    elif kind == "unspaced":
        yield from _bigrams(run, offset) if len(run) > 1 else (Token(run, offset, offset + 1),)
    elif kind == "number":
        yield Token(run.replace(",", "")[:_LONGEST_TERM], offset, offset + len(run))
    else:
        yield from _word_forms(run, offset)


_JOINED = frozenset((("han", "number"), ("number", "han")))


def _number_joint(left: re.Match[str], right: re.Match[str], text: str) -> Token | None:
    """The bigram of a number and the Chinese character beside it; spaces between them count for nothing."""
    kinds = (left.lastgroup, right.lastgroup)
    if kinds not in _JOINED or text[left.end() : right.start()].strip(" "):
        return None
    before = left.group()[-1] if left.lastgroup == "han" else left.group().replace(",", "")[:_LONGEST_TERM]
    after = right.group()[0] if right.lastgroup == "han" else right.group().replace(",", "")[:_LONGEST_TERM]
    start = left.end() - 1 if left.lastgroup == "han" else left.start()
    end = right.start() + 1 if right.lastgroup == "han" else right.end()
    return Token(before + after, start, end)


def _folded_tokens(text: str, han: Han, worth: Callable[[str], bool] = bool) -> Iterator[Token]:
    """The tokens of a folded text; of runs without spaces only those that are `worth` it, none of which is empty."""
    previous: re.Match[str] | None = None
    for unit in _UNIT.finditer(text):
        if previous and (joint := _number_joint(previous, unit, text)):
            yield joint
        kind, run = str(unit.lastgroup), unit.group()
        if kind not in ("han", "unspaced") or worth(run):
            yield from _unit_tokens(kind, run, unit.start(), han)
        previous = unit


def certain_terms(text: str) -> set[str]:
    """Terms that every text has which says this folded text, whatever its words are: bigrams, numbers, whole words."""
    found: set[str] = set()
    previous: re.Match[str] | None = None
    for unit in _UNIT.finditer(text):
        if previous and (joint := _number_joint(previous, unit, text)):
            found.add(joint.term)
        kind, run = str(unit.lastgroup), unit.group()
        tokens = _bigrams(run, 0) if kind in ("han", "unspaced") else _unit_tokens(kind, run, 0, Han.BIGRAMS)
        found.update(token.term for token in islice(tokens, 1 if kind == "word" else None))
        previous = unit
    return found


def occurrences(text: str, wanted: frozenset[str]) -> list[Token]:
    """Where a text holds one of the wanted terms of any kind, in its original characters."""
    folded = digits(fold(text))

    def worth(run: str) -> bool:
        """Whether it has one of the terms in it: cutting it into words takes long."""
        return any(term in run for term in wanted)

    found = (token for token in _folded_tokens(folded.text, Han.BOTH, worth) if token.term in wanted)
    return [Token(term, *folded.span(start, end)) for term, start, end in found]


def terms(text: str, han: Han = RECIPE.han) -> list[str]:
    """The terms of a text, repeated as often as they occur."""
    return list(plain_terms(plain_text(text), han))


def plain_terms(text: str, han: Han) -> Iterator[str]:
    """The terms of a text with folded characters and numbers, as `_folded_tokens` gives them, without their places.

    This is most of what indexing does besides embedding: all Chinese runs are cut into words in one call.
    """
    units = list(_UNIT.finditer(text))
    words = iter(_words_of_runs([unit.group() for unit in units if unit.lastgroup == "han"], han))
    previous: re.Match[str] | None = None
    for unit in units:
        kind, run = str(unit.lastgroup), unit.group()
        if previous and (joint := _number_joint(previous, unit, text)):
            yield joint.term
        if kind == "han":
            yield from iter(words.__next__, _APART)
            yield from map(add, run, run[1:]) if han in (Han.BIGRAMS, Han.BOTH) else ()
        else:
            yield from (token.term for token in _unit_tokens(kind, run, 0, han))
        previous = unit


def _words_of_runs(runs: Sequence[str], han: Han) -> list[str]:
    """The words of Chinese runs, those of each behind those of the one before and _APART."""
    if han in (Han.WORDS, Han.BOTH):
        words: list[str] = rjieba.cut_for_search(_APART.join(runs))
        return words
    return [_APART] * len(runs)


@functools.cache
def description(han: Han = RECIPE.han) -> str:
    """What decides the terms, for people: version of the analysis and of the packages under it."""
    return f"{han} {ANALYSIS_VERSION}, " + ", ".join(f"{name} {version(name)}" for name in _DECIDING_PACKAGES)


def fingerprint(han: Han = RECIPE.han) -> str:
    """Twelve hexadecimal digits that differ when the analysis differs; an index is opened with its own only."""
    return hashlib.sha256(description(han).encode()).hexdigest()[:12]

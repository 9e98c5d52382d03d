"""Folding: one form for all the ways of writing the same word, with the way back to the original characters.

Unicode NFKC, lower case, one quotation mark, Traditional -> Simplified by OpenCC's phrase tables (t2s). Used for
matching only; the text that is shown is never changed.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import opencc

_QUOTES = dict.fromkeys("“”„‟‘’‚‛「」『』﹁﹂﹃﹄«»‹›\"'`´ʻʼ", '"')
# Lower case would give two characters, the second of which parts words.
_EXCEPTIONS = _QUOTES | {"İ": "i"}
_CLUSTER = re.compile(r".[\u0300-\u036f\u3099\u309a\ufe00-\ufe0f]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; character i stands for the original characters starts[i]:ends[i]."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Original offsets of the folded characters start:end (start < end)."""
        return self.starts[start], self.ends[end - 1]


class _CharacterFolds(dict[int, str]):
    """Code point -> folded form, filled as characters are met."""

    def __missing__(self, codepoint: int) -> str:
        character = chr(codepoint)
        folded = _EXCEPTIONS.get(character) or unicodedata.normalize("NFKC", character).lower()
        self[codepoint] = folded
        return folded


_FOLDS = _CharacterFolds()


@functools.cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _simplify(text: str) -> str:
    """Simplified characters, one for one, so that offsets hold."""
    try:
        simplified: str = _simplifier().convert(text)
    except UnicodeEncodeError:  # a lone surrogate: no text, but it must not stop a search
        return text
    if len(simplified) == len(text):
        return simplified
    single = (_simplifier().convert(character) for character in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, single, strict=True))


def fold(text: str) -> Folded:
    """Fold a text of any content; offsets into the original survive."""
    folded = text.translate(_FOLDS)
    if len(folded) == len(text) and unicodedata.is_normalized("NFC", text):
        return Folded(_simplify(folded), range(len(text)), range(1, len(text) + 1))
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        part = unicodedata.normalize("NFC", cluster.group()).translate(_FOLDS)
        parts.append(part)
        starts += [cluster.start()] * len(part)
        ends += [cluster.end()] * len(part)
    return Folded(_simplify("".join(parts)), starts, ends)


def folded_text(text: str) -> str:
    """The folded form of a text alone, made line by line: nothing in folding looks beyond a line.

    Lines are remembered for a while, for the same ones are asked for in turn by all that is made of an article.
    """
    return "\n".join(map(_folded_line, text.split("\n")))


@functools.lru_cache(maxsize=1024)
def _folded_line(line: str) -> str:
    return fold(line).text

"""Canonical text: what a passage says, in the one form in which exact phrases are compared.

Folded (script, width, case, quotation marks), numbers in one form, without spaces beside Chinese characters, other
spaces as one. A phrase is then exact across fonts, column joins and segmentation, and a search for its bytes.
"""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import HAN
from indexer.articles import Article
from indexer.chunking import Chunk
from indexer.digits import digits, plain_text
from indexer.folding import fold
from indexer.postings import IntArray, LongArray

_BESIDE_HAN = re.compile(rf"(?<=[{HAN}])[^\S\n]+|[^\S\n]+(?=[{HAN}])")
_SPACES = re.compile(r"[^\S\n]+")
# To come to a text takes as long as to look through so many bytes; many are faster found among all texts at once.
_AS_LONG = 2000


def canonical(text: str) -> str:
    """The canonical form of a text, line breaks kept."""
    return _spaced(plain_text(text))


def canonical_phrases(text: str) -> list[str]:
    """The canonical forms of a phrase, at the ends of which a number may be cut that is whole in the text: with its
    numbers in one form, and as they are.
    """
    folded = fold(text)
    forms = (_spaced(form.text).strip() for form in (digits(folded), folded))
    return list(dict.fromkeys(form for form in forms if form))


def _spaced(text: str) -> str:
    return _SPACES.sub(" ", _BESIDE_HAN.sub("", text))


class CanonicalWriter:
    """Takes texts one by one and keeps their canonical forms, as CanonicalTexts has them."""

    def __init__(self) -> None:
        self._blob = bytearray()
        self._starts = array("q", (0,))

    def add(self, text: str) -> None:
        """Add the next text."""
        self._blob += f"{canonical(text)}\n".encode("utf-8", "replace")
        self._starts.append(len(self._blob))

    def texts(self) -> "CanonicalTexts":
        """All that were added; none can be after that."""
        return CanonicalTexts(np.frombuffer(self._blob, np.uint8), np.frombuffer(self._starts, np.int64))


@dataclass(frozen=True, slots=True)
class CanonicalTexts:
    """Texts one after the other as UTF-8, each ended by a line break: `blob` uint8, `starts` int64 [texts + 1].

    `places` int64, ascending, are those of the texts that count; None: all.
    """

    blob: NDArray[np.uint8]
    starts: LongArray
    places: LongArray | None = None

    @classmethod
    def of(cls, texts: Iterable[str]) -> "CanonicalTexts":
        """The canonical forms of texts."""
        written = CanonicalWriter()
        for text in texts:
            written.add(text)
        return written.texts()

    def counts(self, pattern: re.Pattern[bytes], rows: IntArray) -> IntArray:
        """How often each of the texts `rows` has a pattern, int32 [rows]."""
        places = rows if self.places is None else self.places[rows]
        if len(rows) * _AS_LONG > len(self.blob):
            return self._everywhere(pattern)[places]
        view = memoryview(self.blob.data)
        spans = zip(self.starts[places].tolist(), self.starts[places + 1].tolist(), strict=True)
        return np.array([len(pattern.findall(view, start, end)) for start, end in spans], np.int32)

    def kept(self, texts: LongArray) -> Self:
        """These ascending texts alone, of all as written, numbered from 0."""
        return replace(self, places=texts)

    def _everywhere(self, pattern: re.Pattern[bytes]) -> IntArray:
        """How often each of all texts has it."""
        places = [found.start() for found in pattern.finditer(memoryview(self.blob.data))]
        texts = np.searchsorted(self.starts, places, side="right") - 1
        return np.bincount(texts, minlength=len(self.starts) - 1).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Wordings:
    """What the articles of a segment say: their chunks, their titles (kicker, title, subtitle of all parts), and their
    labels with the names of who made them.
    """

    chunks: CanonicalTexts
    titles: CanonicalTexts
    labels: CanonicalTexts

    def kept(self, articles: LongArray, chunks: LongArray) -> "Wordings":
        """Those of these ascending articles and of their chunks alone."""
        return Wordings(self.chunks.kept(chunks), self.titles.kept(articles), self.labels.kept(articles))


class WordingsWriter:
    """Takes articles one by one and keeps their wordings."""

    def __init__(self) -> None:
        self._chunks, self._titles, self._labels = CanonicalWriter(), CanonicalWriter(), CanonicalWriter()

    def add(self, article: Article, chunks: Iterable[Chunk]) -> None:
        """Add the next article with its chunks."""
        for chunk in chunks:
            self._chunks.add(article.body[chunk.start : chunk.end])
        self._titles.add(_titles(article))
        self._labels.add(_labels(article))

    def wordings(self) -> Wordings:
        """Those of all that were added; none can be after that."""
        return Wordings(self._chunks.texts(), self._titles.texts(), self._labels.texts())


def _titles(article: Article) -> str:
    heads = [head.text for head in (article.kicker, article.title, article.subtitle) if head]
    return "\n".join([*heads, *(head.text for part in article.parts for head in part.heads)])


def _labels(article: Article) -> str:
    sections = [section.heading for section in article.sections if not section.run_in]
    return "\n".join([*(label.text for label in article.labels), *sections, *article.people, article.agency])

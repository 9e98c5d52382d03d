"""Exact phrases: which chunks say a text, whatever words the analyser made of it.

All its bigrams and words, by their postings, and then the text itself in what these chunks say (indexer/canonical.py).
"""

import re
from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np

from indexer.analysis import certain_terms
from indexer.canonical import canonical, canonical_phrases
from indexer.ocr.aliases import marked
from indexer.postings import Found, IntArray
from indexer.segment import Segment
from search.corpus import Corpus

# A letter or digit of a script with spaces, as UTF-8: the words of a phrase are whole words.
_LETTER = rb"(?:[0-9a-z]|[\xc3-\xdf][\x80-\xbf])"
_NOT_AFTER_LETTER = rb"(?<![0-9a-z])(?<![\xc3-\xdf][\x80-\xbf])"
_BEGINS, _ENDS = re.compile(_LETTER), re.compile(_LETTER + rb"\Z")

_NONE = np.empty(0, np.int32)
_GLANCE = 64  # chunks that are looked at first, where one is enough


def pattern(forms: Iterable[str]) -> re.Pattern[bytes]:
    """What finds one of several canonical texts in others, as UTF-8; of none: nothing."""
    return re.compile(b"|".join(map(_whole_words, forms)) or rb"(?!)")


def _whole_words(text: str) -> bytes:
    needle = text.encode("utf-8", "replace")
    before = _NOT_AFTER_LETTER if _BEGINS.match(needle) else b""
    after = rb"(?!" + _LETTER + rb")" if _ENDS.search(needle) else b""
    return before + re.escape(needle) + after


def beginning(text: str) -> re.Pattern[bytes]:
    """What finds words that begin with a canonical text in others, as UTF-8."""
    return re.compile(_NOT_AFTER_LETTER + re.escape(text.encode("utf-8", "replace")))


class PhraseFinder:
    """Finds exact phrases in one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def chunks(self, text: str) -> Found:
        """Chunks that say a text, themselves or in the head or labels over them, ascending, and how often."""
        forms = canonical_phrases(text)
        candidates = [_candidates(segment, forms) for segment in self._corpus.segments]
        if all(rows is not None and not len(rows) for rows in candidates):  # mostly, of what may be meant
            return _NONE, _NONE
        wanted = pattern(forms)
        found = [_said(segment, rows, wanted) for segment, rows in zip(self._corpus.segments, candidates, strict=True)]
        based = [rows + np.int32(base) for (rows, _), base in zip(found, self._corpus.bases, strict=False)]
        return np.concatenate([_NONE, *based]), np.concatenate([_NONE, *(counts for _, counts in found)])

    def says(self, text: str) -> bool:
        """Whether any chunk says a text, as `chunks` means it; only as many are looked at as it takes."""
        forms = canonical_phrases(text)
        for segment in self._corpus.segments:
            rows = _candidates(segment, forms)
            wanted = pattern(forms) if rows is None or len(rows) else None
            left = np.arange(len(segment.passages.chunks), dtype=np.int32) if rows is None else rows
            glance = _GLANCE
            while wanted and len(left):
                if len(_said(segment, left[:glance], wanted)[0]):
                    return True
                left, glance = left[glance:], 8 * glance
        return False

    def in_titles(self, text: str) -> IntArray:
        """Articles that say a text in title, kicker or subtitle, ascending."""
        forms = canonical_phrases(text)
        return self._titled(pattern(forms), [_candidates(segment, forms) for segment in self._corpus.segments])

    def beginning_in_titles(self, stem: str) -> IntArray:
        """Articles with a word in title, kicker or subtitle that begins so, ascending."""
        wanted = canonical(stem).strip()
        rows = [segment.postings.beginning(wanted) for segment in self._corpus.segments]
        return self._titled(beginning(wanted), rows)

    def _titled(self, wanted: re.Pattern[bytes], rows: Sequence[IntArray | None]) -> IntArray:
        found = [_titled(segment, asked, wanted) for segment, asked in zip(self._corpus.segments, rows, strict=True)]
        based = [articles + base for articles, base in zip(found, self._corpus.article_bases, strict=False)]
        return np.concatenate([_NONE, *based]).astype(np.int32)


def _candidates(segment: Segment, forms: Iterable[str]) -> IntArray | None:
    """Ascending chunks that have all terms of a canonical text, None if one has no term: then all of them."""
    found = [_having(segment, certain_terms(form)) for form in forms]
    if any(rows is None for rows in found):
        return None
    return reduce(np.union1d, (rows for rows in found if rows is not None), np.empty(0, np.int32))


def _having(segment: Segment, terms: Iterable[str]) -> IntArray | None:
    rows = []
    for term in terms:
        rows.append(_holding(segment, term))
        if not len(rows[-1]):
            return rows[-1]
    return reduce(_common, sorted(rows, key=len)) if rows else None


def _common(one: IntArray, other: IntArray) -> IntArray:
    return np.intersect1d(one, other, assume_unique=True)


def _holding(segment: Segment, term: str) -> IntArray:
    printed, meant = segment.postings.of(term)[0], segment.postings.of(marked(term))[0]
    return np.union1d(printed, meant) if len(meant) else printed


def _said(segment: Segment, rows: IntArray | None, wanted: re.Pattern[bytes]) -> Found:
    said = segment.wordings
    asked = np.arange(len(segment.passages.chunks), dtype=np.int32) if rows is None else rows
    articles, of_rows = np.unique(segment.passages.chunks[asked, 0], return_inverse=True)
    over = said.titles.counts(wanted, articles) + said.labels.counts(wanted, articles)
    counts = said.chunks.counts(wanted, asked) + over[of_rows]
    return asked[counts > 0], counts[counts > 0]


def _titled(segment: Segment, rows: IntArray | None, wanted: re.Pattern[bytes]) -> IntArray:
    owners: Iterable[int] = segment.passages.chunks[:, 0] if rows is None else segment.passages.chunks[rows, 0]
    articles = np.unique(np.asarray(owners, np.int32))
    return articles[segment.wordings.titles.counts(wanted, articles) > 0]

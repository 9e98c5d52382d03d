"""What is known of the terms that were asked for: counted when a term is first asked for, and kept."""

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.ocr.aliases import marked
from indexer.postings import IntArray, LongArray, Vocabulary
from search.bm25 import Documents, ScoreArray
from search.compiled import Part, count

# Terms that are kept, as far as they take no more than so many bytes.
_MOST, _FEWEST, _BYTES = 100_000, 10_000, 2**26
_NO_OWNERS = np.empty(0, np.int32)


class Facts(NamedTuple):
    """Of terms by their numbers: `idf` float64 and `least` float32 [terms, 2] in chunks and in articles, the least the
    lowest BM25 weight of a document that prints it; `use` float64 [terms, languages], how much each language uses it.
    """

    idf: NDArray[np.float64]
    least: ScoreArray
    use: NDArray[np.float64]


class _Known(NamedTuple):
    """Numbers of terms, facts of them, and `spans` int64 [terms, 2, 4] in each segment, as `compiled.score` has them.

    Room is taken for all at once, of which only what is used is ever memory; a number is given when all is there, so
    that whoever has it can read.
    """

    numbers: dict[str, int]
    facts: Facts
    spans: list[LongArray]
    room: int


class SearchedSegment(NamedTuple):
    """The terms of a segment; its postings, and where those of each term start, of chunks and of articles; and the
    language of each of its chunks, int32 [chunks as written].
    """

    vocabulary: Vocabulary
    part: Part
    starts: tuple[LongArray, LongArray]
    spoken: IntArray


class KnownTerms:
    """Terms over the segments of one corpus; safe to use from several threads."""

    def __init__(
        self,
        segments: Sequence[SearchedSegment],
        kinds: tuple[Documents, Documents],
        languages: int,
        use: Callable[[LongArray], NDArray[np.float64]],
    ) -> None:
        """`kinds` are the chunks and the articles; `use` tells from how many chunks of each language have each term,
        int64 [terms, languages], how much the language uses it.
        """
        self._segments, self._kinds, self._languages, self._use = segments, kinds, languages, use
        self._lock = threading.Lock()
        self._known = self._nothing()

    def of(self, terms: Sequence[str]) -> tuple[LongArray, Facts, list[LongArray]]:
        """The numbers of terms, and facts and spans by number."""
        known = self._known
        numbers = list(map(known.numbers.get, terms))
        if None in numbers:
            known = self._with(terms)
            numbers = list(map(known.numbers.get, terms))
        return np.array(numbers, np.int64), known.facts, known.spans

    def _nothing(self, least: int = _FEWEST) -> _Known:
        of_one = 64 * len(self._segments) + 24 + 8 * self._languages
        room = max(least, min(_MOST, _BYTES // of_one))
        facts = Facts(np.zeros((room, 2)), np.zeros((room, 2), np.float32), np.zeros((room, self._languages)))
        return _Known({}, facts, [np.zeros((room, 2, 4), np.int64) for _ in self._segments], room)

    def _with(self, terms: Sequence[str]) -> _Known:
        """What is known with these terms, too: all is forgotten where there is no more room."""
        with self._lock:
            known = self._known
            new = [term for term in dict.fromkeys(terms) if term not in known.numbers]
            if len(known.numbers) + len(new) > known.room:
                known, new = self._nothing(len(terms)), list(dict.fromkeys(terms))
            if new:  # nothing is, where another thread has learnt it meanwhile
                self._learn(known, new)
            self._known = known
        return known

    def _learn(self, known: _Known, new: Sequence[str]) -> None:
        first = len(known.numbers)
        places = slice(first, first + len(new))
        for segment, spans in zip(self._segments, known.spans, strict=True):
            spans[places] = _spans(segment, new)
        by_language = np.zeros((len(new), self._languages), np.int64)
        documents, least = np.zeros((len(new), 2), np.int64), np.full((len(new), 2), np.inf, np.float32)
        for segment, spans in zip(self._segments, known.spans, strict=True):
            for kind, (coded, owners) in enumerate(
                ((segment.part.chunks, segment.spoken), (segment.part.articles, _NO_OWNERS))
            ):
                count(coded, spans[places, kind], owners, documents[:, kind], least[:, kind], by_language)
        facts = known.facts
        facts.idf[places] = [
            [kind.idf(one) for kind, one in zip(self._kinds, both, strict=True)] for both in documents.tolist()
        ]
        facts.least[places] = least
        facts.use[places] = self._use(by_language)
        known.numbers.update(zip(new, range(first, first + len(new)), strict=True))


def _spans(segment: SearchedSegment, terms: Sequence[str]) -> LongArray:
    """First and last posting of each term, printed and as an alias, of chunks and of articles: int64 [terms, 2, 4]."""
    ends = segment.vocabulary.ends([*terms, *map(marked, terms)])
    by_kind = [starts[ends] for starts in segment.starts]
    printed_and_alias = np.stack(by_kind, axis=1).reshape(2, len(terms), 2, 2)
    return printed_and_alias.transpose(1, 2, 0, 3).reshape(len(terms), 2, 4)

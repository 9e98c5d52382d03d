"""Segments end to end as one: every array is copied, nothing is analysed or embedded again."""

from collections.abc import Sequence
from itertools import accumulate

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.canonical import CanonicalTexts, Wordings
from indexer.columns import LABELS, Columns, Labels, united_names
from indexer.language_tally import added_up
from indexer.postings import GONE, IntArray, LongArray, Postings, Vocabulary
from indexer.segment import NewSegment, Passages, Segment
from indexer.shingles import ShingleSets
from indexer.windows import Vectors, Windows

_BLOCK = 8192  # vectors that are copied at a time


def joined(segments: Sequence[Segment]) -> NewSegment:
    """At least one segment, without what was deleted from them, as one, in their order."""
    narrow = _windows([segment.narrow for segment in segments])
    alike = all(segment.wide is segment.narrow for segment in segments)
    return NewSegment(
        articles=(stored for segment in segments for stored in segment.articles.stored()),
        keys=np.concatenate([segment.keys for segment in segments]),
        columns=_columns([segment.columns for segment in segments]),
        passages=_passages(segments),
        postings=_postings([segment.postings for segment in segments]),
        wordings=Wordings(*(_texts(segments, sort) for sort in ("chunks", "titles", "labels"))),
        shingles=ShingleSets.of(text for segment in segments for text in segment.shingles),
        narrow=narrow,
        wide=narrow if alike else _windows([segment.wide for segment in segments]),
    )


def _passages(segments: Sequence[Segment]) -> Passages:
    chunks = [segment.passages.chunks.copy() for segment in segments]
    for rows, base in zip(chunks, accumulate((len(segment.keys) for segment in segments), initial=0), strict=False):
        rows[:, 0] += base
    return Passages(np.concatenate(chunks), np.concatenate([segment.passages.windows for segment in segments]))


def _texts(segments: Sequence[Segment], sort: str) -> CanonicalTexts:
    texts: list[CanonicalTexts] = [getattr(segment.wordings, sort) for segment in segments]
    lengths = np.concatenate([np.diff(one.starts)[_places(one)] for one in texts])
    blobs = [one.blob if one.places is None else one.blob[_bytes_of(one)] for one in texts]
    return CanonicalTexts(np.concatenate(blobs), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))


def _places(texts: CanonicalTexts) -> LongArray | slice:
    return slice(None) if texts.places is None else texts.places


def _bytes_of(texts: CanonicalTexts) -> NDArray[np.bool_]:
    """Which bytes are of texts that count, bool [bytes]."""
    counts = np.zeros(len(texts.starts) - 1, np.bool_)
    counts[_places(texts)] = True
    return np.repeat(counts, np.diff(texts.starts))


def _columns(columns: Sequence[Columns]) -> Columns:
    labels = {name: _labels([getattr(one, name) for one in columns]) for name in LABELS}
    return Columns(np.concatenate([one.days for one in columns]), **labels)


def _labels(parts: Sequence[Labels]) -> Labels:
    """The labels of all parts; of equal names the first is printed."""
    names, codes = united_names(parts)
    starts = np.concatenate([[0], np.cumsum(np.concatenate([np.diff(labels.starts) for labels in parts]))])
    return Labels.of(starts.astype(np.int64), np.concatenate(codes), names)


def _postings(parts: Sequence[Postings]) -> Postings:
    bases = accumulate((len(part.lengths) for part in parts), initial=0)
    live = [_live(part, base) for part, base in zip(parts, bases, strict=False)]
    terms, rows, frequencies = ([columns[sort] for columns in live] for sort in range(3))
    used = [np.unique(numbers) for numbers in terms]
    words = [
        [part.vocabulary.term(number) for number in numbers.tolist()] for part, numbers in zip(parts, used, strict=True)
    ]
    every = sorted({word for of_part in words for word in of_part})
    rank = {word: number for number, word in enumerate(every)}
    named = np.concatenate([
        np.array([rank[word] for word in of_part], np.int32)[np.searchsorted(numbers, of_postings)]
        for of_part, numbers, of_postings in zip(words, used, terms, strict=True)
    ])  # fmt: skip
    order = np.argsort(named, kind="stable")
    return Postings(
        vocabulary=Vocabulary.of(every),
        starts=np.concatenate([[0], np.cumsum(np.bincount(named, minlength=len(every)))]).astype(np.int64),
        rows=np.concatenate(rows)[order],
        frequencies=np.concatenate(frequencies)[order],
        lengths=np.concatenate([part.lengths for part in parts]),
    )


def _live(part: Postings, base: int) -> tuple[IntArray, IntArray, IntArray]:
    """The postings of chunks that count, each its term, its row from `base`, and its frequency."""
    terms = np.repeat(np.arange(len(part.vocabulary), dtype=np.int32), np.diff(part.starts))
    if part.renumbered is None:
        return terms, part.rows + np.int32(base), part.frequencies
    rows = part.renumbered[part.rows]
    kept = rows != GONE
    return terms[kept], rows[kept] + np.int32(base), part.frequencies[kept]


def _windows(parts: Sequence[Windows]) -> Windows:
    counts = np.concatenate([np.diff(part.firsts) for part in parts])
    vectors = faiss.IndexFlatIP(parts[0].vectors.index.d)
    for part in parts:
        for start in range(0, len(part.vectors), _BLOCK):
            vectors.add(part.vectors.at(np.arange(start, min(start + _BLOCK, len(part.vectors)))))
    firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return Windows(firsts, added_up([part.languages for part in parts]), Vectors(vectors))

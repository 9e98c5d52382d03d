"""A segment: an immutable set of articles: columns, chunks, postings, shingles and window vectors, in one folder."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.array_file import open_arrays, write_arrays
from indexer.article_store import ArticleStore, StoredArticle, write_articles
from indexer.canonical import CanonicalTexts, Wordings
from indexer.chunking import Chunk
from indexer.columns import Columns, column_arrays, open_columns
from indexer.durable import sync
from indexer.postings import IntArray, LongArray, Postings, Vocabulary, spread
from indexer.regrouping import StoredTexts
from indexer.shingle_index import ShingleIndex
from indexer.shingles import ShingleSets
from indexer.vector_kinds import VectorKind
from indexer.windows import Windows, open_windows, window_arrays, write_vectors

NO_SECTION = -1
KeyArray = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class SegmentLayout:
    """The files of a segment; those of its windows are named in windows.py."""

    folder: Path

    @property
    def articles(self) -> Path:
        """SQLite file of the articles."""
        return self.folder / "articles.sqlite"

    @property
    def arrays(self) -> Path:
        """All NumPy arrays, to be memory-mapped."""
        return self.folder / "arrays"


@dataclass(frozen=True, slots=True)
class Passages:
    """The chunks of a segment as arrays.

    chunks: int32 [chunks, 4], a row each of (article row, start, end, section or -1), offsets in Article.body.
    windows: int32 [narrow windows, 2], (start, end).
    """

    chunks: IntArray
    windows: IntArray

    def kept(self, articles: LongArray, chunks: LongArray, windows: LongArray) -> "Passages":
        """The passages of these ascending articles alone, numbered from 0; `windows` are the narrow ones of theirs."""
        rows = self.chunks[chunks]
        rows[:, 0] = np.searchsorted(articles, rows[:, 0])
        return Passages(rows, self.windows[windows])


@dataclass(frozen=True, slots=True)
class Segment:
    """An opened segment; every array is memory-mapped. `narrow` windows are of chunks, `wide` ones of articles. These
    are the narrow ones themselves where all articles are short and undated, so that both are windows of the same texts.

    `keys` uint64 [articles] order equals wherever they stand: they are made of the ids.
    """

    articles: ArticleStore
    keys: KeyArray
    columns: Columns
    passages: Passages
    postings: Postings
    wordings: Wordings
    shingles: ShingleSets
    narrow: Windows
    wide: Windows

    def without(self, deleted: Sequence[int]) -> "Segment":
        """The segment as if these articles had never been in it: the others are numbered from 0, their chunks too."""
        if not deleted:
            return self
        articles = np.setdiff1d(np.arange(len(self.keys)), deleted)
        chunks = np.flatnonzero(np.isin(self.passages.chunks[:, 0], articles))
        narrow = self.narrow.kept(chunks)
        return Segment(
            articles=self.articles.kept(articles),
            keys=self.keys[articles],
            columns=self.columns.kept(articles),
            passages=self.passages.kept(articles, chunks, spread(self.narrow.firsts, chunks)),
            postings=self.postings.kept(chunks),
            wordings=self.wordings.kept(articles, chunks),
            shingles=self.shingles.kept(articles),
            narrow=narrow,
            wide=narrow if self.wide is self.narrow else self.wide.kept(articles),
        )


@dataclass(frozen=True, slots=True)
class NewSegment:
    """What a segment will hold, in memory; `articles` each with its id, as they are stored. Wide windows that are the
    narrow ones are written once.
    """

    articles: Iterable[StoredArticle]
    keys: KeyArray
    columns: Columns
    passages: Passages
    postings: Postings
    wordings: Wordings
    shingles: ShingleSets
    narrow: Windows
    wide: Windows


def keys_of(ids: Iterable[str]) -> KeyArray:
    """A number for each id, the same on every machine."""
    digests = [hashlib.blake2b(one.encode("utf-8", "surrogatepass"), digest_size=8).digest() for one in ids]
    return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64)


def passages_of(chunks: Sequence[tuple[int, Chunk]]) -> Passages:
    """Arrays of chunks, each given with the row of its article."""
    rows = [
        (row, chunk.start, chunk.end, NO_SECTION if chunk.section is None else chunk.section) for row, chunk in chunks
    ]
    spans = [span for _, chunk in chunks for span in chunk.windows]
    return Passages(np.array(rows, np.int32).reshape(-1, 4), np.array(spans, np.int32).reshape(-1, 2))


def _arrays(segment: NewSegment) -> Mapping[str, np.ndarray]:
    postings, said, index = segment.postings, segment.wordings, ShingleIndex.of(segment.shingles)
    return {
        "keys": segment.keys,
        "chunks": segment.passages.chunks,
        "windows": segment.passages.windows,
        "terms": postings.vocabulary.blob,
        "term_offsets": postings.vocabulary.offsets,
        "term_heads": postings.vocabulary.heads,
        "posting_starts": postings.starts,
        "posting_rows": postings.rows,
        "posting_frequencies": postings.frequencies,
        "chunk_lengths": postings.lengths,
        "said": said.chunks.blob,
        "said_starts": said.chunks.starts,
        "titles": said.titles.blob,
        "title_starts": said.titles.starts,
        "labels": said.labels.blob,
        "label_starts": said.labels.starts,
        "shingles": segment.shingles.values,
        "shingle_starts": segment.shingles.starts,
        "sample_values": index.values,
        "sample_owners": index.owners,
        "shingle_digests": index.digests,
        "sampled": index.sampled,
        **column_arrays(segment.columns),
        **window_arrays("narrow", segment.narrow),
        **({} if segment.wide is segment.narrow else window_arrays("wide", segment.wide)),
    }


def write_segment(folder: Path, segment: NewSegment, vectors: VectorKind) -> dict[str, int]:
    """Write a segment into a new folder, on the disk when this returns; how many of its windows are searched by which
    kind of vector index.
    """
    layout = SegmentLayout(folder)
    folder.mkdir(parents=True)
    write_articles(layout.articles, segment.articles)
    write_arrays(layout.arrays, _arrays(segment))
    kinds = write_vectors(folder, "narrow", segment.narrow, vectors)
    kinds += kinds if segment.wide is segment.narrow else write_vectors(folder, "wide", segment.wide, vectors)
    for path in (*folder.iterdir(), folder, folder.parent):
        sync(path)
    return {kind.value: count for kind, count in sorted(kinds.items())}


def open_texts(folder: Path, deleted: Sequence[int] = ()) -> StoredTexts:
    """What tells which articles of a written segment print the same text, memory-mapped."""
    arrays = open_arrays(SegmentLayout(folder).arrays)
    texts = ShingleSets(arrays["shingles"], arrays["shingle_starts"])
    names = ("sample_values", "sample_owners", "shingle_digests", "sampled")
    values, owners, digests, sampled = (arrays[name] for name in names)
    sizes = np.diff(texts.starts).astype(np.int32)
    return StoredTexts(texts, ShingleIndex(values, owners, digests, sizes, sampled), deleted)


def open_segment(folder: Path) -> Segment:
    """Open a written segment without reading it: pages come from the disk as they are needed."""
    layout = SegmentLayout(folder)
    arrays = open_arrays(layout.arrays)
    narrow = open_windows(folder, "narrow", arrays)
    return Segment(
        articles=ArticleStore(layout.articles),
        keys=arrays["keys"],
        columns=open_columns(arrays),
        passages=Passages(arrays["chunks"], arrays["windows"]),
        postings=Postings(
            vocabulary=Vocabulary(arrays["terms"], arrays["term_offsets"], arrays["term_heads"]),
            starts=arrays["posting_starts"],
            rows=arrays["posting_rows"],
            frequencies=arrays["posting_frequencies"],
            lengths=arrays["chunk_lengths"],
        ),
        wordings=Wordings(
            chunks=CanonicalTexts(arrays["said"], arrays["said_starts"]),
            titles=CanonicalTexts(arrays["titles"], arrays["title_starts"]),
            labels=CanonicalTexts(arrays["labels"], arrays["label_starts"]),
        ),
        shingles=ShingleSets(arrays["shingles"], arrays["shingle_starts"]),
        narrow=narrow,
        wide=open_windows(folder, "wide", arrays) if "wide_firsts" in arrays else narrow,
    )

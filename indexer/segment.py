"""A segment: an immutable set of articles: columns, chunks, postings, shingles and window vectors, in one folder."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.article_store import ArticleStore, StoredArticle, write_articles
from indexer.canonical import CanonicalTexts, Wordings
from indexer.chunking import Chunk
from indexer.columns import Columns, open_columns, write_columns
from indexer.durable import sync
from indexer.postings import IntArray, LongArray, Postings, Vocabulary, spread
from indexer.regrouping import StoredTexts
from indexer.shingle_index import ShingleIndex
from indexer.shingles import ShingleSets
from indexer.windows import Windows, open_windows, write_windows

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

    def array(self, name: str) -> Path:
        """One NumPy array, to be memory-mapped."""
        return self.folder / f"{name}.npy"


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
    """An opened segment; every array is memory-mapped. `narrow` windows are of chunks, `wide` ones of articles.

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
        return Segment(
            articles=self.articles.kept(articles),
            keys=self.keys[articles],
            columns=self.columns.kept(articles),
            passages=self.passages.kept(articles, chunks, spread(self.narrow.firsts, chunks)),
            postings=self.postings.kept(chunks),
            wordings=self.wordings.kept(articles, chunks),
            shingles=self.shingles.kept(articles),
            narrow=self.narrow.kept(chunks),
            wide=self.wide.kept(articles),
        )


@dataclass(frozen=True, slots=True)
class NewSegment:
    """What a segment will hold, in memory; `articles` each with its id, as they are stored."""

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
    }


def write_segment(folder: Path, segment: NewSegment) -> None:
    """Write a segment into a new folder, on the disk when this returns."""
    layout = SegmentLayout(folder)
    folder.mkdir(parents=True)
    write_articles(layout.articles, segment.articles)
    for name, array in _arrays(segment).items():
        np.save(layout.array(name), array, allow_pickle=False)
    write_columns(folder, segment.columns)
    write_windows(folder, "narrow", segment.narrow)
    write_windows(folder, "wide", segment.wide)
    for path in (*folder.iterdir(), folder, folder.parent):
        sync(path)


def map_array(path: Path) -> np.ndarray:
    """A written NumPy array, memory-mapped; an empty one, which cannot be mapped, is read."""
    array: np.ndarray = np.load(path, mmap_mode="r" if path.stat().st_size > 128 else None, allow_pickle=False)
    return array.view(np.ndarray)  # a memmap makes each of its slices another, at ten times the cost


def open_shingles(folder: Path) -> ShingleSets:
    """The shingles of a written segment, memory-mapped."""
    layout = SegmentLayout(folder)
    return ShingleSets(map_array(layout.array("shingles")), map_array(layout.array("shingle_starts")))


def open_texts(folder: Path, deleted: Sequence[int] = ()) -> StoredTexts:
    """What tells which articles of a written segment print the same text, memory-mapped."""
    layout, texts = SegmentLayout(folder), open_shingles(folder)
    names = ("sample_values", "sample_owners", "shingle_digests", "sampled")
    values, owners, digests, sampled = (map_array(layout.array(name)) for name in names)
    sizes = np.diff(texts.starts).astype(np.int32)
    return StoredTexts(texts, ShingleIndex(values, owners, digests, sizes, sampled), deleted)


def open_segment(folder: Path) -> Segment:
    """Open a written segment without reading it: pages come from the disk as they are needed."""
    layout = SegmentLayout(folder)

    def mapped(name: str) -> np.ndarray:
        return map_array(layout.array(name))

    return Segment(
        articles=ArticleStore(layout.articles),
        keys=mapped("keys"),
        columns=open_columns(mapped),
        passages=Passages(mapped("chunks"), mapped("windows")),
        postings=Postings(
            vocabulary=Vocabulary(mapped("terms"), mapped("term_offsets")),
            starts=mapped("posting_starts"),
            rows=mapped("posting_rows"),
            frequencies=mapped("posting_frequencies"),
            lengths=mapped("chunk_lengths"),
        ),
        wordings=Wordings(
            chunks=CanonicalTexts(mapped("said"), mapped("said_starts")),
            titles=CanonicalTexts(mapped("titles"), mapped("title_starts")),
            labels=CanonicalTexts(mapped("labels"), mapped("label_starts")),
        ),
        shingles=open_shingles(folder),
        narrow=open_windows(folder, "narrow", mapped),
        wide=open_windows(folder, "wide", mapped),
    )

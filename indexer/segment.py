"""A segment: an immutable set of articles with their chunks, postings and window vectors, in one folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np

from indexer.article_store import ArticleStore, write_articles
from indexer.articles import Article
from indexer.chunking import Chunk
from indexer.durable import sync
from indexer.language_tally import LanguageTally
from indexer.model.embedding import FloatArray
from indexer.postings import IntArray, Postings, Vocabulary

NO_SECTION = -1


@dataclass(frozen=True, slots=True)
class SegmentLayout:
    """The files of a segment; their names stand here and nowhere else."""

    folder: Path

    @property
    def articles(self) -> Path:
        """SQLite file of the articles."""
        return self.folder / "articles.sqlite"

    @property
    def vectors(self) -> Path:
        """FAISS index of the window vectors."""
        return self.folder / "windows.faiss"

    def array(self, name: str) -> Path:
        """One NumPy array, to be memory-mapped."""
        return self.folder / f"{name}.npy"


@dataclass(frozen=True, slots=True)
class Passages:
    """The chunks of a segment as arrays.

    chunks: int32 [chunks, 4], a row each of (article row, start, end, section or -1), offsets in Article.body.
    windows: int32 [windows, 2], (start, end); first_windows: int32 [chunks + 1], chunk c has windows
    first_windows[c]:first_windows[c + 1].
    """

    chunks: IntArray
    windows: IntArray
    first_windows: IntArray


@dataclass(frozen=True, slots=True)
class Segment:
    """An opened segment; every array is memory-mapped, vectors are an exact FAISS inner-product index."""

    articles: ArticleStore
    passages: Passages
    postings: Postings
    languages: LanguageTally
    vectors: faiss.Index


def passages_of(chunks: Sequence[tuple[int, Chunk]]) -> Passages:
    """Arrays of chunks, each given with the row of its article."""
    rows = [
        (row, chunk.start, chunk.end, NO_SECTION if chunk.section is None else chunk.section) for row, chunk in chunks
    ]
    spans = [span for _, chunk in chunks for span in chunk.windows]
    counts = [len(chunk.windows) for _, chunk in chunks]
    return Passages(
        chunks=np.array(rows, np.int32).reshape(-1, 4),
        windows=np.array(spans, np.int32).reshape(-1, 2),
        first_windows=np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
    )


def _arrays(passages: Passages, postings: Postings, languages: LanguageTally) -> dict[str, np.ndarray]:
    return {
        "chunks": passages.chunks,
        "windows": passages.windows,
        "first_windows": passages.first_windows,
        "terms": postings.vocabulary.blob,
        "term_offsets": postings.vocabulary.offsets,
        "posting_starts": postings.starts,
        "posting_rows": postings.rows,
        "posting_frequencies": postings.frequencies,
        "chunk_lengths": postings.lengths,
        "language_codes": languages.codes,
        "language_chunks": languages.chunks,
        "language_windows": languages.windows,
        "language_sums": languages.sums,
    }


def write_segment(
    folder: Path,
    articles: Sequence[Article],
    passages: Passages,
    postings: Postings,
    languages: LanguageTally,
    vectors: FloatArray,
) -> None:
    """Write a segment into a new folder, on the disk when this returns."""
    layout = SegmentLayout(folder)
    folder.mkdir(parents=True)
    write_articles(layout.articles, articles)
    for name, array in _arrays(passages, postings, languages).items():
        np.save(layout.array(name), array, allow_pickle=False)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    try:
        faiss.write_index(flat, str(layout.vectors))
    except RuntimeError as error:  # so FAISS tells of a full disk
        raise OSError(str(error)) from error
    for path in (*folder.iterdir(), folder, folder.parent):
        sync(path)


def open_segment(folder: Path) -> Segment:
    """Open a written segment without reading it: pages come from the disk as they are needed."""
    layout = SegmentLayout(folder)

    def mapped(name: str) -> np.ndarray:
        # An empty array cannot be mapped.
        path = layout.array(name)
        array: np.ndarray = np.load(path, mmap_mode="r" if path.stat().st_size > 128 else None, allow_pickle=False)
        return array

    return Segment(
        articles=ArticleStore(layout.articles),
        passages=Passages(mapped("chunks"), mapped("windows"), mapped("first_windows")),
        postings=Postings(
            vocabulary=Vocabulary(mapped("terms"), mapped("term_offsets")),
            starts=mapped("posting_starts"),
            rows=mapped("posting_rows"),
            frequencies=mapped("posting_frequencies"),
            lengths=mapped("chunk_lengths"),
        ),
        languages=LanguageTally(
            codes=mapped("language_codes"),
            chunks=mapped("language_chunks"),
            windows=mapped("language_windows"),
            sums=mapped("language_sums"),
        ),
        vectors=faiss.read_index(str(layout.vectors), faiss.IO_FLAG_MMAP_IFC),
    )

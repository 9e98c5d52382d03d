"""Windows of a segment: spans of text, each with its vector, in the order of what they are of (chunks or articles).

Narrow windows of a few sentences find the one fact that a question asks for; the wide one of an article, its first
paragraphs, matches a headline, which speaks of the whole.
"""

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import faiss
import numpy as np

from indexer.faiss_file import open_index, write_index
from indexer.language_tally import LanguageTally, tally
from indexer.model.embedding import FloatArray
from indexer.nominator import Nominator
from indexer.postings import IntArray, LongArray, spread
from indexer.vector_kinds import VectorKind, kind_of


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors, numbered from 0, in an exact FAISS inner-product index.

    `places` int64, ascending, are where they stand there; None: all, as numbered.
    """

    index: faiss.Index
    places: LongArray | None = None

    @classmethod
    def of(cls, vectors: FloatArray) -> Self:
        """Vectors in memory, float32 [n, d]."""
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        return cls(flat)

    def __len__(self) -> int:
        return self.index.ntotal if self.places is None else len(self.places)

    def at(self, numbers: LongArray) -> FloatArray:
        """The vectors of these numbers, float32 [n, d]."""
        index = self.index
        stored = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d).reshape(-1, index.d)  # type: ignore[attr-defined]
        found: FloatArray = stored[numbers if self.places is None else self.places[numbers]]
        return found

    def all(self) -> FloatArray:
        """All vectors, float32 [n, d]."""
        return self.at(np.arange(len(self)))

    def products(self, query: FloatArray, numbers: LongArray) -> FloatArray:
        """The products of a query with the vectors of these numbers, float32 [n]; none of them is copied."""
        places = np.ascontiguousarray(numbers if self.places is None else self.places[numbers], np.int64)
        asked, found = np.ascontiguousarray(query, np.float32), np.empty(len(places), np.float32)
        of, into, at = (faiss.swig_ptr(array) for array in (asked, found, places))
        self.index.compute_distance_subset(1, of, len(places), into, at)  # type: ignore[attr-defined]
        return found

    def nearest(self, query: FloatArray, asked: int, selected: LongArray | None) -> tuple[FloatArray, LongArray]:
        """Products and numbers of the `asked` vectors nearest to a query, of all or of the `selected`."""
        if selected is None and self.places is None:
            with _one_thread():
                products, found = self.index.search(query[None, :], min(asked, len(self)))
            return products[0], found[0]
        places = self.places if selected is None else selected if self.places is None else self.places[selected]
        assert places is not None
        only = faiss.SearchParameters(sel=faiss.IDSelectorArray(places))  # type: ignore[call-arg]
        products, found = self.index.search(query[None, :], min(asked, len(places)), params=only)
        numbers = found[0] if self.places is None else np.searchsorted(self.places, found[0])
        return products[0], numbers

    def kept(self, numbers: LongArray) -> Self:
        """The vectors of these ascending numbers alone, of all as written, numbered from 0."""
        return replace(self, places=numbers)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Inside, FAISS asks no other thread of this one for help: that one query is not shared out, but the others would
    burn five times its time waiting for it (measured: 53 ms of processor for 9), and the next query needs them.
    """
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


@dataclass(frozen=True, slots=True)
class Windows:
    """`firsts` int32 [owners + 1]: owner o has the windows firsts[o]:firsts[o + 1], at least one.

    `vectors` has one a window; `languages` are the owners'. `nominators` are those of the languages, by code, that are
    not searched vector by vector: each has the places of all windows of its language as written.
    """

    firsts: IntArray
    languages: LanguageTally
    vectors: Vectors
    nominators: Mapping[str, Nominator] = field(default_factory=dict)

    @property
    def single(self) -> bool:
        """Whether each owner has one window, which has its number then."""
        return len(self.firsts) - 1 == len(self.vectors)

    def kept(self, owners: LongArray) -> "Windows":
        """The windows of these ascending owners alone."""
        counts = np.diff(self.firsts)
        lost = np.setdiff1d(np.arange(len(counts)), owners, assume_unique=True)
        gone = spread(self.firsts, lost)
        return Windows(
            np.concatenate([[0], np.cumsum(counts[owners])]).astype(np.int32),
            self.languages.kept(owners, np.repeat(lost, counts[lost]), self.vectors.at(gone)),
            self.vectors.kept(spread(self.firsts, owners)),
            self.nominators,
        )

    def spoken(self, language: int) -> LongArray:
        """The ascending numbers of the windows in a language, by its place in `languages.codes`."""
        if len(self.languages.codes) == 1:
            return np.arange(len(self.vectors))
        return np.flatnonzero(np.repeat(self.languages.owners == language, np.diff(self.firsts)))


def windows_of(counts: Sequence[int], languages: Sequence[str], vectors: FloatArray) -> Windows:
    """Windows in memory: how many each owner has, the owners' languages, and all vectors, float32 [windows, d]."""
    firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return Windows(firsts, tally(languages, firsts, vectors), Vectors.of(vectors))


def write_vectors(folder: Path, name: str, windows: Windows, asked: VectorKind) -> Counter[VectorKind]:
    """Write the vectors of one width of windows of a segment, and a nominator for each language that has so many that
    the `asked` kind is an approximate one; how many windows are searched by each kind.

    No window of `windows` may be left out. Raises OSError, as when the disk is full.
    """
    exact, kinds = windows.vectors.index, Counter[VectorKind]()
    write_index(exact, _vectors_file(folder, name))
    for number, code in enumerate(windows.languages.codes.tolist()):
        places = windows.spoken(number)
        kind = kind_of(len(places), asked)
        if kind is not VectorKind.FLAT:
            write_index(Nominator.of(exact, places, kind).index, folder / f"{name}-{code}.{kind}")
        kinds[kind] += len(places)
    return kinds


def open_windows(folder: Path, name: str, arrays: Mapping[str, np.ndarray]) -> Windows:
    """Open written windows without reading them; `arrays` are those of the segment."""
    codes, owners, counts, fixed = (arrays[f"{name}_{part}"] for part in ("codes", "owners", "counts", "sums"))
    return Windows(
        firsts=arrays[f"{name}_firsts"],
        languages=LanguageTally(codes, owners, counts, fixed),
        vectors=Vectors(open_index(_vectors_file(folder, name))),
        nominators={
            file.stem.removeprefix(f"{name}-"): Nominator(open_index(file))  # type: ignore[arg-type]  # is an IndexIVF
            for file in sorted(folder.glob(f"{name}-*.ivf-*"))
        },
    )


def window_arrays(name: str, windows: Windows) -> dict[str, np.ndarray]:
    """All of them but the vectors, as arrays."""
    spoken = windows.languages
    return {
        f"{name}_firsts": windows.firsts,
        f"{name}_codes": spoken.codes,
        f"{name}_owners": spoken.owners,
        f"{name}_counts": spoken.windows,
        f"{name}_sums": spoken.fixed,
    }


def _vectors_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.faiss"

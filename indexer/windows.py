"""Windows of a segment: spans of text, each with its vector, in the order of what they are of (chunks or articles).

Narrow windows of a few sentences find the one fact that a question asks for; wide ones of several paragraphs match a
headline, which speaks of the whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np

from indexer.language_tally import LanguageTally, tally
from indexer.model.embedding import FloatArray
from indexer.postings import IntArray


@dataclass(frozen=True, slots=True)
class Windows:
    """`firsts` int32 [owners + 1]: owner o has the windows firsts[o]:firsts[o + 1], at least one.

    `vectors` is an exact FAISS inner-product index of unit vectors, a row a window; `languages` are the owners'.
    """

    firsts: IntArray
    languages: LanguageTally
    vectors: faiss.Index


def windows_of(counts: Sequence[int], languages: Sequence[str], vectors: FloatArray) -> Windows:
    """Windows in memory: how many each owner has, the owners' languages, and all vectors, float32 [windows, d]."""
    firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    return Windows(firsts, tally(languages, firsts, vectors), flat)


def write_windows(folder: Path, name: str, windows: Windows) -> None:
    """Write one width of windows of a segment. Raises OSError, as when the disk is full."""
    for part, array in _arrays(windows).items():
        np.save(folder / f"{name}_{part}.npy", array, allow_pickle=False)
    try:
        faiss.write_index(windows.vectors, str(_vectors_file(folder, name)))
    except RuntimeError as error:  # so FAISS tells of a full disk
        raise OSError(str(error)) from error


def open_windows(folder: Path, name: str, mapped: Callable[[str], np.ndarray]) -> Windows:
    """Open written windows without reading them; `mapped` opens an array of the segment."""
    codes, owners, counts, sums = (mapped(f"{name}_{part}") for part in ("codes", "owners", "counts", "sums"))
    return Windows(
        firsts=mapped(f"{name}_firsts"),
        languages=LanguageTally(codes, owners, counts, sums),
        vectors=faiss.read_index(str(_vectors_file(folder, name)), faiss.IO_FLAG_MMAP_IFC),
    )


def _arrays(windows: Windows) -> dict[str, np.ndarray]:
    spoken = windows.languages
    return {
        "firsts": windows.firsts,
        "codes": spoken.codes,
        "owners": spoken.owners,
        "counts": spoken.windows,
        "sums": spoken.sums,
    }


def _vectors_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.faiss"

"""Many NumPy arrays in one file, memory-mapped together: an open segment must not cost a file for each of its arrays.

The file is a row of arrays in NumPy's own format (NEP 1), each begun at a multiple of 64 bytes; the first holds the
names of the others.
"""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

_ALIGNED = 64


def write_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays of plain types into a new file. Raises OSError."""
    with path.open("xb") as file:
        for array in (np.array(list(arrays)), *arrays.values()):
            _write(file, np.ascontiguousarray(array))
            file.write(bytes(-file.tell() % _ALIGNED))


def write_array(path: Path, array: np.ndarray) -> None:
    """Write one array of a plain type as a .npy file. Raises OSError."""
    with path.open("wb") as file:
        _write(file, array)


def open_arrays(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a written file, memory-mapped, by name. Raises ValueError where it is none."""
    with path.open("rb") as file:
        content = np.memmap(file, np.uint8, "r").view(np.ndarray)
    return _arrays(content)


def map_array(path: Path) -> np.ndarray:
    """The one array of a .npy file, memory-mapped; an empty one, which cannot be mapped, is read."""
    array: np.ndarray = np.load(path, mmap_mode="r" if path.stat().st_size > 128 else None, allow_pickle=False)
    return array.view(np.ndarray)  # a memmap makes each of its slices another, at ten times the cost


class _Told:
    """A file that is not seen to be one: NumPy writes to files with C's stdio, and is not told that a disk is full."""

    def __init__(self, file: BinaryIO) -> None:
        self.write = file.write


def _write(file: BinaryIO, array: np.ndarray) -> None:
    npy.write_array(_Told(file), array, allow_pickle=False)


def _arrays(content: NDArray[np.uint8]) -> dict[str, np.ndarray]:
    names, at = _array(content, 0)
    arrays = {}
    for name in names.tolist():
        arrays[name], at = _array(content, at)
    return arrays


def _array(content: NDArray[np.uint8], at: int) -> tuple[np.ndarray, int]:
    """The array that begins at a place, and where the next one does."""
    head = io.BytesIO(content[at : at + 4096].tobytes())
    shape, dtype = _header(head)
    start = at + head.tell()
    end = start + int(np.prod(shape)) * dtype.itemsize
    if end > len(content):
        raise ValueError("an array is longer than its file")
    return content[start:end].view(dtype).reshape(shape), end + -end % _ALIGNED


def _header(file: BinaryIO) -> tuple[tuple[int, ...], np.dtype]:
    if npy.read_magic(file) != (1, 0):
        raise ValueError("not an array in NumPy's format 1.0")
    shape, is_fortran, dtype = npy.read_array_header_1_0(file)
    if is_fortran:
        raise ValueError("an array is stored by columns")
    return shape, dtype

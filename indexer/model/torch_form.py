"""The bundled model as a folder that `sentence-transformers` opens like any other, written without torch."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from indexer.model.packed import FloatArray, Vocabulary, Weights

# What the reading of a text in `normalizers.NFKC` does not share with SentencePiece: the wave dash of Chinese pages.
KEPT = "～"
STAND_IN = "\ufdd0"
LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
SIDES = {"w": "weight", "b": "bias"}


def write_torch_form(weights: Weights, folder: Path) -> None:
    """Write modules, prompts, tokenizer and float32 weights.

    Raises OSError when there is no room.
    """
    try:
        save_file(dict(_tensors(weights)), folder / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:  # its name for any failure to write
        raise OSError(str(error)) from error
    (folder / "tokenizer.json").write_text(_tokenizer(weights.vocabulary).to_str(), "utf-8")
    for name, content in _settings(weights).items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(content, indent=2), "utf-8")


def _tensors(weights: Weights) -> Iterator[tuple[str, FloatArray]]:
    hidden = weights.dimensions.hidden
    yield "embeddings.word_embeddings.weight", weights.floats("emb.word")
    yield "embeddings.position_embeddings.weight", weights.floats("emb.pos").reshape(-1, hidden)
    yield "embeddings.token_type_embeddings.weight", weights.floats("emb.type").reshape(-1, hidden)
    for side, long in SIDES.items():
        yield f"embeddings.LayerNorm.{long}", weights.floats(f"emb.ln.{side}")
        for layer in range(weights.dimensions.layers):
            for part, place in LAYER_PARTS.items():
                yield f"encoder.layer.{layer}.{place}.{long}", weights.floats(f"l{layer}.{part}.{side}")
    # The pooler is never used; a model without it makes transformers report weights that are missing.
    yield "pooler.dense.weight", np.zeros((hidden, hidden), np.float32)
    yield "pooler.dense.bias", np.zeros(hidden, np.float32)


def _tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    scored = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(KEPT, STAND_IN),
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(STAND_IN, KEPT),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", vocabulary.begin), ("</s>", vocabulary.end)]
    )
    return tokenizer


def _settings(weights: Weights) -> dict[str, Any]:
    shape = weights.dimensions
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.feed_forward,
            "layer_norm_eps": 1e-12,
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.heads,
            "num_hidden_layers": shape.layers,
            "pad_token_id": weights.vocabulary.padding,
            "torch_dtype": "float32",
            "type_vocab_size": shape.token_types,
            "vocab_size": shape.vocabulary,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "split_special_tokens": True,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: ", "passage": "passage: "},
            "similarity_fn_name": "cosine",
        },
    }

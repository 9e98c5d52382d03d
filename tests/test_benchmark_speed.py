"""The program that measures speed, on a small corpus. Texts are invented."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from test_building import TEXTS

QUERIES = ["灯塔重新亮起", "图书馆闭馆时间", "盐湖边的水样", "新能源公交车", "毛笔抄写族谱", "隧道渗水抢修"]


def report(corpus: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "benchmark_speed.py"), *arguments, "--corpus", str(corpus)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name, texts in (("corpus", TEXTS), ("queries", QUERIES)):
        rows = (json.dumps({"_id": str(number), "text": text}) for number, text in enumerate(texts))
        (tmp_path / f"{name}.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


@pytest.mark.model
def test_sections_are_measured_and_told(corpus: Path, tmp_path: Path) -> None:
    work, out = tmp_path / "work", tmp_path / "report"
    sections = ("lexical", "growth", "whole", "gpu")
    places = ("--folder", str(work), "--out", str(out))
    done = report(corpus, *sections, *places, "--sizes", "30", "60", "--long", "20")
    assert done.returncode == 0, done.stderr
    found = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert found.keys() == {"machine", *sections}
    lexical = found["lexical"]["passages"]
    assert lexical["articles"] == 60 and lexical["shared with bm25s in the first ten"] > 0.5
    assert lexical["milliseconds"].keys() >= {"lexical leg", "tantivy", "bm25s (Numba)"}
    assert found["lexical"]["articles"]["milliseconds"].keys() >= {"SQLite FTS5", "rank_bm25"}
    assert [row["chunks"] for row in found["growth"]["sizes"]] == [30, 60]
    assert [row["chunks"] for row in found["growth"]["computed"]] == [10_000_000, 100_000_000]
    assert found["whole"]["passages-60"]["chunks"] == 60
    assert out.with_suffix(".svg").read_text(encoding="utf-8").startswith("<?xml")
    told = out.with_suffix(".md").read_text(encoding="utf-8")
    assert all(f"## {name}" in told for name in sections) and "| 60 |" in told


def test_what_cannot_be_measured_is_told(corpus: Path, tmp_path: Path) -> None:
    done = report(corpus, "memory", "--folder", str(tmp_path / "work"))
    assert done.returncode == 2 and "unknown section memory; expected some of embedding, quality" in done.stderr
    done = report(tmp_path / "nowhere", "gpu", "--folder", str(tmp_path / "work"))
    assert done.returncode == 2 and "no queries.jsonl; expected a BEIR folder" in done.stderr
    assert not (tmp_path / "work").exists()

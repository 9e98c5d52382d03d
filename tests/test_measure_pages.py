"""The program that scores pages, on invented pages that no rule of the reader was made with in view.

They were written, with their gold readings, by somebody who never saw the reader; what a new page scores is told by
these, not by those in tests/data/pages.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

UNSEEN = ROOT / "tests" / "data" / "unseen_pages"


def measure(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "measure_pages.py"), str(folder), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_unseen_pages_are_read_well() -> None:
    mean = json.loads(measure(UNSEEN, "--json").stdout)["mean"]
    assert mean["starts"] >= 0.85 and mean["paragraphs"] >= 0.95
    assert mean["titles"] >= 0.8 and mean["reporters"] == mean["jumps"] == 1


def test_a_page_read_as_a_person_did_scores_one_and_another_less(tmp_path: Path) -> None:
    name = "lanpu-news-p2"
    for suffix in (".txt", ".json"):
        (tmp_path / name).with_suffix(suffix).write_bytes((UNSEEN / name).with_suffix(suffix).read_bytes())
    right = json.loads(measure(tmp_path, "--json").stdout)["pages"][name]
    gold = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
    gold["articles"] = gold["articles"][1:]
    (tmp_path / f"{name}.json").write_text(json.dumps(gold), encoding="utf-8")
    wrong = json.loads(measure(tmp_path, "--json").stdout)["pages"][name]
    assert right["starts"] == 1
    count = len(gold["articles"])
    assert wrong["starts"] == pytest.approx(2 * count / (2 * count + 1))


def test_a_folder_without_gold_is_told(tmp_path: Path) -> None:
    done = measure(tmp_path)
    assert done.returncode == 2
    assert "no page with a gold reading" in done.stderr

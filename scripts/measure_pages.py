#!/usr/bin/env python3
"""Score how newspaper pages are read, against the readings that a person made of them.

measure_pages.py FOLDER [--json]

FOLDER: pages as raw text, NAME.txt with NAME.json beside it, such as tests/data/pages. Of each page F1 of the first
lines of articles and of whole paragraphs, and the shares of articles with the right title, reporters and jumps.
"""

import argparse
import json
import sys
from pathlib import Path
from statistics import mean

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import msgspec
from page_score import page_score

from indexer.reading.document import reading_document
from indexer.reading.newspaper.page import read_page


def scores(folder: Path) -> dict[str, dict[str, float]]:
    """The scores of each page that has a gold reading, by name."""
    found = {}
    for gold in sorted(folder.glob("*.json")):
        text = gold.with_suffix(".txt")
        if text.is_file():
            reading = reading_document(read_page(text.read_text(encoding="utf-8"), text.name), text.name)
            found[gold.stem] = page_score(json.loads(gold.read_text(encoding="utf-8")), msgspec.to_builtins(reading))
    return found


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description="Score how newspaper pages are read.")
    parser.add_argument("folder", type=Path, help="pages as NAME.txt, their gold readings as NAME.json")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    pages = scores(options.folder)
    if not pages:
        parser.error(f"{options.folder} has no page with a gold reading: expected NAME.txt and NAME.json beside it")
    means = {measure: mean(page[measure] for page in pages.values()) for measure in next(iter(pages.values()))}
    if options.json:
        print(json.dumps({"pages": pages, "mean": means}, ensure_ascii=False, indent=1))
        return
    print(f"{'':28}" + "".join(f"{measure:>12}" for measure in means))
    for name, page in [*pages.items(), ("mean", means)]:
        print(f"{name.removeprefix('invented-'):28}" + "".join(f"{value:12.3f}" for value in page.values()))


if __name__ == "__main__":
    main()

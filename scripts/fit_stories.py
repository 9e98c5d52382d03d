#!/usr/bin/env python3
"""Fit the weights of indexer/reading/newspaper/evidence.py, and measure the starts of articles that come out.

fit_stories.py DIR... [--pages 600] [--read tests/data/pages]

Pages are put together from one half of the titled articles; each headline-like line before plain text with an article
open is an example. Those of pages that a person has read count ten times. A logistic regression gives the weights. The
f1 of starts that is printed is that of the weights now in the code, on pages of the other half.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np
from put_together import Item, Page, put_together, read_items

from indexer.reading.newspaper.context import mark
from indexer.reading.newspaper.evidence import WEIGHTS, Block, Story, signs
from indexer.reading.newspaper.furniture import take_furniture
from indexer.reading.newspaper.habits import Habits
from indexer.reading.newspaper.layout import rows
from indexer.reading.newspaper.lines import split_lines
from indexer.reading.newspaper.page import read_page
from indexer.reading.newspaper.photos import take_photos
from indexer.reading.newspaper.roles import PLAIN, Marked, Role
from indexer.reading.newspaper.stories import TEXT, run_end, text_end

_CLOSED = frozenset({Role.TAIL, Role.CLOSING, Role.JUMP_OUT})
_BYLINES = frozenset({Role.BYLINE, Role.AUTHOR})
_RIDGE = 1.0
_READ_COUNT = 10


def examples(page: Page) -> Iterator[tuple[bool, dict[str, float]]]:
    """Each line in doubt: whether an article begins there, and the signs, given the true starts before it."""
    _, lines = take_furniture(split_lines(page.text))
    _, marked = take_photos(mark(rows(lines)))
    habits, starts = Habits(marked), set(page.starts)
    title, headings, texts = "", list[str](), list[Marked]()
    index, bylined = 0, False
    while index < len(marked):
        end = run_end(marked, index)
        below = text_end(marked, end)
        doubtful = index < end < below and marked[end].role in PLAIN
        begins = any(row.row.lines[0] in starts for row in marked[index : max(end, index + 1)])
        head = " ".join(row.text for row in marked[index:end])
        if doubtful and texts and marked[index - 1].role not in _CLOSED:
            block = Block.of(index, marked[index:end], marked[end:below])
            yield begins, signs(Story.of(title, headings, texts, bylined), block, habits)
        if begins:
            title, headings, texts = head, [], []
            bylined = end < len(marked) and marked[end].role in _BYLINES
        elif doubtful:
            headings.append(head)
        following = max(below, end, index + 1)
        texts += [row for row in marked[max(end, index) : following] if row.role in TEXT or row.role is Role.LEAD]
        index = following


def read_by_people(folder: Path) -> Iterator[Page]:
    """The pages of a folder that have a reading of a person beside them."""
    for path in sorted(folder.glob("invented-*.json")):
        reading = json.loads(path.read_text(encoding="utf-8"))
        text = path.with_suffix(".txt").read_text(encoding="utf-8")
        yield Page(0, text.removesuffix("\n").split("\n"), [article["lines"][0] for article in reading["articles"]])


def fitted(found: Sequence[tuple[bool, dict[str, float]]]) -> dict[str, float]:
    """The weights of a logistic regression with a ridge penalty, by Newton's method."""
    x = np.array([[values[name] for name in WEIGHTS] for _, values in found])
    y = np.array([begins for begins, _ in found], dtype=float)
    weights = np.zeros(len(WEIGHTS))
    ridge = np.diag([0.0 if name == "always" else _RIDGE for name in WEIGHTS])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - y) + ridge @ weights
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + ridge
        weights -= np.linalg.solve(bend, slope)
    return dict(zip(WEIGHTS, weights.tolist(), strict=True))


def pages(sources: Sequence[Sequence[Item]], half: int, count: int) -> list[Page]:
    """Pages of one half of the articles."""
    halves = [items[half::2] for items in sources]
    return [put_together(halves, random.Random(f"{half} {number}")) for number in range(count)]


def starts_f1(measured: Sequence[Page]) -> float:
    """The mean f1 of article starts."""
    scores = []
    for page in measured:
        read = [article.lines[0] for article in read_page(page.text).articles]
        scores.append(2 * len(set(read) & set(page.starts)) / (len(read) + len(page.starts)))
    return sum(scores) / len(scores)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="BEIR folder whose queries are titles")
    parser.add_argument("--pages", type=int, default=600, help="how many pages to put together for fitting")
    parser.add_argument(
        "--read", type=Path, default=ROOT / "tests" / "data" / "pages", help="folder of pages that a person has read"
    )
    given = parser.parse_args()
    sources = [read_items(folder) for folder in given.folders]
    measured = [*pages(sources, 0, given.pages), *(_READ_COUNT * list(read_by_people(given.read)))]
    found = [example for page in measured for example in examples(page)]
    print(f"{len(found)} lines in doubt, {sum(begins for begins, _ in found)} of them begin an article")
    for name, value in fitted(found).items():
        print(f'    "{name}": {value:.2f},')
    held = pages(sources, 1, max(1, given.pages // 4))
    print(f"starts f1 with the weights in the code: {starts_f1(held):.3f} on {len(held)} pages of the other half")


if __name__ == "__main__":
    main()

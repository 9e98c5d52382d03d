#!/usr/bin/env python3
"""Measure the finder of suspected misprints on clean text: false alarms, misprints found, time.

measure_suspects.py CORPUS.jsonl [--half first|second]

CORPUS.jsonl: one {"text": ...} a line, clean, so that whatever is suspected in it is a false alarm. Misprints are then
put in, one about every 150 characters: a character of the table of look-alikes becomes one of its like. The documents
are shuffled the same way each time and halved, so that a half can be held back from choosing.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from indexer.analysis import terms
from indexer.articles import Article, Paragraph
from indexer.folding import fold
from indexer.ocr.finding import with_suspects
from indexer.ocr.look_alikes import look_alikes
from indexer.ocr.suspect import Confidence

_APART = 12  # characters between two misprints, at least
_EVERY = 150
_MOST = 500  # documents of each half


def article(text: str) -> Article:
    """A text as an article, one paragraph a line."""
    paragraphs = tuple(Paragraph(line, (number,)) for number, line in enumerate(text.split("\n"), 1))
    return Article(id="", source="", lines=(1, len(paragraphs)), paragraphs=paragraphs)


def half(texts: list[str], which: str) -> list[str]:
    """At most _MOST documents of one half, in an order that is the same each time."""
    random.Random(7).shuffle(texts)
    middle = len(texts) // 2
    return texts[:middle][:_MOST] if which == "first" else texts[middle:][:_MOST]


def misprinted(text: str, chance: random.Random) -> tuple[str, set[int]]:
    """The text with misprints, and where they are."""
    table, characters = look_alikes(), list(text)
    places = [place for place, character in enumerate(text) if character in table]
    chance.shuffle(places)
    changed: set[int] = set()
    for place in places[: max(1, len(text) // _EVERY)]:
        if all(abs(place - other) >= _APART for other in changed):
            characters[place] = chance.choice(table[text[place]])
            changed.add(place)
    return "".join(characters), changed


def found(text: str, chance: random.Random) -> Counter[str]:
    """How many misprints there are ("all"), and how many are found and read as they were, by confidence."""
    printed, changed = misprinted(text, chance)
    right = [
        (place, suspect.confidence)
        for suspect in with_suspects(article(printed)).suspects
        if fold(text[suspect.start : suspect.end]).text == suspect.may_be
        for place in changed
        if suspect.start <= place < suspect.end
    ]
    return Counter(confidence for _, confidence in right) + Counter(all=len(changed))


def seconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Processor time of one pass over the texts, the best of three."""
    times = []
    for _ in range(3):
        start = time.process_time()
        for text in texts:
            work(text)
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the finder of suspected misprints on clean text.")
    parser.add_argument("corpus", type=Path, help="JSON Lines with text")
    parser.add_argument("--half", choices=("first", "second"), default="second", help="which half")
    options = parser.parse_args()
    with options.corpus.open(encoding="utf-8") as lines:
        texts = half([json.loads(line)["text"] for line in lines], options.half)
    size = sum(map(len, texts))
    alarms = Counter(s.confidence for text in texts for s in with_suspects(article(text)).suspects)
    chance = random.Random(1)
    planted = sum((found(text, chance) for text in texts), Counter())
    print(f"{len(texts)} documents, {size} characters; {planted['all']} misprints put in")
    for confidence in Confidence:
        rate, share = 10_000 * alarms[confidence] / size, planted[confidence] / max(1, planted["all"])
        print(f"{confidence:7} {rate:.2f} false alarms in 10,000 characters, {share:.3f} of the misprints found")
    finding, analysis = seconds(lambda text: with_suspects(article(text)), texts), seconds(terms, texts)
    print(f"finding {size / finding:,.0f} characters a second, analysis {size / analysis:,.0f}")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measure near-duplicates: which copies made by program are found, what is grouped that nobody copied, and the time.

measure_duplicates.py CORPUS.jsonl [--half 0|1] [--show N] [--grow N]

CORPUS.jsonl has one article a line, {"_id": ..., "text": ...}. Half 0 of it is for tuning, half 1 for reporting. --show
prints the originals that were grouped though nobody copied them, to be judged by eye; --grow times the grouping of N
articles put together from the sentences of the corpus.
"""

import argparse
import hashlib
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import opencc

from indexer.articles import Article, Paragraph
from indexer.groups import reported_text
from indexer.near_duplicates import NO_GROUP, group
from indexer.shingles import Shingles, containment, shingles

COPIES = 400  # of each kind
LEADS = ("新华社北京3月5日电 ", "新华社北京3月5日电(记者 王海、李山)", "本报讯 ", "本报讯(记者 张海)", "据新华社电 ")
SIGNS = str.maketrans(
    {"，": ",", "。": ".", "；": ";", "：": ":", "“": "「", "”": "」", "、": " ", "（": "(", "）": ")"}
)
Copy = Callable[[str, random.Random], str]


def sentences(text: str) -> list[str]:
    """A text cut behind its full stops."""
    return re.findall(r"[^。！？\n]+[。！？\n]*", text)


def without_sentences(text: str, chance: random.Random) -> str:
    """A quarter of the sentences left out."""
    kept = sentences(text)
    for _ in range(min(len(kept) - 1, max(1, len(kept) // 4))):
        kept.pop(chance.randrange(len(kept)))
    return "".join(kept)


def in_another_order(text: str, chance: random.Random) -> str:
    """All sentences, shuffled."""
    shuffled = sentences(text)
    chance.shuffle(shuffled)
    return "".join(shuffled)


def misread(text: str, chance: random.Random, share: float = 0.02) -> str:
    """A share of the characters replaced by others of the text."""
    return "".join(chance.choice(text) if not sign.isspace() and chance.random() < share else sign for sign in text)


def edited(text: str, chance: random.Random) -> str:
    """Cut to three fifths, one character in twenty-five changed."""
    kept = sentences(text)
    return misread("".join(kept[: max(1, round(len(kept) * 0.6))]), chance, 0.04)


def reprinted(text: str, chance: random.Random) -> str:
    """All at once: the first half, a sentence or more left out, Traditional, other signs, another lead."""
    cut = without_sentences(text[: len(text) // 2] if len(text) > 400 else text, chance)
    return chance.choice(LEADS) + traditional(cut).translate(SIGNS)


_to_traditional = opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    """The text in Traditional characters."""
    converted: str = _to_traditional.convert(text)
    return converted


KINDS: dict[str, Copy] = {
    "Traditional": lambda text, _: traditional(text),
    "first half": lambda text, _: text[: len(text) // 2],
    "first 40 %": lambda text, _: text[: len(text) * 2 // 5],
    "other lead marker": lambda text, chance: chance.choice(LEADS) + text,
    "other signs and lines": lambda text, _: text.translate(SIGNS).replace("\n", "\n　　"),
    "sentences left out": without_sentences,
    "sentences in another order": in_another_order,
    "2 % misread": misread,
    "cut and edited": edited,
    "reprinted (all of these)": reprinted,
}


def said(text: str) -> Shingles:
    """The shingles of an article with this text."""
    paragraphs = tuple(Paragraph(line, (number,)) for number, line in enumerate(text.split("\n"), 1))
    return shingles(reported_text(Article("", "", (1, len(paragraphs)), paragraphs)))


def originals(corpus: Path, half: int) -> dict[str, str]:
    """The articles of one half of a corpus by id."""
    documents = (json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines())
    return {
        document["_id"]: document["text"]
        for document in documents
        if hashlib.md5(document["_id"].encode()).digest()[0] % 2 == half
    }


def measure_copies(texts: list[str]) -> None:
    """Print for each kind of copy how many are in the group of their original, and of another article."""
    own = [said(text) for text in texts]
    for kind, copy in KINDS.items():
        chance = random.Random(kind)
        copied = chance.sample(range(len(texts)), COPIES)
        groups = group([*own, *(said(copy(texts[number], chance)) for number in copied)]).tolist()
        found = [groups[number] for number in copied]
        right = sum(mine == theirs != NO_GROUP for mine, theirs in zip(groups[len(texts) :], found, strict=True))
        wrong = sum(mine not in (theirs, NO_GROUP) for mine, theirs in zip(groups[len(texts) :], found, strict=True))
        print(f"{kind:28} found {right / COPIES:.3f}, in the group of another article {wrong / COPIES:.3f}")


def measure_originals(texts: dict[str, str], show: int) -> None:
    """Print which originals are grouped with one another."""
    names, own = list(texts), [said(text) for text in texts.values()]
    members: dict[int, list[int]] = {}
    for number, name in enumerate(group(own).tolist()):
        if name != NO_GROUP:
            members.setdefault(name, []).append(number)
    grouped = sum(map(len, members.values()))
    print(f"originals: {grouped} of {len(own)} in {len(members)} groups")
    pairs = [pair for numbers in members.values() for pair in combinations(numbers, 2)]
    for left, right in pairs[:show]:
        print(f"\n{containment(own[left], own[right]):.2f} of {min(len(own[left]), len(own[right]))} shingles")
        for number in (left, right):
            print(f"  {names[number]} {texts[names[number]][:100]!r}")


def measure_growth(texts: Iterable[str], size: int) -> None:
    """Print the processor time for `size` articles of 3 to 16 sentences drawn from the corpus."""
    pool, chance = [sentence for text in texts for sentence in sentences(text) if len(sentence) > 8], random.Random(1)
    made = ["".join(chance.sample(pool, chance.randint(3, 16))) for _ in range(size)]
    start = time.process_time()
    own = [said(text) for text in made]
    middle = time.process_time()
    group(own)
    end = time.process_time()
    print(f"{size} articles: shingles {middle - start:.1f} s, grouping {end - middle:.1f} s of one processor")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure near-duplicates.")
    parser.add_argument("corpus", type=Path, help="JSON Lines with _id and text")
    parser.add_argument("--half", type=int, choices=(0, 1), default=1, help="0 to tune, 1 to report")
    parser.add_argument("--show", type=int, default=0, help="how many pairs of grouped originals to print")
    parser.add_argument("--grow", type=int, nargs="*", default=[], help="sizes to time")
    options = parser.parse_args()
    texts = originals(options.corpus, options.half)
    measure_originals(texts, options.show)
    measure_copies(list(texts.values()))
    for size in options.grow:
        measure_growth(texts.values(), size)


if __name__ == "__main__":
    main()

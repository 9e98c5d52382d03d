"""Articles and vectors that are drawn, not written: as many as a benchmark asks for, the same for the same seed.

Articles are put together from sentences of a BEIR folder or, without one, from the words of the seed page; so terms
are as frequent and as long as in a newspaper, whatever the number of articles. A vector is a mix of rows of one pool,
chosen by the hash of its text, so that nothing is embedded.
"""

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from indexer import analysis
from indexer.articles import Article, Headline, Paragraph
from indexer.model.embedding import FloatArray
from indexer.recipe import Han
from indexer.sentences import width

ROOT = Path(__file__).resolve().parent.parent.parent
PARAGRAPHS = 4
"""Paragraphs of a long article; each is one chunk of the usual recipe."""
# Widths in Chinese characters, as sentences.width counts them.
_PARAGRAPH = 140.0  # at least
_PASSAGE = 40.0  # at least
_LONGEST_CLAUSE = 30.0
_WORDS = 5  # of the seed page in a clause
_PIECE = re.compile(r"[^，。；！？、：,;!?:\n]+")

Draw = Callable[[random.Random], str]
"""Gives the next clause, without a mark behind it."""


def articles(corpus: Path | None, count: int, seed: int) -> Iterator[Article]:
    """Articles of a title and four paragraphs 140 to 170 characters wide, each paragraph a chunk."""
    chance, draw = random.Random(seed), _clauses(corpus)
    for number in range(count):
        paragraphs = [_text(draw, chance, _PARAGRAPH) for _ in range(PARAGRAPHS)]
        yield _article(f"{seed}-{number}", draw(chance), paragraphs)


def passages(corpus: Path | None, count: int, seed: int) -> Iterator[Article]:
    """Articles of one short passage 40 to 70 characters wide, without a title: one chunk an article."""
    chance, draw = random.Random(seed), _clauses(corpus)
    for number in range(count):
        yield _article(f"{seed}-{number}", None, [_text(draw, chance, _PASSAGE)])


def _article(name: str, title: str | None, paragraphs: Sequence[str]) -> Article:
    first = 1 if title is None else 2
    return Article(
        id=f"drawn-{name}",
        source="drawn",
        lines=(1, first + len(paragraphs) - 1),
        title=None if title is None else Headline(title, (1,)),
        paragraphs=tuple(Paragraph(text, (line,)) for line, text in enumerate(paragraphs, first)),
    )


def _text(draw: Draw, chance: random.Random, least: float) -> str:
    """Clauses as one paragraph, until it is wide enough when each mark counts as one."""
    clauses: list[str] = []
    wide = 0.0
    while wide < least:
        clauses.append(draw(chance))
        wide += width(clauses[-1]) + 1
    marks = ["。" if number % 3 == 0 else "，" for number in range(1, len(clauses))]
    return "".join(f"{clause}{mark}" for clause, mark in zip(clauses, [*marks, "。"], strict=True))


def _clauses(corpus: Path | None) -> Draw:
    """Clauses of a corpus, each as often as it stands there; or such of words of the seed page."""
    if corpus is not None:
        known = list(corpus_clauses(corpus))
        if not known:
            raise ValueError(f"{corpus}: no clauses in corpus.jsonl")
        return lambda chance: known[int(chance.random() * len(known))]
    words = seed_words()
    return lambda chance: "".join(chance.choices(words, k=_WORDS))


def corpus_clauses(corpus: Path) -> Iterator[str]:
    """The clauses of a BEIR folder of at most 30 characters' width, in order."""
    with (corpus / "corpus.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            for piece in _PIECE.findall(json.loads(line)["text"]):
                if 1 < width(piece.strip()) <= _LONGEST_CLAUSE:
                    yield piece.strip()


def seed_words() -> list[str]:
    """The words of the seed page of more than one letter, in order, each as often as it stands there."""
    (page,) = (ROOT / "seeds").glob("*.txt")
    found = analysis.terms(page.read_text(encoding="utf-8"), Han.WORDS)
    return [word for word in found if len(word) > 1 and word.isalpha()]


class GivenVectors:
    """An embedder that costs next to nothing: a text's vector is the sum of four rows of a pool, by its hash."""

    name = "given"
    dimension = 384
    _POOL = 4096

    def __init__(self) -> None:
        pool = np.random.default_rng(20250610).standard_normal((self._POOL, self.dimension), np.float32)
        self._pool = pool

    def encode_passages(self, texts: Sequence[str]) -> FloatArray:
        """A unit vector for each text, float32 [n, 384]."""
        digests = b"".join(hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts)
        rows = np.frombuffer(digests, "<u2").reshape(-1, 4) % self._POOL
        mixed = self._pool[rows[:, 0]]
        for column in rows.T[1:]:
            mixed += self._pool[column]
        vectors: FloatArray = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
        return vectors

    def encode_query(self, text: str) -> FloatArray:
        """A unit vector, float32 [384]."""
        vector: FloatArray = self.encode_passages([text])[0]
        return vector

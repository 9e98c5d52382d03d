"""The tokenizer of the bundled model for a quick start: SentencePiece's unigram model in plain Python.

`tokenizers` takes about a second to load these 250,000 pieces; this reads them in a tenth of that and gives the same
ids. The best segmentation is found by dynamic programming (Kudo 2018, "Subword Regularization", section 3.2). No piece
crosses a space, so each word is segmented by itself and remembered.
"""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import numpy as np

from indexer.array_file import write_array
from indexer.model.packed import Vocabulary

PIECES_FILE = "pieces.txt"
SCORES_FILE = "scores.npy"
RULES_FILE = "tokenizer.json"
SPACE = "▁"
UNKNOWN_PENALTY = 10.0
WORDS_REMEMBERED = 1 << 15
LONGEST_REMEMBERED = 32


def write_unigram(vocabulary: Vocabulary, folder: Path) -> None:
    """Write the vocabulary in the form that `Unigram.open` reads fastest."""
    reach: dict[str, int] = {}
    for piece in vocabulary.pieces:
        reach[piece[0]] = max(reach.get(piece[0], 0), len(piece))
    rules = {
        "begin": vocabulary.begin,
        "end": vocabulary.end,
        "unknown": vocabulary.unknown,
        "reach": reach,
        "normalisation": vocabulary.normalisation,
    }
    (folder / RULES_FILE).write_text(json.dumps(rules, ensure_ascii=False), "utf-8")
    (folder / PIECES_FILE).write_text("\n".join(vocabulary.pieces), "utf-8", newline="\n")
    write_array(folder / SCORES_FILE, np.array(vocabulary.scores, np.float64))


class Unigram:
    """Text to token ids.

    `pieces` holds the id of each piece, `scores` its log probability by id, `reach` the length of the longest piece
    that begins with a character, `rewrite` what a character becomes before anything else.
    """

    def __init__(
        self,
        pieces: dict[str, int],
        scores: list[float],
        reach: dict[str, int],
        rewrite: dict[int, str],
        special: tuple[int, int, int],
    ) -> None:
        self.pieces = pieces
        self.scores = scores
        self.reach = reach
        self.rewrite = rewrite
        self.begin, self.end, self.unknown = special
        self.unknown_score = min(scores) - UNKNOWN_PENALTY
        self.longest = max(reach.values())
        self._remembered = lru_cache(WORDS_REMEMBERED)(self._segmented)

    @classmethod
    def open(cls, folder: Path) -> "Unigram":
        """Read the files that `write_unigram` wrote."""
        pieces = (folder / PIECES_FILE).read_text("utf-8").split("\n")
        rules = json.loads((folder / RULES_FILE).read_text("utf-8"))
        return cls(
            dict(zip(pieces, range(len(pieces)), strict=True)),
            np.load(folder / SCORES_FILE).tolist(),
            rules["reach"],
            {ord(character): text for character, text in rules["normalisation"].items()},
            (rules["begin"], rules["end"], rules["unknown"]),
        )

    def encode(self, text: str, limit: int) -> list[int]:
        """The ids of a text between those of its begin and end, cut to `limit` in all."""
        # No token is longer than the longest piece, so what lies beyond cannot be among the first tokens.
        written = self.normalised(text)[: limit * self.longest]
        ids = [self.begin]
        for word in re.findall(f"{SPACE}[^{SPACE}]*", written):
            # A Chinese sentence is one long word that hardly comes again.
            ids.extend(self._remembered(word) if len(word) <= LONGEST_REMEMBERED else self._segmented(word))
            if len(ids) >= limit:
                break
        return [*ids[: limit - 1], self.end]

    def normalised(self, text: str) -> str:
        """The text as it is segmented: compatibility characters folded, composed, each run of spaces one mark."""
        composed = unicodedata.normalize("NFC", text.translate(self.rewrite))
        return re.sub(" +", SPACE, composed if composed.startswith(" ") else f" {composed}")

    def _segmented(self, word: str) -> tuple[int, ...]:
        best = [0.0] + [-np.inf] * len(word)
        steps = [(0, 0)] * (len(word) + 1)
        for start, first in enumerate(word):
            before = best[start]
            for end in range(start + 1, min(start + self.reach.get(first, 0), len(word)) + 1):
                piece = self.pieces.get(word[start:end])
                if piece is not None and before + self.scores[piece] > best[end]:
                    best[end], steps[end] = before + self.scores[piece], (start, piece)
            if before + self.unknown_score > best[start + 1]:
                best[start + 1], steps[start + 1] = before + self.unknown_score, (start, self.unknown)
        return self._walked_back(steps)

    def _walked_back(self, steps: list[tuple[int, int]]) -> tuple[int, ...]:
        ids: list[int] = []
        at = len(steps) - 1
        while at > 0:
            at, piece = steps[at]
            # A run of unknown characters counts as one, as SentencePiece has it.
            if piece != self.unknown or not ids or ids[-1] != self.unknown:
                ids.append(piece)
        return tuple(reversed(ids))

"""Near-duplicates: which articles of a whole index print the same text, as groups.

A group is a text and all the shorter ones that stand in it, such as a dispatch and what other papers made of it; every
member is like the longest one itself, so that no chain of small changes leads from one story to another (daily columns
drift). The longest texts gather their groups first; nothing depends on the order of articles or on their segments, so
that a change can be followed without looking at the rest (indexer/regrouping.py).

Candidates come from an inverted index over a sample, those hashes that are low (mod sampling: Broder 1997; FracMinHash:
Irber et al. 2022), which keeps the containment of a short text in a long one, as MinHash does not. Each text is listed
under the rarest of its sampled shingles only (prefix filtering: Chaudhuri et al. 2006), so that formulas that half the
archive shares lead nowhere. Of each candidate first the samples are compared, then all shingles.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.postings import IntArray, LongArray
from indexer.shingles import Shingles, shared

NO_GROUP = -1
# A caption or notice of fewer shingles says too little to tell a reprint from a formula, unless it is the same word for
# word; of fewer than FEWEST_EQUAL not even then.
FEWEST_SHINGLES, FEWEST_EQUAL = 50, 20
# What must be common. Welcomes, obituaries and notices share up to three quarters by their form alone, so it is four
# fifths; clauses and notices of a few lines even more, so it is nine tenths or 90 shingles; above 400 shingles no form
# reaches that far, and 320 do, or half of a text above 640.
BRIEF_SHARE, BRIEF_ENOUGH = 0.9, 90
SHORT_SHARE, SHORT_ENOUGH = 0.8, 320
LONG_SHARE = 0.5
SAMPLED = 1 / 8
# Chance may take so much from what two samples have in common. A text is listed under so many of its rarest shingles
# that it shares _LEAST of its sample among them with what is like it.
_MARGIN, _LEAST = 0.125, 0.125
LEAST_OF_SAMPLE = LONG_SHARE - _MARGIN
# Ten thousand weather reports must not be compared each with each: a text looks at the NEAREST in length under each
# shingle, and no further after PATIENCE candidates in a row that are not like it.
NEAREST, PATIENCE = 1000, 64


def required(size: int) -> float:
    """How many of its `size` shingles a text must have in common with a longer one to be its near-duplicate."""
    return max(min(BRIEF_SHARE * size, BRIEF_ENOUGH), min(SHORT_SHARE * size, SHORT_ENOUGH), LONG_SHARE * size)


def required_of_sample(size: int, sampled: int) -> float:
    """How many of its `sampled` shingles a text of `size` must have in common with a longer one to be compared."""
    return max(1.0, (required(size) / size - _MARGIN) * sampled)


def sample(text: Shingles, sampled: float = SAMPLED) -> Shingles:
    """The shingles of a text by which its near-duplicates are found: those that are low."""
    highest = np.uint32(sampled * np.iinfo(np.uint32).max)
    part: Shingles = text[: np.searchsorted(text, highest, side="right")]
    return part


def digest(text: Shingles) -> bytes:
    """Equal for equal texts; of equally long ones the lower is taken first."""
    return hashlib.blake2b(text.tobytes(), digest_size=8).digest()


def alike(left: Shingles, right: Shingles) -> bool:
    """Whether one text is a near-duplicate of the other; symmetric."""
    fewer = min(len(left), len(right))
    if fewer < FEWEST_SHINGLES:
        return fewer >= FEWEST_EQUAL and np.array_equal(left, right)
    return shared(left, right) >= required(fewer)


def group(texts: Sequence[Shingles], sampled: float = SAMPLED) -> IntArray:
    """The group of each text, int32 [texts], from 0 by first member; NO_GROUP where nothing is like it."""
    same: dict[bytes, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        if len(text) >= FEWEST_EQUAL:
            same[digest(text)].append(number)
    # Equal texts are taken together; of equally long ones their content alone tells which comes first.
    copies = [numbers for _, numbers in sorted(same.items(), key=lambda item: (-len(texts[item[1][0]]), item[0]))]
    # The brief ones, at the end, are like nothing but their copies.
    long = [texts[numbers[0]] for numbers in copies if len(texts[numbers[0]]) >= FEWEST_SHINGLES]
    hubs = [*_hubs(long, sampled), *range(len(long), len(copies))]
    members: dict[int, list[int]] = defaultdict(list)
    for numbers, hub in zip(copies, hubs, strict=True):
        members[hub] += numbers
    found = sorted(sorted(numbers) for numbers in members.values() if len(numbers) > 1)
    groups = np.full(len(texts), NO_GROUP, np.int32)
    for name, numbers in enumerate(found):
        groups[numbers] = name
    return groups


def _hubs(texts: Sequence[Shingles], sampled: float) -> list[int]:
    """For each of the distinct texts, longest first, the text that gathers it; itself where none does."""
    hubs = [NO_GROUP] * len(texts)
    samples = [sample(text, sampled) for text in texts]
    index = _SampleIndex.of(texts, samples)
    for number, text in enumerate(texts):
        if hubs[number] != NO_GROUP:
            continue
        hubs[number] = number
        failures = 0
        for candidate in index.candidates(number):
            if hubs[candidate] == NO_GROUP:
                least = required_of_sample(len(texts[candidate]), len(samples[candidate]))
                found = shared(samples[number], samples[candidate]) >= least and alike(text, texts[candidate])
                hubs[candidate] = number if found else NO_GROUP
                failures = 0 if found else failures + 1
                if failures == PATIENCE:
                    break
    return hubs


@dataclass(frozen=True, slots=True)
class _SampleIndex:
    """Sampled shingles of texts, and the texts that are listed under each.

    Text t has sampled shingles numbers[starts[t]:starts[t + 1]], rarest first, and is listed under the first
    widths[t] of them. Shingle n lists the texts keys[list_starts[n]:list_starts[n + 1]] - n · texts, ascending.
    """

    numbers: LongArray
    starts: LongArray
    widths: LongArray
    keys: LongArray
    list_starts: LongArray

    @classmethod
    def of(cls, texts: Sequence[Shingles], samples: Sequence[Shingles]) -> "_SampleIndex":
        """List all texts by their samples."""
        lengths = np.array([len(sample) for sample in samples], np.int64)
        values, numbers, counts = np.unique(
            np.concatenate([np.empty(0, np.uint32), *samples]), return_inverse=True, return_counts=True
        )
        owners = np.repeat(np.arange(len(texts)), lengths)
        # Of equally rare ones the lower hash comes first, which says nothing of the order of texts.
        numbers = numbers[np.lexsort((numbers, counts[numbers], owners))]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        widths = np.ceil([(1 + _MARGIN + _LEAST - required(len(text)) / len(text)) for text in texts] * lengths)
        listed = np.arange(len(owners)) - starts[owners] < widths[owners]
        keys = np.sort(numbers[listed] * len(texts) + owners[listed])
        list_starts = np.searchsorted(keys, np.arange(len(values) + 1) * len(texts))
        return cls(numbers, starts, widths.astype(np.int64), keys, list_starts)

    def candidates(self, text: int) -> list[int]:
        """Texts after this one that share enough of what they are listed under with it, those that share most first."""
        mine = self.numbers[self.starts[text] : self.starts[text + 1]]
        bases = mine * len(self.widths)
        first = np.searchsorted(self.keys, bases + text, side="right")
        lengths = np.minimum(self.list_starts[mine + 1] - first, NEAREST)
        within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        found, counts = np.unique(
            self.keys[np.repeat(first, lengths) + within] - np.repeat(bases, lengths), return_counts=True
        )
        shares = counts / self.widths[found]
        enough = counts >= _LEAST * (self.starts[found + 1] - self.starts[found])
        found, shares = found[enough], shares[enough]
        best: list[int] = found[np.lexsort((found, -shares))].tolist()
        return best

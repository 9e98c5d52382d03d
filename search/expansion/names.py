"""Names and words of an index that differ by one character from a Chinese one that it does not say.

The other character sounds the same, or nearly, or looks alike. In a run longer than a name these are looked at: what is
cut as a name and stands in no dictionary, and three characters around one that stands in the whole index beside neither
of its neighbours.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import rjieba

from indexer.ocr.look_alikes import look_alikes
from search.expansion.edits import Frequency
from search.expansion.expansion import Reason
from search.expansion.frequencies import Frequencies
from search.expansion.sounds import near_sound, same_sound

Said = Callable[[str], int]
"""How many chunks of an index say a text exactly."""

LONGEST_NAME = 4
MOST_VARIANTS = 3
# They stand beside everything, and are hardly ever typed wrong, nor for another character.
_PARTICLES = frozenset("的了是在与及给被把这那哪谁什么个几也都就还又没之其者着过吗呢将从对向到很最更")
# So many candidates, the likeliest by their bigrams, are looked for in the texts.
_MOST_LOOKED_FOR = 24


@dataclass(frozen=True, slots=True, order=True)
class Variant:
    """What may be meant: the text with the character `at` exchanged."""

    text: str
    at: int
    reason: Reason


def doubtful(run: str, frequency: Frequency) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Parts of a run of Chinese characters that the index may not say, each with the places that may be wrong in it."""
    if len(run) <= LONGEST_NAME:
        if not all(len(word) > 1 and frequency(word) for word in rjieba.cut(run, False)):
            yield run, tuple(range(len(run)))
        return
    for name in _names(run):
        yield name, tuple(range(len(name)))
    for at in _strangers(run, frequency):
        for start in range(max(0, at - 2), min(at, len(run) - 3) + 1):
            yield run[start : start + 3], (at - start,)


def _strangers(run: str, frequency: Frequency) -> Iterator[int]:
    """Where a character stands that the whole index has beside neither of its neighbours; particles, and words of one
    character between two longer ones, may stand beside anything.
    """
    words = rjieba.cut(run, False)
    ends = accumulate(map(len, words))
    lengths = [0, *map(len, words), 0]
    free = {end - 1 for at, end in enumerate(ends, 1) if lengths[at] == 1 and 1 not in lengths[at - 1 : at + 2 : 2]}
    for at, character in enumerate(run):
        beside = (run[left : left + 2] for left in (at - 1, at) if 0 <= left < len(run) - 1)
        if at not in free and character not in _PARTICLES and not any(map(frequency, beside)):
            yield at


def _names(run: str) -> Iterator[str]:
    """Three or four characters that are a word by how they stand, and in no dictionary."""
    for word in rjieba.cut(run, True):
        if 2 < len(word) <= LONGEST_NAME and len(rjieba.cut(word, False)) > 1:
            yield word


def is_part_of_a_word(variant: Variant) -> bool:
    """Whether the exchanged character is part of a word (苏晓梅), and does not stand beside one (理公司)."""
    end = 0
    for word in rjieba.cut(variant.text, True):
        end += len(word)
        if end > variant.at:
            return len(word) > 1
    return False


def variants(name: str, places: Sequence[int], frequencies: Frequencies, said: Said) -> list[Variant]:
    """What the index says instead of a name that it does not, most frequent first, at most MOST_VARIANTS; what sounds
    only nearly the same is looked for where nothing else is found.
    """
    alike = [_likely(name, at, _alike(name[at]), frequencies) for at in places]
    return _said(alike, said) or _said([_likely(name, at, _nearly_alike(name[at]), frequencies) for at in places], said)


def _said(likely: Iterable[list[tuple[int, Variant]]], said: Said) -> list[Variant]:
    ordered = sorted((-count, variant.text, variant) for of_place in likely for count, variant in of_place)
    counted = ((-said(variant.text), variant.text, variant) for *_, variant in ordered[:_MOST_LOOKED_FOR])
    found = sorted(one for one in counted if one[0])
    return [variant for *_, variant in found[:MOST_VARIANTS]]


def _likely(name: str, at: int, others: Mapping[str, Reason], frequencies: Frequencies) -> list[tuple[int, Variant]]:
    """The name with each of the other characters whose bigrams there the index has, and how often it has the rarer."""
    rarest = dict.fromkeys((other for other in others if other not in _PARTICLES), 0)
    for before, behind in ((name[at - 1 : at], ""), ("", name[at + 1 : at + 2])):
        if before or behind:
            counts = frequencies.of(f"{before}{other}{behind}" for other in rarest)
            rarest = {
                other: min(least or count, count)
                for (other, least), count in zip(rarest.items(), counts, strict=True)
                if count
            }
    return [
        (least, Variant(name[:at] + other + name[at + 1 :], at, others[other]))
        for other, least in rarest.items()
        if least
    ]


def _alike(character: str) -> dict[str, Reason]:
    shapes = dict.fromkeys(look_alikes().get(character, ""), Reason.SHAPE)
    return shapes | dict.fromkeys(same_sound(character), Reason.SOUND)


def _nearly_alike(character: str) -> dict[str, Reason]:
    return dict.fromkeys(near_sound(character), Reason.NEAR_SOUND)

"""Which Chinese characters sound alike, by the readings of pypinyin, tones left out."""

import functools
from collections.abc import Mapping

# What many speakers, and so many typists, do not tell apart.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINALS = (("ing", "in"), ("eng", "en"), ("ang", "an"))
_CHARACTERS = range(0x4E00, 0x9FFF + 1)


def near(syllable: str) -> str:
    """A syllable without the differences that are easily missed (zhang, zang, zan -> zan)."""
    for sharp, flat in _INITIALS:
        if syllable.startswith(sharp):
            syllable = flat + syllable.removeprefix(sharp)
    for sharp, flat in _FINALS:
        if syllable.endswith(sharp):
            syllable = syllable.removesuffix(sharp) + flat
    return syllable


@functools.cache
def _readings() -> Mapping[str, tuple[str, ...]]:
    """The toneless readings of every character: a third of a second when first asked for."""
    from pypinyin import Style, pinyin

    characters = [chr(code) for code in _CHARACTERS]
    read = pinyin(characters, style=Style.NORMAL, heteronym=True)  # of one that has none, itself
    return {character: tuple(readings) for character, readings in zip(characters, read, strict=True)}


@functools.cache
def _by_sound() -> tuple[Mapping[str, frozenset[str]], Mapping[str, frozenset[str]]]:
    """The characters of each syllable, and of each near syllable."""
    exact: dict[str, set[str]] = {}
    nearly: dict[str, set[str]] = {}
    for character, readings in _readings().items():
        for syllable in readings:
            exact.setdefault(syllable, set()).add(character)
            nearly.setdefault(near(syllable), set()).add(character)
    return (
        {syllable: frozenset(characters) for syllable, characters in exact.items()},
        {syllable: frozenset(characters) for syllable, characters in nearly.items()},
    )


def same_sound(character: str) -> frozenset[str]:
    """The other characters that have a reading of this one."""
    exact, _ = _by_sound()
    return frozenset().union(*(exact[syllable] for syllable in _readings().get(character, ()))) - {character}


def near_sound(character: str) -> frozenset[str]:
    """The other characters that have nearly a reading of this one, those that have one among them."""
    _, nearly = _by_sound()
    return frozenset().union(*(nearly[near(syllable)] for syllable in _readings().get(character, ()))) - {character}

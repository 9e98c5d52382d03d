"""Which characters are taken for one another, from the table beside this file."""

import functools
from collections.abc import Mapping
from importlib.resources import files
from itertools import permutations

# Not merely alike: these are confused on newspaper pages over and over, in either direction.
_NOTORIOUS = ("推摊", "未末", "日曰", "已己巳", "士土", "治冶", "侯候", "析折", "兔免", "间问", "天夫")


@functools.cache
def look_alikes() -> Mapping[str, str]:
    """For each character of the table the others that it may stand for."""
    table = files(__package__).joinpath("look_alikes.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            for one, other in permutations(line.split(), 2):
                found.setdefault(one, set()).add(other)
    return {character: "".join(sorted(others)) for character, others in found.items()}


@functools.cache
def notorious() -> frozenset[tuple[str, str]]:
    """Ordered pairs of characters whose confusion needs less evidence than that of others."""
    return frozenset(pair for group in _NOTORIOUS for pair in permutations(group, 2))

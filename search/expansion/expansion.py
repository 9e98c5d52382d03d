"""Expansions: what was also looked for, instead of what or besides, and why; told with every answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from search.terms import Form


class Reason(StrEnum):
    """Why something else is looked for than what was typed."""

    EDIT = "one letter differs"
    SOUND = "same sound"
    NEAR_SOUND = "similar sound"
    SHAPE = "similar shape"
    JOINED = "typed with a space inside"
    DICTIONARY = "a word of the dictionary"
    SYNONYM = "a synonym"


_MISSPELT = (Reason.EDIT, Reason.SOUND, Reason.NEAR_SOUND, Reason.SHAPE)


@dataclass(frozen=True, slots=True)
class Expansion:
    """`of` was typed and `as_` is also looked for, counting `weight` of what `of` itself would."""

    of: str
    as_: str
    reason: Reason
    weight: float


@dataclass(frozen=True, slots=True)
class Meant:
    """An expansion, and what it does to a query: each of `terms` (new ones count once) gets alternatives, and what is
    `dropped` was typed by mistake.
    """

    expansion: Expansion
    terms: tuple[tuple[Form, tuple[Form, ...]], ...]
    dropped: tuple[str, ...] = ()


def told(expansions: Iterable[Expansion]) -> list[str]:
    """The expansions in words for readers, one line for each thing that was typed."""
    by_typed: dict[str, list[Expansion]] = {}
    for expansion in expansions:
        by_typed.setdefault(expansion.of, []).append(expansion)
    return [_line(typed, found) for typed, found in by_typed.items()]


def _line(typed: str, expansions: list[Expansion]) -> str:
    others = ", ".join(
        expansion.as_ if expansion.reason is Reason.DICTIONARY else f"{expansion.as_} ({expansion.reason})"
        for expansion in expansions
    )
    if any(expansion.reason in _MISSPELT for expansion in expansions):
        return f"{typed} is not in this archive; also looked for {others}"
    if all(expansion.reason is Reason.DICTIONARY for expansion in expansions):
        return f"looked for {others} as one word, for the dictionary has it"
    return f"for {typed} also looked for {others}"

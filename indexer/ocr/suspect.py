"""The suspect: a place in an article where something else may have stood on the paper."""

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """How sure a suspicion is. What is LOW is shown to readers only; the others are searched by as well."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What the characters `start`:`end` of a text may be, how sure that is, and why."""

    start: int
    end: int
    may_be: str
    confidence: Confidence
    reason: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """What is printed at `start`:`end` of a part of an article, and what it may be; `lines` are raw lines (1-based).

    `part` is "body" (offsets in Article.body), "title", "kicker" or "subtitle". Words are given whole, what they may be
    in Simplified characters: 推铺, 摊铺.
    """

    part: str
    start: int
    end: int
    printed: str
    may_be: str
    confidence: Confidence
    reason: str
    lines: tuple[int, ...]

    @property
    def is_alias(self) -> bool:
        """Whether it is searched by."""
        return self.confidence is not Confidence.LOW

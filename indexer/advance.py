"""How far a write has come, over all its segments."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Advance:
    """Articles, chunks and windows that were read so far, the windows among them that have their vectors, and how much
    of the bytes of all sources was read, 0 to 1; None where nobody knows.
    """

    articles: int = 0
    chunks: int = 0
    windows: int = 0
    embedded: int = 0
    share: float | None = None

    @property
    def expected(self) -> int | None:
        """How many windows there will be, should the rest be like what was read; None where nobody knows."""
        return round(self.windows / self.share) if self.share else None


Progress = Callable[[Advance], None]
"""Called after each article that is read, and after each batch that is embedded."""

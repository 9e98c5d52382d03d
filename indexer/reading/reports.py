"""What is told of a file that was read: how many articles, what was no article, and every doubt."""

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.reading.identity import Identities
from indexer.reading.newspaper.lines import PageLine

_MOST_DOUBTS = 20


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What became of one file, or one page of a PDF, that could be read. It comes behind its articles."""

    path: str
    articles: int
    furniture: tuple[PageLine, ...] = ()
    unplaced: tuple[PageLine, ...] = ()
    doubts: tuple[str, ...] = ()


class Log:
    """The doubts about one file; of a kind that repeats, the first ones and a count."""

    def __init__(self, doubts: Iterable[str] = ()) -> None:
        self._doubts = list(dict.fromkeys(doubts))
        self._more = 0

    def note(self, doubt: str) -> None:
        """Add a doubt."""
        if len(self._doubts) < _MOST_DOUBTS:
            self._doubts.append(doubt)
        else:
            self._more += 1

    def claim(self, wanted: str, identities: Identities) -> str:
        """The id that an article gets; a doubt when it is not the wanted one."""
        given = identities.claim(wanted)
        if given != wanted:
            self.note(f"the id {wanted!r} is taken; this article is {given!r}")
        return given

    def doubts(self) -> tuple[str, ...]:
        """All of them."""
        return (*self._doubts, f"and {self._more} more doubts of this kind") if self._more else tuple(self._doubts)

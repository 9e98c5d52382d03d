"""Poems printed as one piece: where the titles of the others stand among the verses."""

import re
from collections.abc import Sequence

from indexer.reading.newspaper.numerals import counted
from indexer.reading.newspaper.roles import Marked

_MORE = re.compile(r"[(（]\s*外\s*(?P<more>[一二两三四五六七八九])\s*[首章题]\s*[)）]")
_LONGEST = 8


def titles_within(head: Sequence[Marked], verses: Sequence[Marked]) -> list[int]:
    """Which verses are titles, in order: as many as the head announces (外一首), those apart or shortest first.

    None when no gaps show where stanzas begin.
    """
    announced = next((match for row in head if (match := _MORE.search(row.text))), None)
    if announced is None:
        return []
    begins = [i for i in range(1, len(verses) - 1) if verses[i].row.gap > verses[i + 1].row.gap or _apart(verses, i)]
    likely = sorted((i for i in begins if len(verses[i].text) <= _LONGEST), key=lambda i: _rank(verses, i))
    return sorted(likely[: counted(announced["more"])])


def _apart(verses: Sequence[Marked], index: int) -> bool:
    """Whether a verse stands between gaps wider than the usual ones."""
    usual = min(row.row.gap for row in verses[1:])
    return verses[index].row.gap > usual and verses[index + 1].row.gap > usual


def _rank(verses: Sequence[Marked], index: int) -> tuple[bool, int]:
    return not _apart(verses, index), len(verses[index].text)

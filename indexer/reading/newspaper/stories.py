"""A headline-like line before plain text, with an article open: a section heading of it, or the next article?

No single sign tells. Evidence is weighed: several lines, a gap, length, an article that is complete by its kind, a
paragraph that begins like news, a byline that is not the open article's, and above all other words.
"""

import re
from collections.abc import Sequence

from indexer.reading.newspaper.drafts import Draft, Part
from indexer.reading.newspaper.heads import pairs_of
from indexer.reading.newspaper.roles import Marked, Role

_ENOUGH = 1.5
_WHOLE_KINDS = frozenset({"table", "verse", "weather", "correction", "briefs", "classified", "notice", "background"})
_LENGTHS = ((8, -1.0), (14, -0.5), (18, 0.5), (1000, 1.0))
# Share of common character pairs. Measured on 3,500 halves of one news item and 2,000 neighbours: medians .16 and .02.
_KINSHIP = ((0.02, 2.0), (0.05, 1.0), (0.1, 0.0), (0.18, -1.0), (1.01, -2.0))
_LEAST_PAIRS = 30
_COMPARED = 600
_MOST_ROWS = 20
_NEWS = re.compile(
    r"\d{1,2}\s*[日号](?!均)|[昨今][日天晚晨]|日前|近日|连日来|記者從|记者从|记者获悉|獲悉|获悉|了解到|召开|召開|举行|舉行|发布|發布|印发"
)
_FRONT = 45


def starts_story(draft: Draft, heads: Sequence[Marked], text: Sequence[Marked], usual_gap: int) -> bool:
    """Whether `heads`, with plain `text` below, start a new article behind `draft`."""
    return weight(draft, heads, text, usual_gap) >= _ENOUGH


def weight(draft: Draft, heads: Sequence[Marked], text: Sequence[Marked], usual_gap: int) -> float:
    """The evidence for a new article; what speaks for a section heading counts below nothing."""
    if draft.kind in _WHOLE_KINDS:
        return _ENOUGH
    found = 2.0 if len(heads) > 1 else next(value for limit, value in _LENGTHS if len(heads[0].text) <= limit)
    found += 1.5 if heads[0].row.gap > usual_gap + 1 else 0.0
    found += 3.0 if _is_signed(draft) and text and text[-1].role in (Role.TAIL, Role.CLOSING) else 0.0
    found += 1.0 if text and _NEWS.search(text[0].text[:_FRONT]) else 0.0
    found -= 0.5 if draft.has(Part.SECTION) else 0.0
    return found + _kinship(draft, heads, text)


def _is_signed(draft: Draft) -> bool:
    """Whether the open article has named its people already: what another byline closes is another article."""
    return draft.has(Part.BYLINE, Part.AUTHOR) or any(row.role is Role.LEAD for row in draft.texts[:1])


def _kinship(draft: Draft, heads: Sequence[Marked], text: Sequence[Marked]) -> float:
    """By how many words the text below shares with the open article; too little text tells nothing."""
    below = pairs_of("\n".join(row.text for row in (*heads, *text)))
    above = pairs_of(_ends(draft.texts))
    smaller = min(len(below), len(above))
    if smaller < _LEAST_PAIRS:
        return 0.0
    shared = len(below & above) / smaller
    return next(value for limit, value in _KINSHIP if shared < limit)


def _ends(rows: Sequence[Marked]) -> str:
    """The beginning and the end of a text, where an article says what it is about and what stands nearest."""
    front = _some(rows)
    back = _some(rows[max(len(front), len(rows) - _MOST_ROWS) :][::-1])
    return "\n".join((*front, *back))


def _some(rows: Sequence[Marked]) -> list[str]:
    """The first rows, up to a length that is enough to compare."""
    found: list[str] = []
    for row in rows[:_MOST_ROWS]:
        if sum(map(len, found)) >= _COMPARED:
            break
        found.append(row.text)
    return found

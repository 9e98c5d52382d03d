"""A headline-like line before plain text, with an article open: a section heading of it, or the next article?

Length does not tell. Evidence is weighed: several lines, a gap, an article that is complete by its kind, other words.
"""

from collections.abc import Sequence

from indexer.reading.drafts import Draft, Part
from indexer.reading.heads import pairs_of, share
from indexer.reading.roles import Marked, Role

_ENOUGH = 2.0
_WHOLE_KINDS = frozenset({"table", "verse", "weather", "correction", "briefs", "classified"})
_LONG_HEAD = 18
_FOREIGN, _AKIN = 0.05, 0.16
_LEAST_PAIRS = 30


def starts_story(draft: Draft, heads: Sequence[Marked], text: Sequence[Marked], usual_gap: int) -> bool:
    """Whether `heads`, with plain `text` below, start a new article behind `draft`."""
    return weight(draft, heads, text, usual_gap) >= _ENOUGH


def weight(draft: Draft, heads: Sequence[Marked], text: Sequence[Marked], usual_gap: int) -> float:
    """The evidence for a new article; what speaks for a section heading counts below nothing."""
    if draft.kind in _WHOLE_KINDS:
        return _ENOUGH
    found = 2.0 if len(heads) > 1 else 0.0
    found += 1.5 if heads[0].row.gap > usual_gap + 1 else 0.0
    found += 0.5 if len(heads[-1].text) > _LONG_HEAD else 0.0
    found += 3.0 if _is_signed(draft) and text and text[-1].role in (Role.TAIL, Role.CLOSING) else 0.0
    found -= 1.0 if draft.has(Part.SECTION) else 0.0
    return found + _kinship(draft, heads, text)


def _is_signed(draft: Draft) -> bool:
    """Whether the open article has named its people already: what another byline closes is another article."""
    return draft.has(Part.BYLINE, Part.AUTHOR) or any(row.role is Role.LEAD for row in draft.rows(Part.TEXT))


def _kinship(draft: Draft, heads: Sequence[Marked], text: Sequence[Marked]) -> float:
    pairs = pairs_of("\n".join(row.text for row in (*heads, *text)))
    if len(pairs) < _LEAST_PAIRS:
        return 0.0
    shared = share(pairs, pairs_of(draft.text))
    return 1.0 if shared < _FOREIGN else -1.0 if shared > _AKIN else 0.0

"""Runs of headline-like rows: what follows tells whether a run is a head, a section heading, a label or a sign-off."""

from collections.abc import Sequence

from indexer.reading.newspaper.columns import is_standing_name
from indexer.reading.newspaper.desk import Desk
from indexer.reading.newspaper.drafts import Part
from indexer.reading.newspaper.heads import decks, is_displaced
from indexer.reading.newspaper.roles import PLAIN, Marked, Role
from indexer.reading.newspaper.signatures import signs_as_issuer
from indexer.reading.newspaper.stories import TEXT, run_end

_OPENERS = {
    Role.LEAD: (0.98, "headline before a lead marker"),
    Role.BYLINE: (0.95, "headline before a byline"),
    Role.AUTHOR: (0.9, "headline before its author"),
    Role.DATE: (0.95, "headline before a document date"),
    Role.NUMBER: (0.97, "headline before a document number"),
    Role.JUMP_IN: (0.95, "headline before 上接"),
    Role.RESUMED: (0.95, "headline before 上接"),
    Role.CALL: (0.85, "headline before a salutation"),
    Role.QUESTION: (0.85, "headline before a question"),
    Role.NOTE: (0.85, "headline before an editor's note"),
    Role.VERSE: (0.7, "headline before verses or a list"),
}
_LISTS = {Role.BRIEF: (0.9, "label before briefs"), Role.TABLE: (0.8, "label before a table")}
_SIGNED_KINDS = frozenset({"letter", "notice", "classified", "policy_document"})
_SPEECH = ("“", "「", "『", '"')
_BEGINS = 0.5
_LEAD = 120
_MOST_MARKERS = 5
_LEAST_LIST = 3


def head_end(desk: Desk, start: int) -> int:
    """Where the run of heads that starts here ends. An exclamation is a headline only where text cannot stand."""
    end = run_end(desk.rows, start)
    told = desk.current if desk.untold is None else None
    if told is None or end == start:
        return end
    if desk.rows[start].role is Role.EITHER and desk.rows[start].text.startswith(_SPEECH):
        return start
    begins = desk.role(end) in PLAIN and desk.stories.chance(told, start) >= _BEGINS
    if begins or desk.role(end) in _OPENERS:
        return end
    return next((i for i in range(start, end) if desk.rows[i].role is Role.EITHER), end)


def place_heads(desk: Desk, start: int, end: int) -> None:
    """Put each row of the run `start` to `end` into a draft, or with the unplaced."""
    heads = _sign_first(desk, _give_back(desk, list(desk.rows[start:end]), end))
    following = desk.role(end)
    if heads and _is_sign_off(desk, heads, end):
        _sign(desk, heads)
    elif heads and following in _OPENERS:
        _head(desk, heads, end, *_OPENERS[following])
    elif heads and following in _LISTS:
        _head_of_list(desk, heads, end, *_LISTS[following])
    elif heads and following in PLAIN:
        _head_of_text(desk, heads, start, end)
    elif heads:
        _stray_heads(desk, heads, following)


def _give_back(desk: Desk, heads: list[Marked], end: int) -> list[Marked]:
    """Give a headline that stands behind its own text to that text; the other heads remain."""
    draft = desk.drafts[-1] if desk.drafts else None
    untitled = draft is not None and draft.has(Part.TEXT) and not draft.has(Part.TITLE, Part.CONTINUED, Part.LABEL)
    more = len(heads) > 1 or desk.role(end) in (None, Role.LABEL, Role.LEAD)
    if draft is None or not untitled or not more:
        return heads
    if not is_displaced(heads[0].text, draft.text, "\n".join(row.text for row in _below(desk, end))):
        return heads
    draft.add(Part.TITLE, heads[0])
    draft.closed = True
    return heads[1:]


def _below(desk: Desk, start: int) -> Sequence[Marked]:
    """The running text from `start` on, up to the next head or label; a byline at its end included."""
    end = start
    while desk.role(end) in TEXT or (end == start and desk.role(end) is Role.LEAD):
        end += 1
    return desk.rows[start : end + (desk.role(end) is Role.TAIL)]


def _sign_first(desk: Desk, heads: list[Marked]) -> list[Marked]:
    """Give a first line that signs a notice to that; the headline of the next one remains.

    A line that stands apart from the notice and not from the next line names the issuer of that one.
    """
    draft = desk.current
    if draft is None or desk.untold is not None or draft.kind not in _SIGNED_KINDS or len(heads) < 2:
        return heads
    signs = signs_as_issuer(heads[0].text) and heads[0].row.gap <= heads[1].row.gap
    if signs:
        _sign(desk, heads[:1])
    return heads[1:] if signs else heads


def _is_sign_off(desk: Desk, heads: Sequence[Marked], end: int) -> bool:
    draft = desk.current
    if draft is None or desk.untold is not None:
        return False
    signed = draft.kind != "report" and all(signs_as_issuer(row.text) for row in heads)
    if desk.role(end) is Role.DATE:
        goes_on = desk.role(end + 1) in TEXT
        return signed or (not goes_on and len(heads) == 1 and len(heads[0].text) <= 20)
    if desk.role(end) in PLAIN and draft.kind not in _SIGNED_KINDS:
        return False
    return signed and desk.role(end) not in _OPENERS and desk.role(end) not in _LISTS


def _sign(desk: Desk, heads: Sequence[Marked]) -> None:
    draft = desk.drafts[-1]
    for row in heads:
        draft.add(Part.SIGNATURE, row)


def _head(desk: Desk, heads: Sequence[Marked], end: int, confidence: float, reason: str) -> None:
    draft = desk.untold
    if draft is None or draft.has(Part.TITLE):
        draft = desk.open(confidence, reason)
    for part, row in decks(heads, _front(desk, end)):
        draft.add(part, row)


def _front(desk: Desk, start: int) -> str:
    """How the text below a head begins."""
    texts = (row.text for row in desk.rows[start : start + _MOST_MARKERS] if row.role in TEXT or row.role is Role.LEAD)
    return next(texts, "")[:_LEAD]


def _head_of_list(desk: Desk, heads: Sequence[Marked], end: int, confidence: float, reason: str) -> None:
    """The line above briefs or a table names the column; it is the headline of none of them."""
    if len(heads) > 1:
        _head(desk, heads[:-1], end, confidence, reason)
    draft = desk.untold or desk.open(confidence, reason)
    draft.add(Part.LABEL, heads[-1])


def _head_of_text(desk: Desk, heads: Sequence[Marked], start: int, end: int) -> None:
    draft = desk.current
    if len(heads) == 1 and is_standing_name(heads[0].text) and desk.untold is None:
        _named_block(desk, heads[0], start)
    elif draft is None:
        _head(desk, heads, end, 0.85 if desk.drafts else 0.9, "headline where no article is open")
    elif desk.untold is not None:
        _head(desk, heads, end, 0.7, "headline behind another head")
    elif draft.has(Part.SIGNATURE):
        _head(desk, heads, end, 0.85, "headline behind a sign-off")
    elif (chance := desk.stories.chance(draft, start)) >= _BEGINS:
        _head(desk, heads, end, round(chance, 2), "headline before text that has little to do with the article above")
    else:
        for row in heads:
            draft.add(Part.SECTION, row)


def _named_block(desk: Desk, name: Marked, start: int) -> None:
    """The name of a column above text: a label where that is another article, else a heading."""
    draft = desk.current
    chance = 0.85 if draft is None or draft.has(Part.SIGNATURE) else desk.stories.chance(draft, start)
    if chance >= _BEGINS or draft is None:
        desk.open(round(chance, 2), "name of a column before text").add(Part.LABEL, name)
    else:
        draft.add(Part.SECTION, name)


def _stray_heads(desk: Desk, heads: Sequence[Marked], following: Role | None) -> None:
    """Heads with no text below: they end a cut article, stand in a fresh block, or cannot be placed."""
    draft = desk.current
    if draft is not None and following is Role.JUMP_OUT and desk.untold is None:
        for row in heads:
            draft.add(Part.SECTION, row)
    elif len(heads) >= _LEAST_LIST:
        listed = desk.open(0.5, "short lines where no article is open", "list")
        for row in heads:
            listed.add(Part.TEXT if listed.parts else Part.TITLE, row)
    else:
        desk.unplaced.extend(heads)

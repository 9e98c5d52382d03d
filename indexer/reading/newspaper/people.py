"""Who made an article: the names of its lead marker, bylines and credits together."""

from dataclasses import replace

from indexer.reading.newspaper.bylines import Names, parse_byline
from indexer.reading.newspaper.credits import inline_credit
from indexer.reading.newspaper.drafts import Draft, Part
from indexer.reading.newspaper.leads import find_lead, find_tail
from indexer.reading.newspaper.roles import Marked, Role


def people_of(draft: Draft) -> Names:
    """The people of an article, by what they did."""
    found = Names()
    for part, row in draft.parts:
        found += _people(part, row)
    return replace(found, reporters=(), correspondents=()) if draft.kind == "photo_caption" else found


def names_of(row: Marked) -> frozenset[str]:
    """All names in a byline or in the markers of a line of text."""
    found = _of_text(row)
    if found == Names():
        found = parse_byline(row.text, bare=True) or Names()
    return frozenset((*found.reporters, *found.correspondents, *found.photographers, *found.writers))


def _people(part: Part, row: Marked) -> Names:
    if part in (Part.BYLINE, Part.CREDIT):
        return parse_byline(row.text, bare=True) or Names(writers=(row.text.strip("()（） \u3000"),))
    if part is Part.AUTHOR:
        return parse_byline(row.text) or Names(writers=("".join(row.text.split()),))
    if part is not Part.TEXT:
        return Names()
    return _of_text(row)


def _of_text(row: Marked) -> Names:
    if row.role is Role.LEAD:
        lead = find_lead(row.text)
        return (lead.names if lead else Names()) + (find_tail(row.text) or Names())
    if row.role is Role.CAPTION:
        return inline_credit(row.text) or Names()
    return find_tail(row.text) or Names() if row.role is Role.CLOSING else Names()

"""Cutting a page into drafts of articles: one walk over the classified rows; each row goes to one draft or to none.

Jump lines, tail bylines and sign-offs close an article; lead markers, block bylines, labels and 上接 open one; a run of
headline-like rows is judged by what follows it.
"""

from collections.abc import Callable, Sequence

from indexer.reading.newspaper.desk import Desk
from indexer.reading.newspaper.drafts import Draft, Part
from indexer.reading.newspaper.head_runs import head_end, place_heads
from indexer.reading.newspaper.jumps import inline_jump_out
from indexer.reading.newspaper.labels import label_kind
from indexer.reading.newspaper.leads import find_lead
from indexer.reading.newspaper.people import names_of
from indexer.reading.newspaper.punctuation import ends_with_colon
from indexer.reading.newspaper.roles import PLAIN, Marked, Role
from indexer.reading.newspaper.salutations import is_salutation


def cut(rows: Sequence[Marked]) -> tuple[list[Draft], list[Marked]]:
    """The drafts of a page in order, and the rows that belong to none."""
    desk = Desk(rows)
    index = 0
    while index < len(rows):
        end = head_end(desk, index)
        if end > index:
            place_heads(desk, index, end)
        else:
            end = index + 1
            _HANDLERS.get(rows[index].role, _on_text)(desk, index, rows[index])
        index = end
    return desk.drafts, desk.unplaced


def _on_jump_out(desk: Desk, index: int, row: Marked) -> None:
    desk.close_with(Part.JUMP, index)


def _on_jump_in(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.untold
    if draft is None or draft.has(Part.CONTINUED):
        draft = desk.open(0.9, "上接 without a headline")
    draft.kind = "continuation"
    draft.add(Part.CONTINUED, row)


def _on_resumed(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.untold
    if draft is None or draft.has(Part.CONTINUED):
        draft = desk.open(0.9, "上接 without a headline")
    draft.kind = "continuation"
    _on_text(desk, index, row)


def _on_credit(desk: Desk, index: int, row: Marked) -> None:
    desk.attach(Part.CREDIT, index)


def _on_reference(desk: Desk, index: int, row: Marked) -> None:
    desk.attach(Part.REFERENCE, index)


def _on_tail(desk: Desk, index: int, row: Marked) -> None:
    signed = desk.current.rows(Part.BYLINE, Part.AUTHOR) if desk.current is not None else []
    again = any(names_of(above) == names_of(row) for above in signed)
    desk.close_with(Part.SIGNATURE if again else Part.BYLINE, index)


def _on_end(desk: Desk, index: int, row: Marked) -> None:
    desk.close_with(Part.END, index)


def _on_sign(desk: Desk, index: int, row: Marked) -> None:
    desk.attach(Part.SIGNATURE, index)


def _on_byline(desk: Desk, index: int, row: Marked) -> None:
    if desk.untold is not None:
        desk.untold.add(Part.BYLINE, row)
    elif desk.role(index + 1) in PLAIN or desk.current is None:
        desk.open(0.85, "byline without a headline").add(Part.BYLINE, row)
    else:
        desk.close_with(Part.BYLINE, index)


def _on_author(desk: Desk, index: int, row: Marked) -> None:
    if desk.untold is not None:
        desk.untold.add(Part.AUTHOR, row)
    else:
        desk.close_with(Part.AUTHOR, index)


def _on_lead(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.untold or desk.open(0.85, "lead marker without a headline")
    lead = find_lead(row.text)
    draft.kind = draft.kind or ("wire" if lead and lead.agency else "report")
    draft.add(Part.TEXT, row)
    draft.closed = inline_jump_out(row.text) is not None


def _on_date(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.untold
    if draft is not None:
        draft.add(Part.DATE, row)
    elif desk.current is not None:
        desk.current.add(Part.SIGNATURE, row)
        desk.drafts[-1].closed = True
    else:
        desk.unplaced.append(row)


def _on_number(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.untold or desk.open(0.8, "document number without a headline above")
    draft.kind = draft.kind or "policy_document"
    draft.add(Part.NUMBER, row)


def _on_label(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.untold
    kind = label_kind(row.text) or ""
    if draft is None or not draft.has(Part.LABEL) or draft.has(Part.TITLE):
        draft = desk.open(0.9, "label")
    draft.kind = kind or draft.kind
    draft.add(Part.LABEL, row)


def _on_note(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.untold or desk.open(0.85, "editor's note", "editorial")
    draft.add(Part.LABEL, row)


def _on_heading(desk: Desk, index: int, row: Marked) -> None:
    desk.ready("numbered heading where no article is open").add(Part.SECTION, row)


def _on_brief(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.current
    listed = draft is not None and bool(draft.texts) and ends_with_colon(draft.texts[-1].text)
    if draft is None or not (desk.untold or draft.kind == "briefs" or listed):
        draft = desk.open(0.8, "brief with a bullet")
    if not listed:
        draft.kind = "briefs"
    draft.add(Part.TEXT, row)


def _on_table(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.ready("table rows where no article is open")
    if desk.untold is not None:
        draft.kind = "table"
    draft.add(Part.TEXT, row)


def _on_verse(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.ready("short lines where no article is open")
    if desk.untold is not None:
        draft.kind = draft.kind or "verse"
    draft.add(Part.TEXT, row)


def _on_call(desk: Desk, index: int, row: Marked) -> None:
    if not is_salutation(row.text):
        _on_text(desk, index, row)
        return
    draft = desk.untold or desk.open(0.85, "salutation without a headline")
    draft.kind = draft.kind or "letter"
    draft.add(Part.TEXT, row)


def _on_text(desk: Desk, index: int, row: Marked) -> None:
    draft = desk.ready("text where no article is open")
    draft.add(Part.TEXT, row)
    draft.closed = row.role is Role.CLOSING or inline_jump_out(row.text) is not None


_HANDLERS: dict[Role, Callable[[Desk, int, Marked], None]] = {
    Role.JUMP_OUT: _on_jump_out,
    Role.JUMP_IN: _on_jump_in,
    Role.RESUMED: _on_resumed,
    Role.CREDIT: _on_credit,
    Role.REFERENCE: _on_reference,
    Role.TAIL: _on_tail,
    Role.END: _on_end,
    Role.SIGN: _on_sign,
    Role.BYLINE: _on_byline,
    Role.AUTHOR: _on_author,
    Role.LEAD: _on_lead,
    Role.DATE: _on_date,
    Role.NUMBER: _on_number,
    Role.LABEL: _on_label,
    Role.NOTE: _on_note,
    Role.HEADING: _on_heading,
    Role.BRIEF: _on_brief,
    Role.TABLE: _on_table,
    Role.VERSE: _on_verse,
    Role.CALL: _on_call,
}

"""Cutting a page into drafts of articles: one walk over the classified rows; each row goes to one draft or to none.

A run of headline-like rows is judged by what follows it. Jump lines, tail bylines and sign-offs close an article;
lead markers, block bylines, labels and 上接 open one.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from indexer.reading.drafts import Draft, Part
from indexer.reading.heads import decks, is_displaced, is_signature
from indexer.reading.labels import label_kind
from indexer.reading.leads import find_lead
from indexer.reading.punctuation import ends_with_colon
from indexer.reading.roles import PLAIN, Marked, Role
from indexer.reading.salutations import is_salutation
from indexer.reading.stories import starts_story

_HEADS = frozenset({Role.HEAD, Role.EITHER})
_OPENERS = {
    Role.LEAD: (0.98, "headline before a lead marker"),
    Role.BYLINE: (0.95, "headline before a byline"),
    Role.AUTHOR: (0.9, "headline before its author"),
    Role.DATE: (0.95, "headline before a document date"),
    Role.NUMBER: (0.97, "headline before a document number"),
    Role.JUMP_IN: (0.95, "headline before 上接"),
    Role.CALL: (0.85, "headline before a salutation"),
    Role.QUESTION: (0.85, "headline before a question"),
    Role.VERSE: (0.7, "headline before verses or a list"),
}
_LISTS = {Role.BRIEF: (0.9, "label before briefs"), Role.TABLE: (0.8, "label before a table")}
_TEXT = PLAIN | {Role.QUESTION, Role.CALL, Role.VERSE, Role.TABLE}


def cut(rows: Sequence[Marked]) -> tuple[list[Draft], list[Marked]]:
    """The drafts of a page in order, and the rows that belong to none."""
    cutter = _Cutter(rows)
    cutter.walk()
    return cutter.drafts, cutter.unplaced


class _Cutter:
    def __init__(self, rows: Sequence[Marked]) -> None:
        self.rows = rows
        self.drafts: list[Draft] = []
        self.unplaced: list[Marked] = []
        gaps = Counter(row.row.gap for row in rows)
        self.usual_gap = gaps.most_common(1)[0][0] if gaps else 0
        self.handlers: dict[Role, Callable[[int, Marked], None]] = {
            Role.JUMP_OUT: self.on_jump_out,
            Role.JUMP_IN: self.on_jump_in,
            Role.CREDIT: self.on_credit,
            Role.TAIL: self.on_tail,
            Role.BYLINE: self.on_byline,
            Role.AUTHOR: self.on_author,
            Role.LEAD: self.on_lead,
            Role.DATE: self.on_date,
            Role.NUMBER: self.on_number,
            Role.LABEL: self.on_label,
            Role.HEADING: self.on_heading,
            Role.BRIEF: self.on_brief,
            Role.TABLE: self.on_table,
            Role.VERSE: self.on_verse,
            Role.CALL: self.on_call,
        }

    @property
    def current(self) -> Draft | None:
        """The open draft."""
        return self.drafts[-1] if self.drafts and not self.drafts[-1].closed else None

    @property
    def untold(self) -> Draft | None:
        """The open draft while it has no text."""
        draft = self.current
        return None if draft is None or draft.has(Part.TEXT, Part.SECTION) else draft

    def walk(self) -> None:
        index = 0
        while index < len(self.rows):
            end = self.head_end(index)
            if end > index:
                self.on_heads(index, end)
                index = end
            else:
                row = self.rows[index]
                self.handlers.get(row.role, self.on_text)(index, row)
                index += 1

    def role(self, index: int) -> Role | None:
        return self.rows[index].role if index < len(self.rows) else None

    def open(self, confidence: float, reason: str, kind: str = "") -> Draft:
        self.drafts.append(Draft(confidence, reason, kind))
        return self.drafts[-1]

    def head_end(self, start: int) -> int:
        """Where the run of heads that starts here ends. An exclamation is a headline only where text cannot stand."""
        end = start
        while self.role(end) in _HEADS:
            end += 1
        text_open = self.current is not None and self.untold is None
        if text_open and self.role(end) not in _OPENERS:
            first = next((i for i in range(start, end) if self.rows[i].role is Role.EITHER), end)
            return first
        return end

    def on_heads(self, start: int, end: int) -> None:
        heads = list(self.rows[start:end])
        heads = self.give_back(heads, end)
        following = self.role(end)
        if heads and self.is_sign_off(heads, end):
            self.sign(heads)
        elif heads and following in _OPENERS:
            self.head(heads, *_OPENERS[following])
        elif heads and following in _LISTS:
            self.head_of_list(heads, *_LISTS[following])
        elif heads and following in PLAIN:
            self.head_of_text(heads, start, end)
        elif heads:
            self.stray_heads(heads, following)

    def give_back(self, heads: list[Marked], end: int) -> list[Marked]:
        """Give a headline that stands behind its own text to that text; the other heads remain."""
        draft = self.drafts[-1] if self.drafts else None
        untitled = draft is not None and draft.has(Part.TEXT) and not draft.has(Part.TITLE, Part.CONTINUED, Part.LABEL)
        more = len(heads) > 1 or self.role(end) in (None, Role.LABEL, Role.LEAD)
        if draft is None or not untitled or not more:
            return heads
        if not is_displaced(heads[0].text, draft.text, "\n".join(row.text for row in self.below(end))):
            return heads
        draft.add(Part.TITLE, heads[0])
        draft.closed = True
        return heads[1:]

    def below(self, start: int) -> Sequence[Marked]:
        """The running text from `start` on, up to the next head or label; a byline at its end included."""
        end = start
        while self.role(end) in _TEXT or (end == start and self.role(end) is Role.LEAD):
            end += 1
        return self.rows[start : end + (self.role(end) is Role.TAIL)]

    def is_sign_off(self, heads: Sequence[Marked], end: int) -> bool:
        draft = self.current
        if draft is None or self.untold is not None:
            return False
        signed = all(is_signature(row.text, draft.kind) for row in heads)
        if self.role(end) is Role.DATE:
            goes_on = self.role(end + 1) in _TEXT
            return signed or (not goes_on and len(heads) == 1 and len(heads[0].text) <= 20)
        return signed and self.role(end) not in _OPENERS and self.role(end) not in _LISTS

    def sign(self, heads: Sequence[Marked]) -> None:
        draft = self.drafts[-1]
        for row in heads:
            draft.add(Part.SIGNATURE, row)

    def head(self, heads: Sequence[Marked], confidence: float, reason: str) -> None:
        draft = self.untold
        if draft is None or draft.has(Part.TITLE):
            draft = self.open(confidence, reason)
        for part, row in decks(heads):
            draft.add(part, row)

    def head_of_list(self, heads: Sequence[Marked], confidence: float, reason: str) -> None:
        """The line above briefs or a table names the column; it is the headline of none of them."""
        if len(heads) > 1:
            self.head(heads[:-1], confidence, reason)
        draft = self.untold or self.open(confidence, reason)
        draft.add(Part.LABEL, heads[-1])

    def head_of_text(self, heads: list[Marked], start: int, end: int) -> None:
        draft = self.current
        if draft is None:
            self.head(heads, 0.85 if self.drafts else 0.9, "headline where no article is open")
        elif self.untold is not None:
            self.head(heads, 0.7, "headline behind another head")
        elif draft.has(Part.SIGNATURE):
            self.head(heads, 0.85, "headline behind a sign-off")
        elif starts_story(draft, heads, self.below(end), self.usual_gap):
            self.head(heads, 0.6, "headline before text that has little to do with the article above")
        else:
            for row in heads:
                draft.add(Part.SECTION, row)

    def stray_heads(self, heads: Sequence[Marked], following: Role | None) -> None:
        """Heads with no text below: they end a cut article, stand in a fresh block, or cannot be placed."""
        draft = self.current
        if draft is not None and following is Role.JUMP_OUT and self.untold is None:
            for row in heads:
                draft.add(Part.SECTION, row)
        else:
            self.unplaced.extend(heads)

    def on_jump_out(self, index: int, row: Marked) -> None:
        self.close_with(Part.JUMP, row)

    def close_with(self, part: Part, row: Marked) -> None:
        draft = self.current
        if draft is None or draft.has(part):
            self.unplaced.append(row)
            return
        draft.add(part, row)
        draft.closed = True

    def on_jump_in(self, index: int, row: Marked) -> None:
        draft = self.untold
        if draft is None or draft.has(Part.CONTINUED):
            draft = self.open(0.9, "上接 without a headline")
        draft.kind = "continuation"
        draft.add(Part.CONTINUED, row)

    def on_credit(self, index: int, row: Marked) -> None:
        if self.current is None:
            self.unplaced.append(row)
        else:
            self.current.add(Part.CREDIT, row)

    def on_tail(self, index: int, row: Marked) -> None:
        self.close_with(Part.BYLINE, row)

    def on_byline(self, index: int, row: Marked) -> None:
        if self.untold is not None:
            self.untold.add(Part.BYLINE, row)
        elif self.role(index + 1) in PLAIN or self.current is None:
            self.open(0.85, "byline without a headline").add(Part.BYLINE, row)
        else:
            self.close_with(Part.BYLINE, row)

    def on_author(self, index: int, row: Marked) -> None:
        if self.untold is not None:
            self.untold.add(Part.AUTHOR, row)
        else:
            self.close_with(Part.AUTHOR, row)

    def on_lead(self, index: int, row: Marked) -> None:
        draft = self.untold or self.open(0.85, "lead marker without a headline")
        lead = find_lead(row.text)
        draft.kind = draft.kind or ("wire" if lead and lead.agency else "report")
        draft.add(Part.TEXT, row)

    def on_date(self, index: int, row: Marked) -> None:
        draft = self.untold
        if draft is not None:
            draft.add(Part.DATE, row)
        elif self.current is not None:
            self.current.add(Part.SIGNATURE, row)
            self.drafts[-1].closed = True
        else:
            self.unplaced.append(row)

    def on_number(self, index: int, row: Marked) -> None:
        draft = self.untold or self.open(0.8, "document number without a headline above")
        draft.kind = draft.kind or "policy_document"
        draft.add(Part.NUMBER, row)

    def on_label(self, index: int, row: Marked) -> None:
        draft = self.untold
        kind = label_kind(row.text) or ""
        if draft is None or not draft.has(Part.LABEL) or draft.has(Part.TITLE):
            draft = self.open(0.9, "label")
        draft.kind = kind
        draft.add(Part.LABEL, row)

    def on_heading(self, index: int, row: Marked) -> None:
        self.ready("numbered heading where no article is open").add(Part.SECTION, row)

    def on_brief(self, index: int, row: Marked) -> None:
        draft = self.current
        listed = draft is not None and draft.has(Part.TEXT) and ends_with_colon(draft.text)
        if draft is None or not (self.untold or draft.kind == "briefs" or listed):
            draft = self.open(0.8, "brief with a bullet")
        if not listed:
            draft.kind = "briefs"
        draft.add(Part.TEXT, row)

    def on_table(self, index: int, row: Marked) -> None:
        draft = self.ready("table rows where no article is open")
        if self.untold is not None:
            draft.kind = "table"
        draft.add(Part.TEXT, row)

    def on_verse(self, index: int, row: Marked) -> None:
        draft = self.ready("short lines where no article is open")
        if self.untold is not None:
            draft.kind = draft.kind or "verse"
        draft.add(Part.TEXT, row)

    def on_call(self, index: int, row: Marked) -> None:
        if not is_salutation(row.text):
            self.on_text(index, row)
            return
        draft = self.untold or self.open(0.85, "salutation without a headline")
        draft.kind = draft.kind or "letter"
        draft.add(Part.TEXT, row)

    def on_text(self, index: int, row: Marked) -> None:
        draft = self.ready("text where no article is open")
        draft.add(Part.TEXT, row)
        draft.closed = row.role is Role.CLOSING

    def ready(self, reason: str) -> Draft:
        """The open draft, or a new one that has nothing to show for its start."""
        return self.current or self.open(0.4, reason)

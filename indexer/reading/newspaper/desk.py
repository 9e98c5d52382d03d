"""The desk on which a page is cut: its rows, the drafts made so far, and the rows that belong to none."""

from collections.abc import Sequence

from indexer.reading.newspaper.drafts import Draft, Part
from indexer.reading.newspaper.roles import Marked, Role
from indexer.reading.newspaper.stories import Stories


class Desk:
    """State of one walk over the rows of a page. Every row is put into one draft, or with the unplaced."""

    def __init__(self, rows: Sequence[Marked]) -> None:
        self.rows = rows
        self.drafts: list[Draft] = []
        self.unplaced: list[Marked] = []
        self.stories = Stories(rows)

    @property
    def current(self) -> Draft | None:
        """The open draft."""
        return self.drafts[-1] if self.drafts and not self.drafts[-1].closed else None

    @property
    def untold(self) -> Draft | None:
        """The open draft while it has no text."""
        draft = self.current
        return None if draft is None or draft.has(Part.TEXT, Part.SECTION) else draft

    def role(self, index: int) -> Role | None:
        """The class of a row, None behind the last one."""
        return self.rows[index].role if index < len(self.rows) else None

    def open(self, confidence: float, reason: str, kind: str = "") -> Draft:
        """A new draft; the one before stays as it is."""
        self.drafts.append(Draft(confidence, reason, kind))
        return self.drafts[-1]

    def ready(self, reason: str) -> Draft:
        """The open draft, or a new one that has nothing to show for its start."""
        return self.current or self.open(0.4, reason)

    def close_with(self, part: Part, index: int) -> None:
        """End an article with a row that stands once in it: the open one, or the one that ended just above."""
        draft = self.current or self._just_closed(index)
        if draft is None or draft.has(part):
            self.unplaced.append(self.rows[index])
            return
        draft.add(part, self.rows[index])
        draft.closed = True

    def attach(self, part: Part, index: int) -> None:
        """Add a row to the open article, or to the one that ended just above; the article stays as it is."""
        draft = self.current or self._just_closed(index)
        if draft is None:
            self.unplaced.append(self.rows[index])
        else:
            draft.add(part, self.rows[index])

    def _just_closed(self, index: int) -> Draft | None:
        if not self.drafts or index == 0:
            return None
        return self.drafts[-1] if self.drafts[-1].parts[-1][1] is self.rows[index - 1] else None

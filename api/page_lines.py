"""A page for a person to check: its raw lines at the left, what each was read as at the right.

A line is shown by its beginning and its end, for there a wrong cut or join is seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wcwidth import clip, ljust, width, wrap

from api.page_roles import Printed, printed_on, roles_of
from api.page_view import article_facts, article_head, article_start, doubts, issue_facts
from api.render import BOLD, DIM, PLAIN, Document, one_line
from indexer.reading.newspaper.lines import LINE_BREAK

_NUMBER = 6  # cells of a line number and the spaces beside it
_BETWEEN = " │ "
_LEAST = 60  # cells of a terminal
_READING = 0.45  # of the rest: the right column
_WIDEST_READING = 52
_END = 0.4  # of a clipped line: its end
_DOUBTFUL = 0.5


@dataclass(frozen=True, slots=True)
class Terminal:
    """How many cells a row has, and whether it may be coloured."""

    cells: int
    color: bool

    def styled(self, text: str, style: str) -> str:
        """The text in a style, where that is wanted."""
        return f"{style}{text}{PLAIN}" if self.color and text else text


def lines_text(pages: Sequence[Document], texts: Sequence[str], terminal: Terminal) -> str:
    """Several pages of an issue, each with its raw text."""
    numbers: dict[str, int] = {}
    for page in pages:
        for article in page["articles"]:
            numbers[article["id"]] = len(numbers) + 1
    rows = [
        row
        for page, text in zip(pages, texts, strict=True)
        for row in (*_page(page, printed_on(page, pages, numbers), text, terminal), "")
    ]
    return "\n".join(rows).rstrip()


def _page(page: Document, printed: Sequence[Printed], text: str, terminal: Terminal) -> Iterator[str]:
    yield terminal.styled(one_line(page["source"]), BOLD)
    yield from (one_line(fact.partition("\n")[0]) for fact in issue_facts(page))
    yield _counts(page, printed)
    roles = roles_of(page, printed)
    at: Printed | None = None
    met: set[int] = set()
    for number, raw in enumerate(LINE_BREAK.split(text), 1):
        if not raw.strip():
            continue
        role = roles.get(number)
        if role and role.of and role.of is not at:
            yield from _again(role.of) if role.of.number in met else _head(role.of, terminal)
            met.add(role.of.number)
        at = role.of if role else None
        yield from _row(number, raw, role.text if role else "not accounted for", at, terminal)
    yield ""
    yield from _doubts(page, terminal)


def _row(number: int, raw: str, said: str, of: Printed | None, terminal: Terminal) -> Iterator[str]:
    """One raw line, and beside it as many rows as the reading needs."""
    room = max(terminal.cells, _LEAST) - _NUMBER - len(_BETWEEN)
    right = min(int(room * _READING), _WIDEST_READING)
    left = room - right
    shown = ljust(_clipped(one_line(raw.strip()), left), left)
    pieces = wrap(one_line(f"{of.number} {said}" if of else said), right, subsequent_indent="    ") or [""]
    for place, piece in enumerate(pieces):
        count = terminal.styled(f"{number:>{_NUMBER - 1}} ", DIM) if place == 0 else " " * _NUMBER
        line = (shown if of else terminal.styled(shown, DIM)) if place == 0 else " " * left
        yield f"{count}{line}{_BETWEEN}{piece}".rstrip()


def _clipped(text: str, cells: int) -> str:
    """A text that fits, by its beginning and its end."""
    whole = width(text)
    if whole <= cells:
        return text
    end = int(cells * _END)
    return f"{clip(text, 0, cells - end - 1).rstrip()}…{clip(text, whole - end).lstrip()}"


def _head(one: Printed, terminal: Terminal) -> Iterator[str]:
    """What an article, or the part of one that is printed here, is taken for, and why it starts here."""
    article, part = one.article, one.part
    mark = "?" if article["confidence"] < _DOUBTFUL else "▸"
    yield ""
    yield terminal.styled(one_line(f"{mark} {one.number}  {article['display_title']}"), BOLD)
    if part and part["reason"]:
        said = [f"goes on from page {article['parts'][0]['page']}, score {part['score']:.1f}: {part['reason']}"]
    else:
        said = [article_head(article), article_start(article), *article_facts(article)]
    for row in said:
        for piece in wrap(one_line(row), max(terminal.cells, _LEAST) - _NUMBER, subsequent_indent="  "):
            yield " " * _NUMBER + terminal.styled(piece, DIM)


def _again(one: Printed) -> Iterator[str]:
    yield f"▸ {one.number}  again"


def _counts(page: Document, printed: Sequence[Printed]) -> str:
    counts = [f"{len({one.number for one in printed})} articles", f"{len(page['joins'])} joins"]
    counts += [f"{len(page[name])} lines {name}" for name in ("furniture", "unplaced")]
    return " · ".join([*counts, f"{len(doubts(page))} doubts"])


def _doubts(page: Document, terminal: Terminal) -> Iterator[str]:
    for doubt in doubts(page):
        yield from wrap(one_line(f"doubt: {doubt}"), max(terminal.cells, _LEAST), subsequent_indent="  ")

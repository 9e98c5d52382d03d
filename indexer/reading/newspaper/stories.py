"""Which headline-like lines before plain text begin articles: all such lines of a stretch are judged together.

A stretch goes from the open article to the next row whose class settles the matter (byline, lead marker, jump ...).
At each line either a section follows or the next article begins, and the evidence depends on what the open article is
by then; so all readings are followed, and the chance of a start is its share over them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.reading.newspaper.drafts import Draft, Part
from indexer.reading.newspaper.evidence import Block, Story, chance
from indexer.reading.newspaper.habits import Habits
from indexer.reading.newspaper.people import names_of
from indexer.reading.newspaper.roles import PLAIN, Marked, Role

HEADS = frozenset({Role.HEAD, Role.EITHER})
TEXT = PLAIN | {Role.QUESTION, Role.CALL, Role.VERSE, Role.TABLE}
_CLOSING = frozenset({Role.TAIL, Role.CLOSING, Role.BYLINE})
_WHOLE_KINDS = frozenset({"table", "verse", "weather", "correction", "briefs", "classified", "notice", "background"})
_BEHIND_WHOLE = 0.95
_SIGNED_TWICE = 0.02
_MOST_PATHS = 12
_MOST_BLOCKS = 60


@dataclass(frozen=True, slots=True)
class _Path:
    """A way to read the blocks so far: the article that is open then, and for each block whether it began one."""

    article: Story
    weight: float
    starts: tuple[float, ...] = ()
    first: bool = False


class Stories:
    """The rows of a page, and for runs of heads before plain text the chance that an article begins with them."""

    def __init__(self, rows: Sequence[Marked]) -> None:
        self._rows = rows
        self._habits = Habits(rows)
        self._chances: dict[int, float] = {}

    def chance(self, draft: Draft, start: int) -> float:
        """How likely an article begins with the run of heads at `start`, while `draft` is open.

        0 where no running text stands below the run.
        """
        if start not in self._chances:
            blocks, closing = self._stretch(start)
            for block, value in zip(blocks, self._judge(draft, blocks, closing), strict=True):
                self._chances[block.start] = value
        return self._chances.setdefault(start, 0.0)

    def _stretch(self, start: int) -> tuple[list[Block], Marked | None]:
        rows, blocks = self._rows, list[Block]()
        while len(blocks) < _MOST_BLOCKS:
            end = run_end(rows, start)
            below = text_end(rows, end)
            if end in (start, below) or rows[end].role not in PLAIN:
                break
            blocks.append(Block.of(start, rows[start:end], rows[end:below]))
            start = below
            if rows[below - 1].role is Role.CLOSING:
                return blocks, rows[below - 1]
        return blocks, rows[start] if start < len(rows) else None

    def _judge(self, draft: Draft, blocks: Sequence[Block], closing: Marked | None) -> Sequence[float]:
        paths = [_Path(_story(draft), 1.0, first=True)]
        for block in blocks:
            paths = self._followed(paths, block, draft.kind in _WHOLE_KINDS)
        first, others = _signed_shares(draft, closing)
        shares = [path.weight * (first if path.first else others) for path in paths]
        return _mean([path.starts for path in paths], shares)

    def _followed(self, paths: Sequence[_Path], block: Block, whole: bool) -> list[_Path]:
        """The readings with one block more, the likeliest of them."""
        begins = [
            _BEHIND_WHOLE if whole and path.first else chance(path.article, block, self._habits) for path in paths
        ]
        begun = [path.weight * value for path, value in zip(paths, begins, strict=True)]
        started = _Path(Story.begun(block), sum(begun), (*_mean([path.starts for path in paths], begun), 1.0))
        goes_on = [
            _Path(path.article.with_section(block), path.weight * (1 - value), (*path.starts, 0.0), path.first)
            for path, value in zip(paths, begins, strict=True)
        ]
        return sorted((started, *goes_on), key=lambda path: -path.weight)[:_MOST_PATHS]


def run_end(rows: Sequence[Marked], start: int) -> int:
    """Where the run of headline-like rows that starts here ends."""
    end = start
    while end < len(rows) and rows[end].role in HEADS:
        end += 1
    return end


def text_end(rows: Sequence[Marked], start: int) -> int:
    """Where the running text that starts here ends; what may be a headline ends it."""
    end = start
    while end < len(rows) and rows[end].role in TEXT and rows[end].role is not Role.EITHER:
        end += 1
        if rows[end - 1].role is Role.CLOSING:
            break
    return end


def _mean(values: Sequence[tuple[float, ...]], weights: Sequence[float]) -> tuple[float, ...]:
    total = sum(weights)
    columns = zip(*values, strict=True)
    return tuple(sum(v * w for v, w in zip(column, weights, strict=True)) / total for column in columns)


def _story(draft: Draft) -> Story:
    headings = [row.text for row in draft.rows(Part.SECTION)]
    title = "".join(row.text for row in draft.rows(Part.TITLE))
    return Story.of(title, headings, draft.texts, draft.has(Part.BYLINE, Part.AUTHOR))


def _signed_shares(draft: Draft, closing: Marked | None) -> tuple[float, float]:
    """How much to trust the reading that the open article goes on to the end of the stretch, and all others.

    The same names at its end speak for that reading, other names against it; some of both tell nothing.
    """
    if closing is None or closing.role not in _CLOSING or not _is_signed(draft):
        return 1.0, 1.0
    signed = (*draft.rows(Part.BYLINE, Part.AUTHOR), *draft.texts[:1])
    before, again = frozenset(name for row in signed for name in names_of(row)), names_of(closing)
    if before & again:
        return (1.0, _SIGNED_TWICE) if before == again else (1.0, 1.0)
    return _SIGNED_TWICE, 1.0


def _is_signed(draft: Draft) -> bool:
    """Whether the open article has named its people already: what another byline closes is another article."""
    return draft.has(Part.BYLINE, Part.AUTHOR) or any(row.role is Role.LEAD for row in draft.texts[:1])

"""Photo blocks: a caption with its credit is a document of its own; it does not end what it interrupts."""

import re
from collections.abc import Sequence

from indexer.reading.newspaper.drafts import Draft, Part
from indexer.reading.newspaper.roles import PLAIN, Marked, Role

_LONGEST_CAPTION = 160
_PICTURE = re.compile(r"^[(（▲▼◀▶]?\s*(?:[上下左右大小主]|题|題|本版)?[图圖](?:片|为|為|\s*[①-⑩0-9一二三四五])?")
_CAPTIONS = frozenset({Role.BODY, Role.BROKEN, Role.HEAD, Role.EITHER})
_SURE, _LIKELY = 0.9, 0.7


def take_photos(marked: Sequence[Marked]) -> tuple[list[Draft], tuple[Marked, ...]]:
    """The photo blocks of a page, and the rows without them."""
    drafts: list[Draft] = []
    taken: set[int] = set()
    for index, row in enumerate(marked):
        start = _start(marked, index, taken) if row.role in (Role.CREDIT, Role.CAPTION) else None
        if start is not None:
            drafts.append(_draft(marked[start : index + 1]))
            taken.update(range(start, index + 1))
    return drafts, tuple(row for index, row in enumerate(marked) if index not in taken)


def _start(marked: Sequence[Marked], index: int, taken: set[int]) -> int | None:
    """The first row of the photo block whose credit stands at `index`."""
    caption = index
    if marked[index].role is Role.CREDIT:
        caption = index - 1
        if caption < 0 or caption in taken or not _is_caption(marked[caption]):
            return None
    while caption > 0 and _is_numbered(marked[caption], marked[caption - 1]) and caption - 1 not in taken:
        caption -= 1
    above = caption - 1
    titled = above >= 0 and above not in taken and marked[above].role is Role.HEAD
    return above if titled and _stands_alone(marked, above, index) else caption


def _is_numbered(row: Marked, above: Marked) -> bool:
    """Whether two rows are captions of photos under one credit (图①, 上图, 左图 ...)."""
    return _PICTURE.match(row.text) is not None and _PICTURE.match(above.text) is not None and _is_caption(above)


def _is_caption(row: Marked) -> bool:
    return row.role in _CAPTIONS and len(row.text) <= _LONGEST_CAPTION


def _stands_alone(marked: Sequence[Marked], head: int, credit: int) -> bool:
    """Whether a headline above a caption is the photo's: no running text goes on behind the credit."""
    ended = head == 0 or marked[head - 1].role not in (Role.BROKEN, Role.HEAD)
    return ended and (credit + 1 == len(marked) or marked[credit + 1].role not in PLAIN)


def _draft(rows: Sequence[Marked]) -> Draft:
    credited = rows[-1].role is Role.CREDIT
    draft = Draft(_SURE if credited else _LIKELY, "caption with a photo credit", "photo_caption")
    texts = rows[:-1] if credited else rows
    for index, row in enumerate(texts):
        titled = index == 0 and row.role is Role.HEAD and len(texts) > 1
        draft.add(Part.TITLE if titled else Part.TEXT, row)
    if credited:
        draft.add(Part.CREDIT, rows[-1])
    return draft

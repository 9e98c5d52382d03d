"""What is nobody's to doubt: titles and names in quotation marks, foreign names, the people of the article."""

import re
from collections.abc import Iterable, Iterator

from indexer.sentences import Span

# A few words without the end of a sentence in them are a name; longer quotations are speech.
_SHORT = r"[^{0},，。！？!?;；\n]{{1,15}}"
_MARKS = ("“”", "‘’", "「」", "『』", '""')
_QUOTED = re.compile("|".join((r"《[^《》\n]{1,60}》", *(pair[0] + _SHORT.format(pair) + pair[1] for pair in _MARKS))))
_FOREIGN = re.compile(r"(?<=[·•・‧])[\u4e00-\u9fff]{1,8}|[\u4e00-\u9fff]{1,8}(?=[·•・‧])")
_DOTS = frozenset("·•・‧")


def protected_spans(text: str, people: Iterable[str]) -> Iterator[Span]:
    """Spans of a text in which nothing is suspected, in no order; `people` are names that stand in it."""
    patterns = [_QUOTED, *(re.compile(re.escape(name)) for name in people if name)]
    if not _DOTS.isdisjoint(text):
        patterns.append(_FOREIGN)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield match.span()

"""What is nobody's to doubt: titles and names in quotation marks, foreign names, the people of the article."""

import re
from collections.abc import Iterable, Iterator

from indexer.sentences import Span

# A few words without the end of a sentence in them are a name; longer quotations are speech.
_SHORT = r"[^{0},，。！？!?;；\n]{{1,15}}"
_MARKS = ("“”", "‘’", "「」", "『』", '""')
_PROTECTED = re.compile(
    "|".join(
        (
            r"《[^《》\n]{1,60}》",
            *(pair[0] + _SHORT.format(pair) + pair[1] for pair in _MARKS),
            r"[\u4e00-\u9fff]{1,8}(?:[·•・‧][\u4e00-\u9fff]{1,8})+",
        )
    )
)


def protected_spans(text: str, people: Iterable[str]) -> Iterator[Span]:
    """Spans of a text in which nothing is suspected, in no order; `people` are names that stand in it."""
    for match in _PROTECTED.finditer(text):
        yield match.span()
    for name in people:
        for match in re.finditer(re.escape(name), text) if name else ():
            yield match.span()

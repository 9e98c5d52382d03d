"""Bigrams over a space between Chinese characters: a name set wide (王 音), a headline in two halves.

No term crosses a space, for readers put them between keywords. But a text with a space may be asked for without it:
such bigrams stand in the postings as aliases do, marked, and at half weight.
"""

import re
from collections.abc import Iterator

from indexer.analysis import HAN
from indexer.folding import folded_text
from indexer.ocr.aliases import marked

_OVER_SPACE = re.compile(rf"(?<=([{HAN}]))[^\S\n]+(?=([{HAN}]))")


def joints(text: str) -> Iterator[str]:
    """The marked bigrams over the spaces of a text."""
    for found in _OVER_SPACE.finditer(folded_text(text)):
        yield marked(found.group(1) + found.group(2))

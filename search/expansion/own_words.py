"""Words of a reader's dictionary and synonyms in a query."""

import re
from collections.abc import Collection, Iterator

from search.expansion.word_lists import LONGEST_WORD

_LETTER = re.compile(r"[0-9a-z\u00c0-\u024f]")


def listed(text: str, words: Collection[str]) -> Iterator[str]:
    """Which words a canonical text says, each once, in order; words of scripts with spaces as whole words only."""
    lengths = sorted({len(word) for word in words if len(word) <= LONGEST_WORD}, reverse=True) if words else []
    seen: set[str] = set()
    for start in range(len(text) if words else 0):
        for length in lengths:
            word = text[start : start + length]
            if word in words and word not in seen and _is_whole(text, start, start + len(word)):
                seen.add(word)
                yield word


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit is cut from the next one."""
    return all(
        at in (0, len(text)) or not (_LETTER.match(text[at - 1]) and _LETTER.match(text[at])) for at in (start, end)
    )

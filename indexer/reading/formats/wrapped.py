"""Lines that wrapping made, as one text: a space between words, nothing between Chinese characters."""

import unicodedata
from collections.abc import Iterable


def unwrap(pieces: Iterable[str]) -> str:
    """All pieces as one text."""
    text = ""
    for piece in pieces:
        text = f"{text} {piece}" if text and piece and not (_is_wide(text[-1]) or _is_wide(piece[0])) else text + piece
    return text


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"

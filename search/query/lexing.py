"""Lexing: a query as it was typed into tokens.

Signs of the query language are such only where no sentence has them: a minus, a parenthesis or a field at the beginning
of a word, OR, AND and NOT in capitals by themselves, a quotation that stands free in what does not end as a sentence
does (谁写了《红楼梦》? demands nothing). All else is words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from unicodedata import normalize

from indexer.folding import fold
from search.query.days import dated
from search.query.fields import FIELDS


class Sign(Enum):
    """What a token is."""

    WORD = auto()
    PHRASE = auto()
    PREFIX = auto()
    FIELD = auto()  # its name; the next token is its value
    MINUS = auto()
    NOT = auto()
    AND = auto()
    OR = auto()
    OPEN = auto()
    CLOSE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A token; `text` is a word as typed, a phrase without its quotation marks, a stem, or the name of a field."""

    sign: Sign
    text: str


_QUOTES = {
    '"': '"',
    "＂": "＂",
    "“": "”",
    "„": "“”",
    "「": "」",
    "『": "』",
    "《": "》",
    "«": "»",
    "‘": "’",
    "'": "'",
    "﹁": "﹂",
}
_OPEN, _CLOSE = "(（", ")）"
_MINUS = re.compile(r"[-－](?=[^\s\-－])|[–−](?=[^\s\d\-–−])")
_OPERATORS = {"OR": Sign.OR, "AND": Sign.AND, "NOT": Sign.NOT}
_FIELD = re.compile(r"([^\W\d_]{1,8})[:：](?=\S)")
_PREFIX = re.compile(r"([^\W_]+)[*＊]")
# Of a script without spaces a word is found by its beginning anyhow.
_UNSPACED = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af]")
_DATE = "[0-9０-９〇○零一二三四五六七八九十年月日号號至到今~～.．/／－–—-]"
_UNIT = "[年月日号號至到~～]"
# The spaces of 2025 年 6 月 9 日 are no ends of words.
_SPACED_DATE = re.compile(rf"{_DATE}+(?:(?:(?<={_UNIT})\s+|(?<!{_UNIT})\s+(?={_UNIT})){_DATE}+)+(?=[\s)）]|\Z)")
_LETTER = re.compile(r"\w")
_SENTENCE = re.compile(r"[?？!！。][\"'”’」』]?\s*\Z")


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query in order."""
    at, depth = 0, 0
    quotes = {} if _SENTENCE.search(text) and text.lstrip()[0] not in _QUOTES else _QUOTES
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        if text[at] in _CLOSE and depth:
            depth -= 1
            yield Token(Sign.CLOSE, text[at])
            at += 1
            continue
        token, at = _token(text, at, depth, quotes)
        depth += token.sign is Sign.OPEN
        yield token
        if token.sign is Sign.FIELD and text[at] not in _OPEN:
            value, at = _value(text, at, depth, token.text)
            yield value


def unclosed(text: str) -> str | None:
    """A quotation mark that has no other half, None without one. An apostrophe needs none."""
    for mark, closing in _QUOTES.items():
        alone = text.count(mark) % 2 if mark == closing else text.rfind(mark) > max(map(text.rfind, closing))
        if alone and mark not in "'‘":
            return mark
    return None


def names_before_spaces(found: Iterable[Token]) -> list[str]:
    """The words that would be names of fields, had they no space between the colon and their value."""
    words = [token.text for token in found if token.sign is Sign.WORD]
    return [word for word in words if word[-1] in ":：" and fold(word[:-1]).text in FIELDS]


def unquoted(text: str) -> str:
    """A text without the quotation marks that stand around all of it."""
    ends = _QUOTES.get(text[:1], "")
    inside = text[1:-1]
    is_quotation = len(text) > 2 and text[-1] in ends and not any(mark in inside for mark in (text[0], *ends))
    return inside.strip() if is_quotation and _LETTER.search(inside) else text


def _value(text: str, at: int, depth: int, field: str) -> tuple[Token, int]:
    """The value of a field that begins here, a phrase or a word, and where it ends."""
    date = _SPACED_DATE.match(text, at) if field == "date" else None
    if date and dated(date[0]):
        return Token(Sign.WORD, date[0]), date.end()
    if text[at] in _QUOTES and (quoted := _quotation(text, at, depth)):
        return quoted
    return _word(text, at, depth)


def _token(text: str, at: int, depth: int, quotes: Mapping[str, str]) -> tuple[Token, int]:
    """The token that begins at a place where a word may begin, and where it ends."""
    if text[at] in _OPEN:
        return Token(Sign.OPEN, text[at]), at + 1
    if _MINUS.match(text, at):
        return Token(Sign.MINUS, text[at]), at + 1
    if text[at] in quotes and (quoted := _quotation(text, at, depth)):
        return quoted
    field = _FIELD.match(text, at)
    if field and (name := fold(field[1]).text) in FIELDS:
        return Token(Sign.FIELD, FIELDS[name]), field.end()
    word, end = _word(text, at, depth)
    return Token(_OPERATORS.get(normalize("NFKC", word.text), word.sign), word.text), end


def _word(text: str, at: int, depth: int) -> tuple[Token, int]:
    """The word that begins here, or the beginning of one, and where it ends."""
    end = _end_of_word(text, at, depth)
    word = text[at:end]
    if prefix := _PREFIX.fullmatch(word):
        return Token(Sign.WORD if _UNSPACED.search(word) else Sign.PREFIX, prefix[1]), end
    return Token(Sign.WORD, word), end


def _quotation(text: str, at: int, depth: int) -> tuple[Token, int] | None:
    """A quotation that stands free, and where it ends."""
    end = min((place for mark in _QUOTES[text[at]] if (place := text.find(mark, at + 1)) > 0), default=-1)
    inside = text[at + 1 : end].strip() if end > 0 else ""
    if not _LETTER.search(inside):
        return None
    behind = text[end + 1 : end + 2]
    stands_free = not behind or behind.isspace() or (depth and behind in _CLOSE)
    return (Token(Sign.PHRASE, inside), end + 1) if stands_free else None


def _end_of_word(text: str, at: int, depth: int) -> int:
    """Where a word ends: at a space that no quotation has in it, and in a group at its end."""
    end, balance = at, 0
    while end < len(text) and not text[end].isspace():
        if text[end] in _OPEN:
            balance += 1
        elif text[end] in _CLOSE:
            if depth and not balance:
                break
            balance -= 1
        end = _quotation_end(text, end) if text[end] in _QUOTES and text[end] not in "'" else end + 1
    return end


def _quotation_end(text: str, at: int) -> int:
    """Behind the quotation that opens here, or behind its mark if it is never closed."""
    ends = [place for mark in _QUOTES[text[at]] if (place := text.find(mark, at + 1)) > 0]
    return min(ends, default=at) + 1

"""Parsing: a query as it was typed into what articles are ranked by and what they must fulfil.

    query   = { choice }                          words are wished for, all else is demanded
    choice  = joint { "OR" joint }                one of them: both sides are demanded words then
    joint   = demand { "AND" demand }
    demand  = [ "-" | "NOT" ] ( word | quotation | word "*" | field | "(" query ")" )
    field   = name ":" ( word | quotation | "(" { word | quotation | "-" | "OR" } ")" )

A query without any of these signs is itself. What cannot be read is taken as words, with a note; nothing is an error.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from search.query.conditions import AllOf, AnyOf, Begins, Condition, Not, Query, Says
from search.query.fields import demanded, expected
from search.query.lexing import Sign, Token, names_before_spaces, tokens, unclosed, unquoted

DEEPEST = 20
MOST_CONDITIONS = 64


@dataclass(frozen=True, slots=True)
class _Part:
    """`text` is what is ranked by, `hard` what it demands as it stands, `meant` what it does under an operator."""

    text: str
    hard: Condition | None
    meant: Condition | None
    leaves: int = 1


@dataclass
class _Reader:
    """Reads tokens from left to right."""

    tokens: Sequence[Token]
    at: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def sign(self) -> Sign | None:
        """The sign of the next token, None at the end."""
        return self.tokens[self.at].sign if self.at < len(self.tokens) else None

    @property
    def sign_behind(self) -> Sign | None:
        """The sign of the token behind the next, None at the end."""
        return self.tokens[self.at + 1].sign if self.at + 1 < len(self.tokens) else None

    def take(self) -> Token:
        """The next token."""
        self.at += 1
        return self.tokens[self.at - 1]

    def note(self, text: str) -> None:
        """Say once what was taken otherwise than it may have been meant."""
        if text not in self.notes:
            self.notes.append(text)


_VALUES = (Sign.WORD, Sign.PHRASE, Sign.PREFIX)
_Operand = Callable[[_Reader], _Part]


def parse(text: str) -> Query:
    """Understand a query; never raises. Its text is as typed where it has no condition."""
    reader = _Reader(list(tokens(text)))
    if _depth(reader.tokens) > DEEPEST:
        return Query(text, None, (f"parentheses are nested deeper than {DEEPEST}; the query is taken as words",))
    if mark := unclosed(text):
        reader.note(f"{mark} opens a quotation that is never closed; it is taken as it is")
    for name in names_before_spaces(reader.tokens):
        reader.note(f"{name} with a space behind it is no field but a word; write its value right behind it")
    parts = []
    while reader.sign is not None:
        parts.append(_query(reader))
        if reader.sign is Sign.CLOSE:
            reader.take()
    whole = _sequence(parts)
    if whole.leaves > MOST_CONDITIONS and whole.hard is not None:
        return Query(text, None, (f"the query has more than {MOST_CONDITIONS} conditions; it is taken as words",))
    if whole.hard is None:
        return Query(text, None, tuple(reader.notes))
    return Query(whole.text, whole.hard, tuple(reader.notes))


def _depth(found: Iterable[Token]) -> int:
    depth = deepest = 0
    for token in found:
        depth += (token.sign is Sign.OPEN) - (token.sign is Sign.CLOSE)
        deepest = max(deepest, depth)
    return deepest


def _query(reader: _Reader) -> _Part:
    parts = []
    while reader.sign not in (None, Sign.CLOSE):
        parts.append(_choice(reader))
    return _sequence(parts)


def _choice(reader: _Reader) -> _Part:
    return _chain(reader, Sign.OR, _joint, AnyOf)


def _joint(reader: _Reader) -> _Part:
    return _chain(reader, Sign.AND, _demand, AllOf)


def _chain(reader: _Reader, sign: Sign, operand: _Operand, together: type[AnyOf] | type[AllOf]) -> _Part:
    """Operands between the same operator; a single one is itself."""
    parts = [operand(reader)]
    while reader.sign is sign:
        word = reader.take().text
        if reader.sign in (None, Sign.CLOSE, Sign.OR, Sign.AND):
            reader.note(f"{word} joins two words or groups; with nothing behind it, it is no operator")
            continue
        parts.append(operand(reader))
    meant = [part.meant for part in parts if part.meant is not None]
    if len(parts) == 1 or not meant:
        return parts[0] if len(parts) == 1 else _sequence(parts)
    condition = together(tuple(meant))
    return _Part(_joined(parts, ", "), condition, condition, sum(part.leaves for part in parts))


def _demand(reader: _Reader) -> _Part:
    token = reader.take()
    if token.sign in (Sign.MINUS, Sign.NOT):
        return _negated(reader, token)
    if token.sign is Sign.OPEN:
        return _group(reader)
    if token.sign is Sign.FIELD:
        return _field(reader, token.text)
    if token.sign is Sign.PHRASE:
        said = Says(token.text)
        return _Part(token.text, said, said)
    if token.sign is Sign.PREFIX:
        begun = Begins(token.text)
        return _Part(token.text, begun, begun)
    if token.sign is not Sign.WORD:
        reader.note(f"{token.text} joins two words or groups; with nothing before it, it is no operator")
        return _Part("", None, None, 0)
    return _word(token.text)


def _word(text: str) -> _Part:
    """A word is wished for; what has no letter can be demanded by nothing."""
    return _Part(text, None, Says(_bare(text)) if any(character.isalnum() for character in text) else None)


def _bare(word: str) -> str:
    """A word without the punctuation of a sentence and quotation marks around it; C++ and .NET are whole."""
    return unquoted(word.strip(",;:!?，。；：！？、…").rstrip(".") or word)


def _negated(reader: _Reader, token: Token) -> _Part:
    excludes = True
    while reader.sign in (Sign.MINUS, Sign.NOT):
        reader.take()
        excludes = not excludes
    if reader.sign in (None, Sign.CLOSE, Sign.OR, Sign.AND):
        reader.note(f"{token.text} excludes the word behind it; with nothing there, it is no operator")
        return _Part("", None, None, 0)
    part = _demand(reader)
    if part.meant is None or not excludes:
        return replace(part, hard=part.meant)
    excluded = Not(part.meant)
    return _Part("", excluded, excluded, part.leaves)


def _group(reader: _Reader) -> _Part:
    inside = _query(reader)
    _close(reader)
    return inside


def _close(reader: _Reader) -> None:
    if reader.sign is Sign.CLOSE:
        reader.take()
    else:
        reader.note("a parenthesis is never closed; all behind it is taken as in it")


def _field(reader: _Reader, name: str) -> _Part:
    if reader.sign is Sign.OPEN:
        reader.take()
        return _every_value(reader, name)
    return _value(reader, name)


def _value(reader: _Reader, name: str) -> _Part:
    token = reader.take()
    if token.sign is Sign.PREFIX:
        if name == "title":
            begun = Begins(token.text, in_title=True)
            return _Part(token.text, begun, begun)
        reader.note(f"{name}: takes no *; it is read without")
    whole = token.sign is Sign.PHRASE
    is_as_typed = whole or (name == "date" and token.text.endswith(".."))  # 2024.. is from then on
    condition = demanded(name, token.text if is_as_typed else _bare(token.text), whole)
    if condition is None:
        reader.note(f"{name}: expected {expected(name)}, not {token.text!r}, which is taken as a word")
        return _Part(token.text, None, None, 0)
    return _Part(token.text if name == "title" else "", condition, condition)


def _every_value(reader: _Reader, name: str) -> _Part:
    """A field with a group: one of its values, between which OR may stand, and none that is excluded."""
    parts: list[_Part] = []
    excluded: list[_Part] = []
    while reader.sign not in (None, Sign.CLOSE):
        if reader.sign in _VALUES:
            parts.append(_value(reader, name))
        elif reader.sign in (Sign.MINUS, Sign.NOT) and reader.sign_behind in _VALUES:
            reader.take()
            excluded.append(_value(reader, name))
        elif (word := reader.take()).sign is not Sign.OR:
            reader.note(f"{word.text} has no meaning among the values of {name}:")
    _close(reader)
    meant = tuple(part.meant for part in parts if part.meant is not None)
    barred = tuple(Not(part.meant) for part in excluded if part.meant is not None)
    condition = _all((*((AnyOf(meant),) if meant else ()), *barred))
    return _Part(_joined(parts, ", "), condition, condition, sum(part.leaves for part in (*parts, *excluded)))


def _sequence(parts: Sequence[_Part]) -> _Part:
    hard = tuple(part.hard for part in parts if part.hard is not None)
    meant = tuple(part.meant for part in parts if part.meant is not None)
    return _Part(_joined(parts), _all(hard), _all(meant), sum(part.leaves for part in parts))


def _all(conditions: tuple[Condition, ...]) -> Condition | None:
    if not conditions:
        return None
    return conditions[0] if len(conditions) == 1 else AllOf(conditions)


def _joined(parts: Iterable[_Part], between: str = " ") -> str:
    """The texts to rank by; a comma keeps words apart that are no neighbours in what the reader means."""
    return between.join(part.text for part in parts if part.text)

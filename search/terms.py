"""The terms of a query as the lexical leg takes them: what must be printed, and what may be meant by it."""

from collections import Counter
from collections.abc import Sequence

import msgspec


class Form(msgspec.Struct, frozen=True, gc=False):
    """A term of the index; or, if `exact`, a text that must be said exactly, found as phrases are."""

    text: str
    exact: bool = False


class QueryTerm(msgspec.Struct, frozen=True, gc=False):
    """A term that counts `count` times. A document that has one of the `alternatives` gets at most half of what it
    would get if it had the term itself.
    """

    form: Form
    count: int = 1
    alternatives: tuple[Form, ...] = ()


def plain(terms: Sequence[str]) -> list[QueryTerm]:
    """Terms of the analyser, as often as they occur, without alternatives."""
    return [QueryTerm(Form(term), count) for term, count in Counter(terms).items()]

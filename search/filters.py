"""Filters: what hits must fulfil, given as options beside the query instead of in it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.errors import QueryError
from search.query.conditions import AllOf, AnyOf, Author, Condition, Dated, OnPage, Source
from search.query.days import dated
from search.query.fields import of_kind

_PAGES = re.compile(r"([^-–~]+)[-–~]([^-–~]+)")
_WHOLE = re.compile(r'[“"](.*)[”"]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Filters:
    """Options as they are typed; several values of one are alternatives, all options together must hold.

    `since` and `until` are days, months or years (2025-06-10, 2025-06, 2025), both inclusive. A source or author is
    part of a name, or in quotation marks a whole one. A page is one page or a range (1-4), in quotation marks one page.
    """

    since: str | None = None
    until: str | None = None
    page: Sequence[str] = ()
    source: Sequence[str] = ()
    author: Sequence[str] = ()
    kind: Sequence[str] = ()

    def each(self, change: Callable[[str], str]) -> "Filters":
        """The filters with each value changed."""
        since, until = (value if value is None else change(value) for value in (self.since, self.until))
        several = ([*map(change, values)] for values in (self.page, self.source, self.author, self.kind))
        return Filters(since, until, *several)


def condition_of(filters: Filters) -> Condition | None:
    """The condition that the filters make, None without any. Raises QueryError that says what was expected."""
    wanted = [
        *_dated(filters.since, filters.until),
        *_any("page", filters.page, _on_page),
        *_any("source", filters.source, lambda name: Source(*_name(name))),
        *_any("author", filters.author, lambda name: Author(*_name(name))),
        *_any("kind", filters.kind, of_kind),
    ]
    return AllOf(tuple(wanted)) if len(wanted) > 1 else next(iter(wanted), None)


def quoted(name: str) -> str:
    """The option that means this whole name."""
    return f'"{name}"'


def _dated(since: str | None, until: str | None) -> list[Condition]:
    if since is None and until is None:
        return []
    first = None if since is None else _days("since", since).first
    last = None if until is None else _days("until", until).last
    if first and last and last < first:
        raise QueryError("until", "before-since", f"until {until} lies before since {since}; nothing can be between")
    return [Dated(first, last)]


def _days(field: str, text: str) -> Dated:
    """First and last day of what is typed as a day, a month or a year."""
    found = dated(text)
    if found is None or found.first is None or found.last is None:
        told = f"{field} is {text!r}; expected a date such as 2025-06-10, a month (2025-06) or a year (2025)"
        raise QueryError(field, "no-date", told)
    return found


def _any(field: str, values: Sequence[str], leaf: Callable[[str], Condition]) -> list[Condition]:
    if not all(value.strip() for value in values):
        raise QueryError(field, "empty", f"{field} is empty; give a value, or leave it out")
    leaves = tuple(leaf(value.strip()) for value in values)
    return [] if not leaves else [leaves[0] if len(leaves) == 1 else AnyOf(leaves)]


def _name(value: str) -> tuple[str, bool]:
    whole = _WHOLE.fullmatch(value)
    return (whole[1], True) if whole else (value, False)


def _on_page(value: str) -> OnPage:
    whole, several = _WHOLE.fullmatch(value), _PAGES.fullmatch(value)
    if whole or not several:
        page = whole[1] if whole else value
        return OnPage(page, page)
    return OnPage(several[1], several[2])

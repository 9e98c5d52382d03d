"""Which day is meant where the year or the month is left out: the nearest one, as reporters leave things unsaid."""

import re
from datetime import date
from functools import partial

from indexer.reading.newspaper.calendar_dates import days_between
from indexer.reading.newspaper.date_expressions import Expression

_CLAUSE_END = re.compile(r"[,，。；;！？!?、]")
_FUTURE = re.compile(
    r"[将將](?!军|軍|士|领|領)|[拟擬](?!态)|计划|計劃|计畫|预计|預計|预定|預定|定于|定於|届时|屆時|力争|力爭|争取|爭取|有望|期待"
    r"|(?:施行|实施|實施|执行|執行|生效|起用|启用|截止|报名|報名)$"
)
_DEADLINE = re.compile(r"之?前(?![后後夕])")
_ALONE = re.compile(r"起?\s*[,，]")
_FRONT, _BEHIND = 12, 60  # characters of a clause that may speak of plans
# What a day costs that lies so many days off. A reporter who means next year says 明年.
_PAST, _PAST_OF_PLANS = 1, 4
_AHEAD, _NEXT_YEAR = 2, 8


def nearest_year(text: str, found: Expression, base: date) -> tuple[date, date] | None:
    """The days of a month, or of days of it, in the year that puts them nearest to `base`."""
    spans = (days_in_year(base.year + shift, found) for shift in range(-4, 5))
    cost = partial(_cost, found, base, _is_plan(text, found))
    return min((span for span in spans if span), key=cost, default=None)


def nearest_month(text: str, found: Expression, base: date, days: tuple[int, int]) -> tuple[date, date] | None:
    """These days in the month that puts them nearest to `base`."""
    month = base.year * 12 + base.month - 1
    spans = (days_between((month + step) // 12, ((month + step) % 12 + 1,) * 2, days) for step in (-2, -1, 0, 1, 2))
    cost = partial(_cost, found, base, _is_plan(text, found))
    return min((span for span in spans if span), key=cost, default=None)


def days_in_year(year: int, found: Expression) -> tuple[date, date] | None:
    """The days of an expression in a year; the last of them alone for 截至…底."""
    whole = days_between(year, found.months or (1, 12), found.days, found.last_year)
    return (whole[1], whole[1]) if whole and found.until else whole


def _cost(found: Expression, base: date, plan: bool, span: tuple[date, date]) -> int:
    """How far a span of days lies from the base, by what a reporter would leave unsaid."""
    first, last = span
    if first <= base <= last and not found.counted:
        return 0
    ahead = (last - base).days
    if ahead <= 0:
        return -ahead * (_PAST_OF_PLANS if plan else _PAST)
    far = found.months is not None and last.year > base.year
    return ahead * (1 if plan else _NEXT_YEAR if far else _AHEAD)


def _is_plan(text: str, found: Expression) -> bool:
    """Whether the clause of the date, or the one behind a clause that is only the date, speaks of the future."""
    alone = _ALONE.match(text, found.end)
    end = alone.end() if alone else found.end
    behind = text[end : end + _BEHIND]
    front = text[max(0, found.start - _FRONT) : found.start]
    clause = _CLAUSE_END.split(front)[-1] + _CLAUSE_END.split(behind)[0]
    return (_DEADLINE.match(behind) or _FUTURE.search(clause)) is not None

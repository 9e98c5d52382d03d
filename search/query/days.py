"""Days: what a reader writes behind 日期:, as first and last day.

2025年6月9日  2025-06-09  20250609  二〇二五年六月九日    one day
2025年6月  2025-06  2025                                  a month, a year
2025-06-01..2025-06-30  2025年6月1日至30日  2023-2025     from and to, both inclusive; either may be missing with ..
>=2025-06  <2025                                          from, before
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from indexer.digits import digits
from indexer.folding import fold
from search.query.conditions import Dated

_DAY = re.compile(
    r"(?:(?P<year>\d{4})(?:年|[-/.](?=\d)|\Z))?(?:(?P<month>\d{1,2})(?:月份?|[-/.](?=\d)|\Z))?"
    r"(?:(?P<day>\d{1,2})[日号]?)?"
)
_COMPACT = re.compile(r"((?:1[5-9]|20)\d\d)(\d\d)(\d\d)?")
_YEARS = re.compile(r"(\d{4})年?[-–—](\d{4})年?")
_BETWEEN = re.compile(r"\.\.|~|至|到|–|—|(?<=[日号月年])-")
_COMPARED = re.compile(r"(>=|<=|≥|≤|>|<)(.+)")

_Parts = tuple[int | None, int | None, int | None]


def dated(value: str) -> Dated | None:
    """The days that a value names; None where it names none."""
    text = digits(fold(value)).text.replace(" ", "")
    if compared := _COMPARED.fullmatch(text):
        return _compared(compared[1], _span(_parts(compared[2])))
    if years := _YEARS.fullmatch(text):
        return _range(years[1], years[2])
    sides = _BETWEEN.split(text)
    if len(sides) == 1:
        span = _span(_parts(text))
        return Dated(*span) if span else None
    return _range(*sides) if len(sides) == 2 else None


def _range(left: str, right: str) -> Dated | None:
    """From one day to another; the second says only what differs: 2025年6月1日至30日."""
    first, last = _parts(left), _parts(right)
    if left and right and first and last:
        last = _completed(first, last)
    begins, ends = _span(first), _span(last)
    if (left and not begins) or (right and not ends) or not (left or right):
        return None
    return Dated(begins[0] if begins else None, ends[1] if ends else None)


def _completed(first: _Parts, last: _Parts) -> _Parts:
    year, month, day = last
    if year is None:
        year = first[0]
        if month is None and day is not None and first[2] is not None:
            month = first[1]
        elif month is None and day is not None and first[1] is not None:  # 2025年3月-5
            month, day = day, None
    return year, month, day


def _compared(sign: str, span: tuple[date, date] | None) -> Dated | None:
    if span is None:
        return None
    first, last = span
    if sign in (">=", "≥"):
        return Dated(first, None)
    if sign in ("<=", "≤"):
        return Dated(None, last)
    return Dated(last + timedelta(days=1), None) if sign == ">" else Dated(None, first - timedelta(days=1))


def _parts(text: str) -> _Parts | None:
    """Year, month and day as far as a text names them."""
    if compact := _COMPACT.fullmatch(text):
        return int(compact[1]), int(compact[2]), int(compact[3]) if compact[3] else None
    found = _DAY.fullmatch(text) if text else None
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.group("year", "month", "day"))
    return year, month, day


def _span(parts: _Parts | None) -> tuple[date, date] | None:
    """First and last day of a year, a month or a day; None where the calendar has no such."""
    year, month, day = parts or (None, None, None)
    if year is None or (month is None and day is not None):
        return None
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except (ValueError, IndexError):
        return None
    return first, last

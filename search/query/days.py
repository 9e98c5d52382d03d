"""Days: what a reader writes behind 日期:, as first and last day.

2025年6月9日  2025-06-09  20250609  二〇二五年六月九日    one day
2025年6月  2025-06  2025                                  a month, a year
2025-06-01..2025-06-30  2025年6月1日至30日  2023-2025     from and to, both inclusive; either may be missing with ..
>=2025-06  <2025                                          from, before
"""

import re
from calendar import monthrange
from datetime import date

from indexer.digits import digits
from indexer.folding import fold
from indexer.reading.newspaper.calendar_dates import shifted, written_year
from search.query.conditions import Dated

_DAY = re.compile(
    r"(?:(?P<year>\d{4})(?:年|[-/.](?=\d)|\Z))?(?:(?P<month>\d{1,2})(?:月份?|[-/.](?=\d)|\Z))?"
    r"(?:(?P<day>\d{1,2})[日号]?)?"
)
_COMPACT = re.compile(r"((?:1[5-9]|20)\d\d)(\d\d)(\d\d)?")
_YEARS = re.compile(r"(\d{4})年?[-–—](\d{4})年?")
_BETWEEN = re.compile(r"\.\.|~|至|到|–|—|(?<=[日号月年])-")
_COMPARED = re.compile(r"(>=|<=|≥|≤|>|<)(.+)")

# 2025年3-5月 names the unit once.
_SHARED_UNIT = re.compile(r"(年(?:\d{1,2}月)?)(\d{1,2})(-|~|至|到|–|—)(\d{1,2})([月日号])")
_REPUBLIC = re.compile(r"民国(\d{1,3}|[零〇一二三四五六七八九十百]{1,6}|元)年")
_LONGEST = 60
_AROUND = ",;，。；、"
"""Punctuation that may stand around a value."""

_Parts = tuple[int | None, int | None, int | None]


def dated(value: str) -> Dated | None:
    """The days that a value names; None where it names none."""
    text = _plain(value) if len(value) <= _LONGEST else ""
    if compared := _COMPARED.fullmatch(text):
        return _compared(compared[1], _span(_parts(compared[2])))
    if years := _YEARS.fullmatch(text):
        return _range(years[1], years[2])
    sides = _BETWEEN.split(text)
    if len(sides) == 1:
        span = _span(_parts(text))
        return Dated(*span) if span else None
    return _range(*sides) if len(sides) == 2 else None


def _plain(value: str) -> str:
    """A value in Arabic digits without spaces, each day of it with its units, its years of our era."""
    folded = fold(value).text.strip(_AROUND)
    ours = fold(_REPUBLIC.sub(_of_our_era, folded))
    text = "".join(digits(ours).text.split())
    return _SHARED_UNIT.sub(r"\1\2\5\3\4\5", text).replace("至今", "..")


def _of_our_era(match: re.Match[str]) -> str:
    year = 1 if match[1] == "元" else written_year(match[1])
    return f"{year + 1911}年" if year else match[0]


def _range(left: str, right: str) -> Dated | None:
    """From one day to another; the second says only what differs: 2025年6月1日至30日."""
    first, last = _parts(left), _parts(right)
    if left and right and first and last:
        last = _completed(first, last)
    begins, ends = _span(first), _span(last)
    if (left and not begins) or (right and not ends) or not (left or right):
        return None
    if begins and ends and ends[1] < begins[0]:
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
    beside = shifted(last, 1) if sign == ">" else shifted(first, -1)
    if beside is None:  # beyond the last day that there is
        return None
    return Dated(beside, None) if sign == ">" else Dated(None, beside)


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

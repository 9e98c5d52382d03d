"""What a date in running text means: its first and last day and how they are known, from what stands beside it.

A date that says no year takes it from the date before in its sentence (2023年5月1日开工,8月10日合龙), else the one that
puts it nearest to the day that the text speaks from, rather behind it than ahead, unless the clause speaks of plans.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indexer.kinds import Kind
from indexer.reading.newspaper.calendar_dates import days_between, shifted
from indexer.reading.newspaper.date_expressions import Expression, Precision
from indexer.reading.newspaper.date_finding import expressions
from indexer.reading.newspaper.date_nearness import days_in_year, nearest_month, nearest_year
from indexer.reading.newspaper.date_patterns import TO
from indexer.reading.newspaper.quotations import is_inside, quoted


class DateBasis(StrEnum):
    """How the value of a date is known."""

    EXPLICIT = "explicit"  # its year is written
    CONTEXT = "from the date before"  # year or month stand in the same sentence: 2023年5月1日开工,8月10日合龙
    YEAR_INFERRED = "year inferred"
    MONTH_INFERRED = "month inferred"
    RELATIVE = "relative"  # 昨天, 上周六, 去年3月


@dataclass(frozen=True, slots=True)
class Resolved:
    """An expression with its days."""

    found: Expression
    first: date
    last: date
    basis: DateBasis

    def gives_year(self, link: str) -> bool:
        """Whether a date behind it takes its year: it says one and a part of that, or stands close.

        So it does in 2017年春运从1月13日.
        """
        said = self.basis in (DateBasis.EXPLICIT, DateBasis.CONTEXT) or self.found.year_shift is not None
        return said and (self.found.months is not None or _CLOSE.fullmatch(link) is not None)


_ANOTHER_BASE = frozenset({Kind.POLICY_DOCUMENT, Kind.LETTER, Kind.LITERARY, Kind.VERSE})
_RANGE = re.compile(TO)
_LIST = re.compile(r"\s*[、和及与與]\s*")
_CLOSE = re.compile(r"[^,，、；;]{1,6}")
_TOWARDS = re.compile(r"[^,，、；;]{0,12}[至到]\s?")
_NEWS_DAYS = 7
_STOP = re.compile(r"[。！？!?]")
_REACH = 200  # characters within a sentence


def resolve(text: str, base: date | None, kind: str) -> list[Resolved]:
    """The dates of one paragraph; those with a sign of range between them are one."""
    quotations = quoted(text)
    done: list[Resolved] = []
    for found in expressions(text):
        if found.is_relative and (kind in _ANOTHER_BASE or is_inside(found.start, quotations)):
            continue
        before = _before(done, text, found.start)
        link = text[before.found.end : found.start] if before else ""
        resolver = _Resolver(text, found, base, before, link, kind)
        one = resolver.resolved()
        if one and before and resolver.ranged and before.first <= one.last:
            done[-1] = _range(before, one)
        elif one:
            done.append(one)
    return done


def _before(done: Sequence[Resolved], text: str, start: int) -> Resolved | None:
    """The date before in the same sentence."""
    if not done or start - done[-1].found.end > _REACH:
        return None
    return None if _STOP.search(text, done[-1].found.end, start) else done[-1]


def _range(left: Resolved, right: Resolved) -> Resolved:
    order = list(Precision)
    precision = max(left.found.precision, right.found.precision, key=order.index)
    whole = Expression(left.found.start, right.found.end, precision, months=right.found.months)
    return Resolved(whole, left.first, right.last, left.basis)


@dataclass(frozen=True, slots=True)
class _Resolver:
    """One expression with all that its value hangs on."""

    text: str
    found: Expression
    base: date | None
    before: Resolved | None
    link: str
    kind: str

    @property
    def ranged(self) -> bool:
        """Whether this is the end of a range that is one date."""
        return self.before is not None and _RANGE.fullmatch(self.link) is not None

    @property
    def later(self) -> bool:
        """Whether this is the end of what begins with the date before: 1月13日开始至2月21日结束."""
        return self.ranged or (self.before is not None and _TOWARDS.fullmatch(self.link) is not None)

    @property
    def linked(self) -> bool:
        """Whether this goes on with a range or a list."""
        return self.later or (self.before is not None and _LIST.fullmatch(self.link) is not None)

    def resolved(self) -> Resolved | None:
        """The days that the expression means, with the basis; None when that cannot be known."""
        found = self.found
        if found.year is not None:
            return self._of(DateBasis.EXPLICIT, days_in_year(found.year, found))
        if found.next_year is not None:
            year = self.before.first.year + found.next_year if self.before and self.before.gives_year("") else None
            return self._of(DateBasis.CONTEXT, days_in_year(year, found)) if year else None
        if found.is_relative:
            return self._relative(self.base) if self.base else None
        return self._dated() if found.months else self._lone()

    def _of(self, basis: DateBasis, span: tuple[date, date] | None) -> Resolved | None:
        return Resolved(self.found, *span, basis) if span else None

    def _relative(self, base: date) -> Resolved | None:
        found = self.found
        if found.year_shift is not None:
            return self._of(DateBasis.RELATIVE, days_in_year(base.year + found.year_shift, found))
        if found.month_shift is not None:
            month = base.year * 12 + base.month - 1 + found.month_shift
            return self._of(DateBasis.RELATIVE, days_between(month // 12, (month % 12 + 1,) * 2, found.days))
        if found.week_shift is not None and found.weekdays:
            monday = shifted(base, 7 * found.week_shift - base.weekday())
            first, last = (monday and shifted(monday, number) for number in found.weekdays)
            return self._of(DateBasis.RELATIVE, (first, last) if first and last else None)
        day = shifted(base, found.day_shift or 0)
        if day and found.days and found.days[0] != day.day:  # 昨(13)日 in an issue of the 15th: the number is right
            return self._of(DateBasis.MONTH_INFERRED, nearest_month(self.text, found, base, found.days))
        return self._of(DateBasis.RELATIVE, (day, day) if day else None)

    def _dated(self) -> Resolved | None:
        """A month, with a day or not, without its year: the year of the date before, else the nearest one."""
        nearest = nearest_year(self.text, self.found, self.base) if self.base else None
        if (
            self.before
            and (self.linked or self.before.gives_year(self.link))
            and not self._is_news(nearest, _NEWS_DAYS)
        ):
            year = self.before.first.year
            for span in (days_in_year(year, self.found), days_in_year(year + 1, self.found) if self.later else None):
                if span and span[0] >= self.before.first:
                    return self._of(self._basis_behind(self.before), span)
        return self._of(DateBasis.YEAR_INFERRED, nearest)

    def _lone(self) -> Resolved | None:
        """A day without its month: in that of the date before when it is later than that, else in the nearest one."""
        days, before = self.found.days, self.before
        if days is None:
            return None
        nearest = nearest_month(self.text, self.found, self.base, days) if self.base else None
        if before and before.found.precision in (Precision.DAY, Precision.MONTH) and not self._is_news(nearest, 1):
            month = before.last if before.found.precision is Precision.DAY else before.first
            span = days_between(month.year, (month.month, month.month), days)
            if span and span[0] >= month:
                return self._of(self._basis_behind(before), span)
        return self._of(DateBasis.MONTH_INFERRED, nearest) if self.kind != Kind.POLICY_DOCUMENT else None

    def _is_news(self, span: tuple[date, date] | None, days: int) -> bool:
        """Whether a day is one of the last few: those are what a report speaks of, whatever date stands before."""
        if not span or not self.base or self.linked or self.found.precision is not Precision.DAY:
            return False
        return 0 <= (self.base - span[1]).days <= days

    @staticmethod
    def _basis_behind(before: Resolved) -> DateBasis:
        """A date that takes its year from one is no surer than that."""
        return DateBasis.YEAR_INFERRED if before.basis is DateBasis.YEAR_INFERRED else DateBasis.CONTEXT

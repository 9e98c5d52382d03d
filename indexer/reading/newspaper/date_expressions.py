"""What a date as written says of year, month, week and day; nothing is resolved."""

from dataclasses import dataclass
from enum import StrEnum


class Precision(StrEnum):
    """The unit that a date is given in."""

    DAY = "day"
    WEEK = "week"
    TEN_DAYS = "ten days"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Expression:
    """A date as written, with the offsets of its characters; what it does not say is None.

    `months` and `days` are the first and the last of them; day 0 is the last of the month.
    `year` and `last_year` are written out, `year_shift` (去年 = -1) counts from the year of the base, `next_year`
    (同年 = 0, 次年 = 1) from that of the date before. `day_shift`, `week_shift` and `month_shift` count from the base.
    `counted` is a period that counts up to its end (前三季度), `until` the end of what is named (截至10月底).
    """

    start: int
    end: int
    precision: Precision
    year: int | None = None
    last_year: int | None = None
    year_shift: int | None = None
    next_year: int | None = None
    months: tuple[int, int] | None = None
    days: tuple[int, int] | None = None
    month_shift: int | None = None
    week_shift: int | None = None
    weekdays: tuple[int, int] | None = None
    day_shift: int | None = None
    counted: bool = False
    until: bool = False

    @property
    def is_relative(self) -> bool:
        """Whether words such as 去年, 上周五, 昨天 say it, which mean something else in a quotation."""
        shifts = (self.year_shift, self.month_shift, self.week_shift, self.day_shift)
        return any(shift is not None for shift in shifts)

"""Shares with intervals, and the weeks they are counted by."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import sqrt

from triage.routing import SHANGHAI

Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, with the Wilson 95% interval (Wilson 1927; Brown, Cai & DasGupta 2001); all null of none."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        return round(self.hits / self.of, 4) if self.of else None

    @property
    def low(self) -> float | None:
        return self._bound(-1)

    @property
    def high(self) -> float | None:
        return self._bound(1)

    def _bound(self, side: int) -> float | None:
        if not self.of:
            return None
        n, p = self.of, self.hits / self.of
        middle = p + Z95**2 / (2 * n)
        spread = Z95 * sqrt(p * (1 - p) / n + Z95**2 / (4 * n * n))
        return round(min(max((middle + side * spread) / (1 + Z95**2 / n), 0.0), 1.0), 4)


def monday(moment: datetime) -> date:
    """The first day of a moment's week, in Beijing time."""
    day = moment.astimezone(SHANGHAI).date()
    # the first days of the calendar have no Monday before them
    return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))


def week_name(first: date) -> str:
    """ISO week of its first day: 2026-W48."""
    year, week, _ = first.isocalendar()
    return f"{year:04}-W{week:02}"

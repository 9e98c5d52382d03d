"""What is known of a source from outside its text: from `sources.toml` beside it, or from a command line."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from indexer.errors import SourceError
from indexer.facts import Basis, Fact, Issue
from indexer.reading.newspaper.calendar_dates import FULL_DATE, full_date
from indexer.reading.newspaper.jumps import page_name

FILE_NAME = "sources.toml"
_FACTS = ("paper", "date", "page", "section")
_KEYS = (*_FACTS, "basis")


@dataclass(frozen=True, slots=True)
class Given:
    """Paper, date (ISO 8601), page and section (版名) as somebody states them, and on what basis."""

    paper: str | None = None
    date: str | None = None
    page: str | None = None
    section: str | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class GivenTable:
    """What one `sources.toml` says, by file name, and what is wrong with it. A broken entry spoils no other entry."""

    entries: Mapping[str, Given] = field(default_factory=dict)
    errors: tuple[SourceError, ...] = ()


def read_given(folder: Path) -> GivenTable:
    """The `sources.toml` of a folder; without such a file nothing is given."""
    path = folder / FILE_NAME
    if not path.is_file():
        return GivenTable()
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, RecursionError, tomllib.TOMLDecodeError) as error:
        return GivenTable(errors=(SourceError(path, f"no valid TOML ({error})"),))
    entries: dict[str, Given] = {}
    errors: list[SourceError] = []
    for name, values in table.items():
        try:
            entries[name] = _entry(path, name, values)
        except SourceError as error:
            errors.append(error)
    return GivenTable(entries, tuple(errors))


def _entry(path: Path, name: str, values: object) -> Given:
    if not isinstance(values, dict):
        raise SourceError(path, f"{name!r} must be a table such as [{name!r}], not {type(values).__name__}")
    if Path(name).name != name:
        raise SourceError(
            path, f"[{name!r}] must be the name of a file beside it; say it in the {FILE_NAME} beside that"
        )
    if not (path.parent / name).is_file():
        raise SourceError(path, f"[{name!r}] names a file that is not beside it (a name with a dot needs quotes)")
    unknown = [key for key in values if key not in _KEYS]
    if unknown:
        raise SourceError(path, f"[{name!r}] has an unknown key {unknown[0]!r}; known are {', '.join(_KEYS)}")
    return Given(**{key: _value(path, name, key, value) for key, value in values.items()})


def _value(path: Path, name: str, key: str, value: object) -> str:
    if key == "date":
        day = iso_day(value)
        if day is None:
            raise SourceError(path, f"[{name!r}] {key} must be a date such as 2025-06-10, not {value!r}")
        return day
    if key == "page" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise SourceError(path, f"[{name!r}] {key} must be a text, not {value!r}")
    return value.strip()


def iso_day(value: object) -> str | None:
    """A date or what begins with one (2025-06-10, 20250610, 2025/6/10, 2025年6月10日), as ISO 8601, or None."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return None
    chinese = FULL_DATE.match(value.strip())
    if chinese:
        found = full_date(chinese)
        return found.isoformat() if found else None
    parts = value.strip().replace("/", "-").split("T")[0].split(" ")[0]
    try:
        if parts.count("-") == 2:
            year, month, day = (int(part) for part in parts.split("-"))
            return date(year, month, day).isoformat()
        return date.fromisoformat(parts).isoformat()
    except ValueError:
        return None


def apply_given(issue: Issue, given: Given) -> tuple[Issue, tuple[str, ...]]:
    """`issue` with the given values in place, and a doubt for each that the text or an earlier source contradicts."""
    doubts: list[str] = []
    for name in _FACTS:
        value = getattr(given, name)
        if value is None:
            continue
        found: Fact | None = getattr(issue, name)
        if found is not None and _plain(name, found.value) != _plain(name, value):
            doubts.append(_contradiction(name, value, found))
        issue = replace(issue, **{name: Fact(value, Basis.GIVEN, (given.basis,) if given.basis else ())})
    return issue, tuple(doubts)


def _plain(name: str, value: str) -> str:
    """A value as it is compared: page 01 is page 1, and spaces in a name say nothing."""
    return page_name(value) if name == "page" else "".join(value.split())


def _contradiction(name: str, value: str, found: Fact) -> str:
    return f"given {name} {value}, {found.basis} {found.value}: {'; '.join(found.evidence)}"

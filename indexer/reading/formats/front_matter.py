"""Front matter: the values that stand in YAML (between `---`) or TOML (between `+++`) before a Markdown text."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from indexer.errors import SourceError
from indexer.reading.formats.records import FIELDS
from indexer.reading.newspaper.lines import LINE_BREAK

_MARKS = {"---": "YAML", "+++": "TOML"}
_MOST_CHARACTERS = 16_384  # brackets nested deeper than these allow would exhaust the stack of the parser
_LONGEST = 1000  # lines
_SYNONYMS = {"author": "writers", "authors": "writers", "reporter": "reporters", "newspaper": "paper"}
_TEXTS = ("title", "kicker", "subtitle", "agency", "kind")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Values by our names for them, and how many lines of the file they take."""

    values: dict[str, Any]
    lines: int


def read_front_matter(text: str, path: Path) -> FrontMatter:
    """What stands before the text, if anything does. Raises SourceError for what cannot be understood."""
    lines = LINE_BREAK.split(text, _LONGEST + 2)
    mark = lines[0].rstrip() if lines else ""
    if mark not in _MARKS:
        return FrontMatter({}, 0)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == mark), None)
    if end is None:
        return FrontMatter({}, 0)
    written = "\n".join(lines[1:end])
    if len(written) > _MOST_CHARACTERS:
        raise SourceError(path, f"its front matter has more than {_MOST_CHARACTERS:,} characters")
    values = _parsed(written, _MARKS[mark], path)
    if not isinstance(values, dict):
        return FrontMatter({}, 0)  # a line above a text and one below it
    return FrontMatter(_ours(values), end + 1)


def _parsed(text: str, kind: str, path: Path) -> object:
    if kind == "TOML":
        try:
            return tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise SourceError(path, f"its front matter is no valid TOML ({error})") from error
    import yaml

    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = " ".join(str(getattr(error, "problem", None) or error).split())
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise SourceError(path, f"its front matter is no valid YAML ({said}{where})") from error


def _ours(values: dict[Any, Any]) -> dict[str, Any]:
    """The values that we know, by our names."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        name = str(key).strip().lower()
        name = _SYNONYMS.get(name, name)
        if name in FIELDS and name != "text":
            found[name] = _plain(name, value)
    return found


def _plain(name: str, value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if name in _TEXTS and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value

"""Columns: what is known of each article of a segment, to filter and count by without reading articles."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.articles import Article
from indexer.facts import Fact, Issue
from indexer.folding import fold
from indexer.postings import IntArray, LongArray, spread
from indexer.reading.newspaper.jumps import page_name

NO_DAY = -1
_LONGEST_PAGE = 20
# Between the parts of a name; printed in many ways, and often not at all.
_SEPARATORS = re.compile(r"[\s·•‧∙⋅・]+")


def name_key(name: str) -> str:
    """A name as it is compared: folded, without spaces and middle dots; half a surrogate pair is no character."""
    return _SEPARATORS.sub("", fold(name).text).encode("utf-8", "replace").decode()


def page_key(page: str) -> str:
    """A page as it is compared: 第 ０３ 版 is 3, a08 is A8. What is too long for a page is compared as it is."""
    plain = name_key(page).removeprefix("第").removesuffix("版").upper()
    return page_name(plain) if len(plain) <= _LONGEST_PAGE else plain


@dataclass(frozen=True, slots=True)
class Labels:
    """Names of one sort, such as papers, and which articles have them.

    Article a has the names codes[starts[a]:starts[a + 1]] (starts int64 [articles + 1], codes int32), each once; none
    where it is unknown. `names` uint8 is UTF-8, a line a name: its key, a tab, and itself as it was first printed.
    """

    starts: LongArray
    codes: IntArray
    names: NDArray[np.uint8]

    @classmethod
    def of(cls, starts: LongArray, codes: IntArray, names: Mapping[str, str]) -> "Labels":
        """Labels with these names, in the order of their codes, by key."""
        lines = "".join(f"{key}\t{printed}\n" for key, printed in names.items())
        return cls(starts, codes, np.frombuffer(lines.encode("utf-8", "replace"), np.uint8))

    def kept(self, articles: LongArray) -> "Labels":
        """The names of these ascending articles alone."""
        counts = np.diff(self.starts)[articles]
        used, codes = np.unique(self.codes[spread(self.starts, articles)], return_inverse=True)
        lines = self.names.tobytes().split(b"\n")
        return Labels(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            codes.astype(np.int32),
            np.frombuffer(b"".join(lines[code] + b"\n" for code in used.tolist()), np.uint8),
        )

    def listed(self) -> list[tuple[str, str]]:
        """The key of each name and the name as printed, by code."""
        lines = self.names.tobytes().decode().split("\n")[:-1]
        return [(key, printed) for key, _, printed in (line.partition("\t") for line in lines)]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is known of the articles of a segment.

    `days` int32 [articles]: the day of the issue as proleptic ordinal (date.toordinal), NO_DAY where it is not known.
    Readers give whole days or nothing; anything else that an article may bring as its date is no day.
    """

    days: IntArray
    papers: Labels
    pages: Labels
    kinds: Labels
    people: Labels

    def kept(self, articles: LongArray) -> "Columns":
        """The columns of these ascending articles alone."""
        return Columns(self.days[articles], **{name: getattr(self, name).kept(articles) for name in LABELS})


def united_names(parts: Sequence[Labels]) -> tuple[dict[str, str], list[IntArray]]:
    """The names of several parts by key, each as it was printed first, and the codes of each part among them."""
    listed = [labels.listed() for labels in parts]
    names: dict[str, str] = {}
    for key, printed in chain.from_iterable(listed):
        names.setdefault(key, printed)
    numbers = {key: number for number, key in enumerate(names)}
    renumbered = (np.array([numbers[key] for key, _ in of_part], np.int32) for of_part in listed)
    return names, [codes[labels.codes] for codes, labels in zip(renumbered, parts, strict=True)]


class Known(NamedTuple):
    """What columns tell of an article."""

    issue: Issue
    kind: str
    people: tuple[str, ...]

    @classmethod
    def of(cls, article: Article) -> "Known":
        """What is known of an article, without the article."""
        return cls(article.issue, article.kind, article.people)


def columns_of(articles: Sequence[Known]) -> Columns:
    """The columns of articles, in memory."""
    return Columns(
        days=np.array([_day(known.issue.date) for known in articles], np.int32),
        papers=_labels((_value(known.issue.paper) for known in articles), name_key),
        pages=_labels((_value(known.issue.page) for known in articles), page_key),
        kinds=_labels(((known.kind,) for known in articles), name_key),
        people=_labels((known.people for known in articles), name_key),
    )


def column_arrays(columns: Columns) -> dict[str, np.ndarray]:
    """The columns as arrays."""
    parts = {f"{name}_{part}": getattr(getattr(columns, name), part) for name in LABELS for part in Labels.__slots__}
    return {"days": columns.days, **parts}


def open_columns(arrays: Mapping[str, np.ndarray]) -> Columns:
    """Written columns; `arrays` are those of the segment."""
    labels = {name: Labels(*(arrays[f"{name}_{part}"] for part in Labels.__slots__)) for name in LABELS}
    return Columns(days=arrays["days"], **labels)


LABELS = ("papers", "pages", "kinds", "people")


def _day(known: Fact | None) -> int:
    try:
        return date.fromisoformat(known.value).toordinal() if known else NO_DAY
    except ValueError:
        return NO_DAY


def _value(known: Fact | None) -> tuple[str, ...]:
    return (known.value,) if known else ()


def _labels(of_articles: Iterable[Iterable[str]], key_of: Callable[[str], str]) -> Labels:
    known_key = functools.cache(key_of)
    numbers: dict[str, int] = {}
    known: dict[str, str] = {}
    codes: list[int] = []
    starts = [0]
    for names in of_articles:
        printed: dict[str, str] = {}
        for name in names:
            printed.setdefault(known_key(name), " ".join(name.split()))
        for key in filter(None, printed):
            known.setdefault(key, printed[key])
            codes.append(numbers.setdefault(key, len(numbers)))
        starts.append(len(codes))
    return Labels.of(np.array(starts, np.int64), np.array(codes, np.int32), known)

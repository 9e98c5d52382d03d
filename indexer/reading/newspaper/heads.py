"""Heads: which line of a run is kicker 引题, title 主题 and subtitle 副题, and whose head it is."""

import re
from collections.abc import Iterable, Sequence

from indexer.reading.newspaper.drafts import Part
from indexer.reading.newspaper.labels import is_column_name
from indexer.reading.newspaper.roles import Marked

_KICKER_END = re.compile(r"(?:强调|強調|指出|要求|表示|提出|主张|宣布|时|時|之际|[:：]|——)$")
_SUBTITLE_START = re.compile(r"^(?:——|—|──|－－|--)")
_PRESIDING = re.compile(r"(?:主持|出席|参加|參加|讲话|講話|陪同)(?:会议|并讲话|會議)?$")
_SHORT = 24
_COLUMN_NAME = re.compile(r"^[\u4e00-\u9fff]{2,5}$")
_ISSUER = re.compile(
    r"(?:办公室|办公厅|辦公室|委员会|委員會|管委会|政府|人大常委会|[局厅廳部院会會司处處署团團]|公司|中心|集团|協會|协会|大学|學校|学校|编辑部|報社|报社|研究所|公所|支队|街道|村委会|居委会)$"
)
_READER = re.compile(
    r"^(?:读者|讀者|一?[名位]?(?:读者|市民|居民|家长|村民|乘客|业主|患者)|市民|居民|家长|[\u4e00-\u9fff]{2,10}(?:读者|市民|居民|村民|业主))[\s:：]?\s*[\u4e00-\u9fff·]{0,6}$"
)
_PLACE_AND_NAME = re.compile(r"^[\u4e00-\u9fff0-9]{2,14}\s+[\u4e00-\u9fff]{2,4}$")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]{2,}")


def decks(rows: Sequence[Marked]) -> list[tuple[Part, Marked]]:
    """Each line of a head with its part, in order."""
    title = _title_index(rows)
    return [
        (Part.KICKER if index < title else Part.TITLE if index == title else Part.SUBTITLE, row)
        for index, row in enumerate(rows)
    ]


def _title_index(rows: Sequence[Marked]) -> int:
    last = len(rows) - 1
    index = 0
    while index < last and (_KICKER_END.search(rows[index].text) or is_column_name(rows[index].text)):
        index += 1
    if index or not last:
        return index
    below = rows[1].text
    if last == 1:
        return int(_is_column_above(rows[0].text, below))
    return 0 if _SUBTITLE_START.match(below) or _PRESIDING.search(below) or rows[1].text.count(" ") else 1


def _is_column_above(text: str, below: str) -> bool:
    """Whether the first of two lines names a column (微议, 回音壁): very short, and the line below no subtitle."""
    longer = 2 * len(below) >= 3 * len(text)
    return longer and _COLUMN_NAME.match(text) is not None and not _SUBTITLE_START.match(below)


def is_signature(text: str, kind: str) -> bool:
    """Whether a short line after a body signs it: an issuing body, a reader, in a letter also a place and a name."""
    if len(text) > _SHORT:
        return False
    if kind == "letter" and _PLACE_AND_NAME.match(text):
        return True
    return _READER.match(text) is not None or (kind != "report" and _ISSUER.search(text) is not None)


def pairs_of(text: str) -> frozenset[str]:
    """The pairs of neighbouring Chinese characters of a text."""
    return frozenset(run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1))


def share(part: frozenset[str], whole: Iterable[str]) -> float:
    """How much of `part` is in `whole`."""
    return len(part.intersection(whole)) / len(part) if part else 0.0


def is_displaced(head: str, above: str, below: str) -> bool:
    """Whether a headline belongs to the text above it: it shares its words with that and not with the text below."""
    pairs = pairs_of(head)
    up, down = share(pairs, pairs_of(above)), share(pairs, pairs_of(below))
    return up >= 0.25 and up > 2 * down

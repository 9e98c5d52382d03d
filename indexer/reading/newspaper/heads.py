"""Heads: which line of a run is kicker 引题, title 主题 and subtitle 副题, and whose head it is."""

import re
from collections.abc import Sequence

from indexer.reading.newspaper.cohesion import Terms, pairs_of, share, telling
from indexer.reading.newspaper.columns import is_column_name
from indexer.reading.newspaper.drafts import Part
from indexer.reading.newspaper.roles import Marked
from indexer.reading.newspaper.signatures import signs_as_issuer

_KICKER_END = re.compile(r"(?:强调|強調|指出|要求|表示|提出|主张|宣布|时|時|之际|[:：]|——)$")
_SUBTITLE_START = re.compile(r"^(?:——|—|──|－－|--)")
_PRESIDING = re.compile(r"(?:主持|出席|参加|參加|讲话|講話|陪同)(?:会议|并讲话|會議)?$")
_DETAIL = re.compile(
    r"^(?:(?:[前今去昨明本上下每][\d一二三四五六七八九十两]*|[\d一二三四五六七八九十两]+)[年月日周週季天]|[上下]半年|近日|首[季日])[^，]|[\d.]+\s*[%％]|百分之|[:：]"
    r"|第\s*[\d一二三四五六七八九十百]+\s*[届屆轮輪次场場期]\S{0,4}$|占比"
)
_ANNOUNCING = re.compile(
    r"[局委办府会院厅部处司市县区镇辦會廳處縣區](?:昨[日天晚]?|今[日天]|日前|近日)?(?:正式|联合)?(?:发布|發布|召开|召開|出台|推出|公布|通报|举行|舉行|部署|印发)"
)
_GOES_ON = re.compile(r"[暨和与與及的在把将將为為]$")
_VOICE = re.compile(
    r"^[“「『][^”」』]+[”」』]$|^[\u4e00-\u9fff]{2,6}[:：]"
    r"|^(?:记者|記者|业者|業者|市民|居民|村民|街坊|网友|網友|专家|專家|家长|家長|学者|學者|官员|官員|全[市国國省])"
)
_MUCH = 0.45
_TOLD = 0.4
_SHORTEST_LINE = 4
_ROOM = 19
_ROOM_BELOW_KICKER = 14
_NOTICE = re.compile(r"(?:公告|通告|通知|公示|启事|啟事|声明|聲明)$")
_COLUMN_NAME = re.compile(r"^[\u4e00-\u9fff]{2,5}$")


def decks(rows: Sequence[Marked], front: str = "") -> list[tuple[Part, Marked]]:
    """Each line of a head with its part, in order. `front`: how the text below begins, which the title tells first."""
    title = _title_index(rows, telling(front))
    whole = title + 1 < len(rows) and _is_one_title(rows[title].text, rows[title + 1].text, title > 0)
    return [
        (Part.KICKER if index < title else Part.TITLE if index <= title + whole else Part.SUBTITLE, row)
        for index, row in enumerate(rows)
    ]


def _title_index(rows: Sequence[Marked], front: Terms) -> int:
    last = len(rows) - 1
    index = 0
    while index < last and (_KICKER_END.search(rows[index].text) or is_column_name(rows[index].text)):
        index += 1
    if index or not last:
        return index
    first, below = rows[0].text, rows[1].text
    if _SUBTITLE_START.match(below) or _PRESIDING.search(below):
        return 0
    if last == 1 and _is_one_title(first, below, kicked=False) and not _is_column_above(first, below, front):
        return 0
    if last > 1 or _is_column_above(first, below, front) or (signs_as_issuer(first) and _NOTICE.search(below)):
        return 1
    if _ANNOUNCING.search(first) and _length(below) < _length(first):
        return 1
    if _is_detail(first) or _is_detail(below):
        return int(not _is_detail(below))
    return int(share(telling(below), front) > share(telling(first), front) + _MUCH)


def _is_detail(text: str) -> bool:
    """Whether a line of a head tells a time, a figure, a voice or an event, as kickers and subtitles do."""
    return _DETAIL.search(text) is not None


def _is_one_title(first: str, below: str, kicked: bool) -> bool:
    """Whether two lines are one title that was too wide: short together, and none with the look of another deck."""
    if any(sign.search(below) for sign in (_SUBTITLE_START, _PRESIDING, _VOICE)) or _is_detail(first):
        return False
    room = _ROOM_BELOW_KICKER if kicked else _ROOM
    short = _SHORTEST_LINE <= _length(below) <= room - _length(first) and not _is_detail(below)
    return short or _GOES_ON.search(first) is not None


def _length(text: str) -> int:
    return len("".join(text.split()))


def _is_column_above(text: str, below: str, front: Terms) -> bool:
    """Whether the first of two lines names a column (微议, 回音壁): very short, and not in the words of the text."""
    longer = 2 * len(below) >= 3 * len(text)
    told = share(telling(text), front) >= _TOLD
    return longer and _COLUMN_NAME.match(text) is not None and not _SUBTITLE_START.match(below) and not told


def is_displaced(head: str, above: str, below: str) -> bool:
    """Whether a headline belongs to the text above it: it shares its words with that and not with the text below."""
    pairs = pairs_of(head)
    up, down = share(pairs, pairs_of(above)), share(pairs, pairs_of(below))
    return up >= 0.25 and up > 2 * down

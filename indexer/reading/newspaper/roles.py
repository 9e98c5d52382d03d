"""What a row is by its own wording: the line classes of a newspaper page. Context decides the rest."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from indexer.reading.newspaper import jumps
from indexer.reading.newspaper.bylines import parse_byline
from indexer.reading.newspaper.credits import inline_credit
from indexer.reading.newspaper.labels import is_note, label_kind
from indexer.reading.newspaper.leads import find_lead, find_tail
from indexer.reading.newspaper.lines import Row
from indexer.reading.newspaper.punctuation import ends_sentence, ends_with_colon, is_broken, may_be_headline


class Role(StrEnum):
    """The class of one row."""

    JUMP_OUT = "jump out"
    JUMP_IN = "jump in"
    RESUMED = "text behind a jump in"
    REFERENCE = "reference to another page"
    CREDIT = "photo credit"
    CAPTION = "caption with credit"
    TAIL = "tail byline"
    BYLINE = "byline"
    AUTHOR = "author"
    LEAD = "lead marker"
    DATE = "document date"
    NUMBER = "document number"
    LABEL = "label"
    NOTE = "editor's note"
    HEADING = "numbered heading"
    ITEM = "numbered item"
    BRIEF = "brief"
    SIGN = "signature"
    END = "end of an instalment, or its source"
    CALL = "salutation"
    QUESTION = "question"
    TABLE = "table row"
    VERSE = "verse"
    CLOSING = "text with tail byline"
    BODY = "text"
    BROKEN = "text cut by a column"
    EITHER = "headline or exclamation"
    HEAD = "headline-like"


PLAIN = frozenset({Role.BODY, Role.BROKEN, Role.HEADING, Role.ITEM, Role.CLOSING, Role.EITHER})
_LONG = frozenset(
    {
        *(Role.BODY, Role.BROKEN, Role.ITEM, Role.CLOSING, Role.LEAD, Role.RESUMED),
        *(Role.BRIEF, Role.CALL, Role.QUESTION, Role.CAPTION),
    }
)

_HAN_NUMBER = "[一二三四五六七八九十]{1,3}"
_DATE = re.compile(
    r"^[(（]?\s*(?:\d{4}|[二一〇○零九八七六五四三]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日\s*[)）]?$"
)
_NUMBER = re.compile(r"^[^\s。，,]{2,12}[〔\[［(（]\s*\d{4}\s*[〕\]］)）]\s*(?:第\s*)?\d+\s*[号號]$")
_HEADING = re.compile(rf"^(?:{_HAN_NUMBER}、.{{2,40}}|第{_HAN_NUMBER}[章节節编編部]\s*.{{1,30}})$")
_ITEM = re.compile(rf"^(?:[(（]{_HAN_NUMBER}[)）]|{_HAN_NUMBER}、|第{_HAN_NUMBER}[条條])")
_BULLET = re.compile(r"^[▲●◆■○△★☆◇□※►▶]\s*\S")
_POINTERS = "▲△▶►"  # bullets that point at a photo as well
_QUESTION = re.compile(r"^(?:问|問|答|Q|A)\s*[:：]\s*\S")
_END = re.compile(
    r"^[(（【](?:未完)?(?:待续|待續|完|全文完|连载完|续完)[)）】]$|^[(（](?:据|據|摘自|原载|原載|来源|來源|转自|轉自)[^()（）。]{2,24}[)）]$"
    r"|^[(（](?:本文)?(?:作者|筆者|笔者)(?:[系係为為是]|单位|單位|简介|簡介)[^()（）]{2,40}[)）]$"
    r"|^[(（](?:新华社|新華社|中新社|中央社|本[报報])[^()（）。]{0,24}[电電讯訊][)）]$"
)
_PEN_NAME = re.compile(
    r"^[(（]\s*(?!上|中|下|[图圖续續]|略|节选|節選|资料|資料)[\u4e00-\u9fff](?:[ \u3000]?[\u4e00-\u9fff]){1,2}\s*[)）]$"
)
_DETAIL = re.compile(
    r"^(?:联系人|聯絡人|聯繫人|联系电话|聯絡電話|聯繫電話|咨询电话|諮詢電話|电话|電話|地址|地点|地點|时间|時間|活动时间|活動時間|日期|邮编|郵編|邮箱|郵箱|报名|報名|票价|票價|网址|網址|传真|傳真)\s*[:：]\s*\S"
    r"|(?:电话|電話|热线|熱線|手机|手機|微信|邮箱)\s*[:：]?\s*[\d\-－—]{5,}$"
    r"|[号號][码碼][:：]\s*\d|第\s*\d+\s*期(?:\D{0,10}\d[\d\s+]*)+$"
    r"|^\d{1,2}\s*月\s*\d{1,2}\s*日\s*\S{0,6}?\d{1,2}[:：]\d{2}"
    r"|^[\u4e00-\u9fff]{2,8}(?:日期|时间|時間|电话|電話)\s*[:：]\s*\d"
    r"|^(?:\S{1,6}[:：])?\s*[晴阴陰多云雲雨雪雾霧霾小中大阵陣雷转轉到间間有 ]{1,10}.*\d\s*(?:℃|°C)"
)
_BRIEF_LENGTH = 20
_LONGEST_HEADING = 30
_MOST_HEAD_LINES = 3


_BEFORE_SIGNATURES = (
    (jumps.jump_out, Role.JUMP_OUT),
    (jumps.jump_in, Role.JUMP_IN),
    (jumps.inline_jump_in, Role.RESUMED),
    (jumps.is_reference, Role.REFERENCE),
    (_END.match, Role.END),
)
_BEHIND_SIGNATURES = (
    (find_lead, Role.LEAD),
    (_DATE.match, Role.DATE),
    (_NUMBER.match, Role.NUMBER),
    (is_note, Role.NOTE),
    (label_kind, Role.LABEL),
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A row with its class."""

    row: Row
    role: Role

    @property
    def text(self) -> str:
        """The row's text."""
        return self.row.text


def classify(row: Row) -> Role:
    """The class of a row by its wording. Several raw lines are a headline without indent, or a kind of paragraph."""
    role = _marker(row.text) or _shape(row.text)
    if role in (Role.HEAD, Role.EITHER) and not row.indent and len(row.lines) <= _MOST_HEAD_LINES:
        return role
    if len(row.lines) > 1 and role not in _LONG:
        return Role.BODY if ends_sentence(row.text) else Role.BROKEN
    return role


def _marker(text: str) -> Role | None:
    return _first(_BEFORE_SIGNATURES, text) or _signature(text) or _first(_BEHIND_SIGNATURES, text) or _numbered(text)


def _first(tests: Sequence[tuple[Callable[[str], object], Role]], text: str) -> Role | None:
    return next((role for test, role in tests if test(text)), None)


def _signature(text: str) -> Role | None:
    names = parse_byline(text, bare=text[0] in "(（" and text[-1] in ")）")
    if names is None:
        return Role.TAIL if _PEN_NAME.match(text) else None
    if names.photographers and not names.reporters:
        return Role.CREDIT
    if text[0] in "(（":
        return Role.TAIL
    if names.writers and not names.reporters:
        return Role.AUTHOR
    return Role.BYLINE


def _numbered(text: str) -> Role | None:
    if _HEADING.match(text) and not ends_sentence(text) and not is_broken(text):
        return Role.HEADING
    if _ITEM.match(text):
        whole = len(text) <= _LONGEST_HEADING and not ends_sentence(text) and not is_broken(text)
        return Role.HEADING if whole and not ends_with_colon(text) else Role.ITEM
    if _BULLET.match(text) and (len(text) > _BRIEF_LENGTH or ends_sentence(text)):
        return Role.CAPTION if text[0] in _POINTERS and inline_credit(text) else Role.BRIEF
    return Role.QUESTION if _QUESTION.match(text) else None


def _shape(text: str) -> Role:
    if inline_credit(text):
        return Role.CAPTION
    if find_tail(text) is not None:
        return Role.CLOSING
    if ends_with_colon(text):
        return Role.CALL
    if _DETAIL.search(text):
        return Role.BODY
    if may_be_headline(text):
        return Role.EITHER
    if ends_sentence(text):
        return Role.BODY
    return Role.BROKEN if is_broken(text) else Role.HEAD

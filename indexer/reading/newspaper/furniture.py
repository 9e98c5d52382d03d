"""Page furniture: masthead, page header, index of the issue, staff and hotline lines. It belongs to no article.

The masthead is a zone at the top: it goes on as long as each line is of a masthead class. Some classes (a section name,
letters under the name, a page number without 版) count only beside another masthead line, for alone they may be a
headline.
"""

import re
from collections.abc import Sequence

from indexer.reading.newspaper.calendar_dates import DASHED_DATE, FULL_DATE
from indexer.reading.newspaper.jumps import jump_in, jump_out
from indexer.reading.newspaper.lines import Line, PageLine
from indexer.reading.newspaper.punctuation import ends_sentence

_LONGEST = 100
_LONGEST_WORD = 12
_ZONE = 10
_PAPER = re.compile(
    r"^(?!.*[副专專特增]刊$)[\u4e00-\u9fff·]{1,8}(?:[日晚早晨时時商周週月快导導画畫新青午夜]|都市|广播电视|[\u4e00-\u9fff])[报報刊]$"
)
_DATE_COMPANY = re.compile(
    r"星期|週[一二三四五六日]|周[一二三四五六日]|礼拜|农历|農曆|夏历|今日|本期|[版頁]|第\s*\d+\s*[期号號]|[报報]|^\D{0,2}\d{4}\D+\d+\D+\d+\s*日?\s*$"
)
_DATE_START = re.compile(r"^[^(（。]{0,12}(?:民[国國])?\s*(?:\d{2,4}|[〇○零一二三四五六七八九百十]{2,6})\s*[年./-]")
_NUMERAL = "[0-9０-９〇零一二三四五六七八九十百千]+"
_ISSUE = (
    re.compile(  # words that headlines use too (零售, 主办, 定价, 出版, 第9号台风) count only as mastheads print them
        r"刊号|刊號|连续出版物|邮发代号|郵發代號|CN\s*\d\d|ISSN|机关报$|www\.|https?:|(?:社址|网址|網址)\s*(?:[:：]|\s)"
        rf"|[总總]第\s*{_NUMERAL}\s*[期号號]|^第\s*\d+\s*(?:[期号號]$|期\s)|第\s*\d{{3,}}\s*[期号號]$"
        r"|(?:^|[委社部府局会會团團\s])(?:主管|主[办辦])(?:$|[:：、\s]|主管|主[办辦])"
        rf"|(?:零售|定)[价價]?\s*(?:[:：]|每|{_NUMERAL}\s*[元角分])"
        rf"|[社报報团團](?:编辑|編輯)?出版$|[逢每][周週星].{{1,8}}出版$|(?:^|\s)今日出版|出版{_NUMERAL}大?[张張版]"
        r"|今日\s*\d+\s*版|(?:今日)?[共出]\s*\d+\s*版|^星期[一二三四五六日]$|^(?:农历|農曆)"
    )
)
_PAGE = re.compile(
    r"^[-—·|]?\s*(?:第\s*)?(?P<page>[A-ZＡ-Ｚ]?\s*[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}(?=\s*版))\s*版?\s*[-—·|]?$"
)
_PAGE_SECTION = re.compile(
    r"^(?:第\s*)?(?P<page>[A-ZＡ-Ｚ]\s*[0-9０-９]{1,3}|0\d|[0-9０-９]{1,3}(?=\s*版))\s*版?\s*[|｜·:：]?\s*[\u4e00-\u9fff·]{2,8}(?:\s+[\u4e00-\u9fff·]{2,8}[报報刊])?$"
)
_SECTION_PAGE = re.compile(
    r"^[\u4e00-\u9fff·]{2,8}\s*[|｜·:：]?\s*(?:第\s*)?(?P<page>[A-ZＡ-Ｚ]\s*[0-9０-９]{1,3}|[0-9０-９]{1,3}(?=\s*版))\s*版?$"
)
_LATIN_PAGE = re.compile(r"^[A-Z][A-Z .&'-]{4,40}\s+(?P<page>[A-Z]?\d{1,2})$")
_SECTION = re.compile(r"^[\u4e00-\u9fff·・/ ]{2,9}$")
_NUMBERED_SECTION = re.compile(
    r"^(?:(?P<first>[0-9０-９]{1,2})\s+[\u4e00-\u9fff·・]{2,10}|[\u4e00-\u9fff·・]{2,10}\s+(?P<last>[0-9０-９]{1,2}))$"
)
_SECTION_ENDING = re.compile(
    r"(?:新闻|新聞|要闻|要聞|副刊|时政|時政|国际|國際|国内|社会|社會|经济|經濟|财经|文体|体育|體育|文化|民生|教育|健康|专题|專題|专版|特刊|綜合|综合|本地|广告|評論|评论|生活|娱乐|科技|地方)$"
)
_LATIN = re.compile(r"^[A-Z][A-Za-z .,'&-]{2,60}$")
_INDEX_HEAD = re.compile(
    r"^[【\[◆■●]?\s*(?:今日|本期|要闻|要聞|版面|新闻|新聞)?(?:导读|導讀|要目|提要|导航|看点|看點|要览|要覽)\s*[】\]◆■●]?$"
)
_INDEX = re.compile(
    r"(?:>+|＞+|→|▶|►)\s*[A-ZＡ-Ｚ]?\s*[0-9０-９]{1,3}$|(?:详见|詳見|详情见|請見|请见|见|見|>+|＞+|→|▶|►|\s)\s*第?\s*[A-ZＡ-Ｚ]?\s*[0-9０-９一二三四五六七八九十]{1,3}\s*版\s*[>＞→▶►)）】]?$"
)
_PAGE_FIRST = re.compile(r"^[A-ZＡ-Ｚ]?\s*[0-9０-９]{1,3}\s*版\s*[:：>＞|]\s*\S")
_STAFF = re.compile(
    r"^(?:[■□◆●]\s*)?(?:本版|本期|今日)?(?:(?:责任|責任|执行|值班|首席|图片|視覺|视觉)?(?:编辑|編輯|主编|主編|编委|总编|總編|总编辑|總編輯|主任)|责编|責編|美编|美編|版式|校对|校對|校检|责校|[一二三]校|版面设计|组版|視覺|视觉|排版|编审|设计|美术编辑)\s*(?:[:：/／|｜]|\s)\s*[\u4e00-\u9fff]"
)
_FOOTER_DATE = re.compile(r"星期|[版頁报報]")
_HOTLINE = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,4}(?:\d+小[时時])?(?:[\u4e00-\u9fff]{0,4})(?:热线|熱線|报料|爆料|投稿|刊登)|读者服务|讀者服務|发行|廣告|广告部|订阅|訂閱|网址|網址|社址|邮箱|郵箱|邮编|E-?mail|官方)[\u4e00-\u9fff]{0,4}\s*[:：]?\s*[\w(（@./:+-]",
    re.IGNORECASE,
)


_SERVICE_ANYWHERE = re.compile(
    rf"{_STAFF.pattern}"
    r"|^(?:订阅|訂閱|投稿|报料|爆料|发行|刊登|新闻热线|新聞熱線|本版投稿|广告)[\u4e00-\u9fff]{0,4}\s*[:：]"
)
_REACHABLE = re.compile(r"\d|@|www")
_ADDRESS = re.compile(r"^[\u4e00-\u9fff]{2,12}[:：]\s*(?:https?://|www\.)\S+$|^\S*@\S+\.\S+$")
_SLOGANS = re.compile(r"^[【\[◆■●]?\s*公益[广廣]告\s*[】\]◆■●]?$")
_DISCLAIMER = re.compile(
    r"^(?:本[版栏欄报報]|分?[类類]?(?:广告|廣告|信息))[^。]{0,20}(?:真实性|真實性|概不|请核实|仅供参考|僅供參考)"
)


def masthead_class(text: str) -> str:
    """The class of a line that can stand in a masthead by itself: paper, date, issue, page; empty for other lines."""
    if len(text) > _LONGEST or ends_sentence(text) or jump_out(text) or jump_in(text):
        return ""
    if _DATE_START.match(text) and _DATE_COMPANY.search(text) and (FULL_DATE.search(text) or DASHED_DATE.search(text)):
        return "date"
    if _PAPER.match(text):
        return "paper"
    if _page_match(text):
        return "page"
    words = text.split()
    if len(words) > 1 and any(map(_PAPER.match, words)) and all(len(word) <= _LONGEST_WORD for word in words):
        return "issue"
    return "issue" if _ISSUE.search(text) else ""


def printed_page(text: str) -> str | None:
    """The page that a page line names, as it is printed."""
    match = _page_match(text)
    if match:
        return match["page"]
    numbered = _NUMBERED_SECTION.match(text)
    return (numbered["first"] or numbered["last"]) if numbered else None


def _page_match(text: str) -> re.Match[str] | None:
    return next((m for form in (_PAGE, _PAGE_SECTION, _SECTION_PAGE, _LATIN_PAGE) if (m := form.match(text))), None)


def take_furniture(lines: Sequence[Line]) -> tuple[tuple[PageLine, ...], tuple[Line, ...]]:
    """Furniture and the remaining lines, both in the order of the page."""
    top = _masthead(lines)
    bottom = _bottom(lines, len(top))
    kinds = {**dict(enumerate(top)), **bottom, **_elsewhere(lines, len(top), len(lines) - len(bottom))}
    furniture = tuple(PageLine(lines[i].number, lines[i].text, kinds[i]) for i in sorted(kinds))
    return furniture, tuple(line for i, line in enumerate(lines) if i not in kinds)


def _masthead(lines: Sequence[Line]) -> list[str]:
    kinds: list[str] = []
    for index, line in enumerate(lines[:_ZONE]):
        kind = masthead_class(line.text) or _service(line.text) or _beside(lines, index)
        if not kind:
            break
        kinds.append(kind)
    return kinds if _is_masthead(kinds) else []


def _is_masthead(kinds: Sequence[str]) -> bool:
    """One line that looks like a paper's name or a number proves nothing when text follows; a date or two lines do."""
    return len(set(kinds)) > 1 or "date" in kinds or "issue" in kinds or "page" in kinds


def _beside(lines: Sequence[Line], index: int) -> str:
    """The class of a line that counts only beside a masthead line."""
    line = lines[index]
    above = masthead_class(lines[index - 1].text) if index > 0 else ""
    below = masthead_class(lines[index + 1].text) if index + 1 < len(lines) else ""
    if _LATIN.match(line.text) and above == "paper":
        return "paper in letters"
    if _NUMBERED_SECTION.match(line.text) and (above or below):
        return "page"
    if not _SECTION.match(line.text):
        return ""
    if below in ("date", "page", "issue", "paper") and (
        index > 0 or _SECTION_ENDING.search(line.text) or len(line.text) <= 4
    ):
        return "section"
    if _SECTION_ENDING.search(line.text) and index > 0:
        return "section"
    close = index > 0 and line.gap < (lines[index + 1].gap if index + 1 < len(lines) else 1)
    return "section" if close and len(line.text) <= 6 else ""


def _bottom(lines: Sequence[Line], start: int) -> dict[int, str]:
    found: dict[int, str] = {}
    for index in range(len(lines) - 1, start - 1, -1):
        kind = _service(lines[index].text) or _footer(lines[index].text)
        if not kind:
            break
        found[index] = kind
    return found


def _footer(text: str) -> str:
    """A page number or a dated line with weekday or paper; a date alone is more likely the end of a document."""
    kind = masthead_class(text)
    return kind if kind == "page" or (kind == "date" and _FOOTER_DATE.search(text)) else ""


def _service(text: str) -> str:
    if len(text) > _LONGEST or (ends_sentence(text) and not _DISCLAIMER.match(text)):
        return ""
    if _STAFF.match(text):
        return "staff"
    reachable = _HOTLINE.match(text) and _REACHABLE.search(text)
    return "hotline" if reachable or _ADDRESS.search(text) or _DISCLAIMER.match(text) else ""


def _elsewhere(lines: Sequence[Line], start: int, end: int) -> dict[int, str]:
    found: dict[int, str] = {}
    in_index = in_slogans = False
    for index in range(start, end):
        text = lines[index].text
        in_slogans = _SLOGANS.match(text) is not None or (in_slogans and not lines[index].gap and _is_slogan(text))
        if in_slogans:
            found[index] = "advertisement"
            continue
        short = len(text) <= _LONGEST // 2 and not ends_sentence(text) and text[0] not in "(（"
        if short and _INDEX_HEAD.match(text):
            found[index], in_index = "index", True
        elif (short and (_INDEX.search(text) if in_index else _pointed(text))) or (
            in_index and _PAGE_FIRST.match(text)
        ):
            found[index] = "index"
        else:
            in_index = False
            if _SERVICE_ANYWHERE.match(text) and (kind := _service(text)):
                found[index] = kind
    return found


def _is_slogan(text: str) -> bool:
    return len(text) <= _LONGEST // 4 and not ends_sentence(text)


def _pointed(text: str) -> bool:
    match = _INDEX.search(text)
    return match is not None and not match[0][0].isspace()


def is_section_name(text: str) -> bool:
    """Whether a word is what sections of newspapers are called: 要闻, 综合新闻, 体育, 海岛副刊."""
    return _SECTION.match(text) is not None and _SECTION_ENDING.search(text) is not None

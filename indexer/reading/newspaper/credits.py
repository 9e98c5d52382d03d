"""Photo credits at the end of a caption: … 王小明 摄, …（陳大文攝）."""

import re

from indexer.reading.newspaper.bylines import Names, parse_byline
from indexer.reading.newspaper.punctuation import ends_sentence

_AGENCY = r"(?:新华社|新華社|中新社|中央社|法新社|路透社|美联社|美聯社)[发發]"
_CREDIT = re.compile(
    rf"[(（]?\s*(?:{_AGENCY}\s*)?"
    r"(?P<by>(?:[\u4e00-\u9fff]{0,5}(?:记者|記者|通讯员|通訊員)\s*)?[\u4e00-\u9fff·]{2,4}(?:[\s、][\u4e00-\u9fff·]{2,4}){0,2}\s*(?:摄|攝|摄影|攝影))\s*[)）]?$"
)
_STOCK = r"(?:本[报報]|新华社|新華社)?(?:资料|資料)(?:图片|圖片|照片|图|圖)"
_UNNAMED = re.compile(rf"\s*(?:[(（]\s*(?:{_AGENCY}|{_STOCK})\s*[)）]|(?:{_AGENCY}|{_STOCK}))$")
_LONGEST_CAPTION = 200
_SHORTEST_CAPTION = 8
_ARTWORK = re.compile(
    r"^\S.{0,24}[(（](?:中?国画|國畫|油画|油畫|版画|版畫|水彩|水粉|水墨|书法|書法|篆刻|剪纸|剪紙|木刻|素描|速写|漫画|漫畫|粉画|年画|雕塑)"
    r"[^()（）]{0,6}[)）]\s*(?P<artist>[\u4e00-\u9fff](?:[ \u3000]?[\u4e00-\u9fff]){1,3}?)\s*[作绘繪书書画畫刻]?$"
)


def inline_credit(text: str) -> Names | None:
    """The photographers that the end of a caption names, or the artist of a work; None when it is no caption.

    A credit such as 新华社发 or （资料图片） names nobody.
    """
    if work := _ARTWORK.match(text):
        return Names(writers=("".join(work["artist"].split()),))
    if _is_unnamed(text):
        return Names()
    match = _CREDIT.search(text) if len(text) <= _LONGEST_CAPTION else None
    if not match or match.start() < _SHORTEST_CAPTION:
        return None
    if not ends_sentence(text[: match.start()].rstrip()) and not match[0].endswith((")", "）")):
        return None
    names = parse_byline(match["by"])
    return names if names and names.photographers else None


def _is_unnamed(text: str) -> bool:
    match = _UNNAMED.search(text) if len(text) <= _LONGEST_CAPTION else None
    return match is not None and match.start() >= _SHORTEST_CAPTION and ends_sentence(text[: match.start()])

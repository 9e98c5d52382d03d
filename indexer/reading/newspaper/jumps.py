"""Jump lines: 下转 (continued on) and 上接 (continued from) another page."""

import re
import unicodedata

from indexer.reading.newspaper.numerals import numeral

NUMERAL = "0-9０-９一二三四五六七八九十"
_NUMBER = rf"[A-ZＡ-Ｚ]?\s*[{NUMERAL}]{{1,3}}"
_PAGE = rf"\s*第?\s*(?P<page>(?<=上接)[头頭]|{_NUMBER})(?:\s*[、和及,，]\s*{_NUMBER})*\s*"
_TAIL = _PAGE + r"[版页頁](?:[^。，,)）】]{0,12}|[^。，,《]{0,4}《[^》]{1,40}》[^。，,]{0,4})[)）】\]\s▶►▷▸→>＞]*$"
_LETTERED = r"\s*第?\s*(?P<bare>[A-ZＡ-Ｚ]\s*[0-9０-９]{1,2})\s*[)）】\]]?$"
_OPENING = r"^[(（【\[<＜《]*\s*[▶►▷▸▲△◀◁◄→←↓★■>＞]*\s*"
_OUT = re.compile(_OPENING + rf"(?:(?:下转|下轉|文转|文轉|紧转|緊轉|转|轉){_TAIL}|(?:下转|下轉){_LETTERED})")
_IN = re.compile(_OPENING + rf"(?:(?:上接|文接|紧接|緊接|接){_TAIL}|上接{_LETTERED})")
_BESIDE = r"[(（【\[<＜《▶►▷▸◀◁◄→←>＞\s]"
_INLINE_IN = re.compile(
    rf"^(?:[(（【\[]\s*(?:上接|文接|紧接|緊接){_PAGE}[版页頁][^()（）。，,]{{0,40}}[)）】\]]"
    rf"|[◀◁◄←<＜]+\s*(?:上接|文接|紧接|緊接){_PAGE.replace('page', 'marked')}[版页頁][\s:：]*)(?=.)"
)
_INLINE_OUT = re.compile(rf"(?:{_BESIDE}+|(?<=[。！？”]))(?:下转|下轉|文转|文轉|紧转|緊轉){_TAIL}")
_REFERENCE = re.compile(
    rf"^[(（【\[][^()（）。]{{0,30}}(?:见|見|刊|载|載)\s*(?:今日|本[报報])?\s*第?\s*[A-ZＡ-Ｚ]?\s*[{NUMERAL}、，,\-—]{{1,8}}\s*[版页頁][^。]{{0,6}}[)）】\]]$"
)


def page_name(text: str) -> str:
    """A page as it is cited: `第 ０３ 版` is 3, `Ａ２` is A2, 十 is 10, 头 (版) is 1."""
    plain = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "Ｚ" else c for c in text if not c.isspace())
    if plain in ("头", "頭"):
        return "1"
    letters = "".join(c for c in plain if "A" <= c <= "Z")
    value = numeral(plain.removeprefix(letters))
    return letters + (str(value) if value is not None else plain.removeprefix(letters))


def printed_page(text: str) -> str:
    """A page as a jump prints it: as it is cited, but for the zero behind a letter (A08)."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return plain if plain[:1].isalpha() and plain[:1].isascii() else page_name(text)


def jump_out(text: str) -> str | None:
    """The page that a line like (下转第 4 版) sends to, None for any other line."""
    match = _OUT.match(text)
    return printed_page(match["page"] or match["bare"]) if match else None


def jump_in(text: str) -> str | None:
    """The page that a line like (上接第 1 版) comes from, None for any other line."""
    match = _IN.match(text)
    return printed_page(match["page"] or match["bare"]) if match else None


def is_reference(text: str) -> bool:
    """Whether a line only points to a related article on another page, such as (相关报道见第 6 版)."""
    return _REFERENCE.match(text) is not None


def inline_jump_in(text: str) -> tuple[str, str] | None:
    """The page and the characters of a jump that stands before text in one line: (上接第 1 版)进,工程……"""
    match = _INLINE_IN.match(text)
    return (printed_page(match["page"] or match["marked"]), match[0].rstrip()) if match else None


def inline_jump_out(text: str) -> tuple[str, str] | None:
    """The page and the characters of a jump that stands at the end of a line of text."""
    match = _INLINE_OUT.search(text)
    return (printed_page(match["page"]), match[0].lstrip()) if match else None

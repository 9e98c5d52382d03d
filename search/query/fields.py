"""Fields: the names that a reader may write before a colon, and what their values demand."""

import re
from collections.abc import Callable

from indexer.digits import digits
from indexer.folding import fold
from indexer.kinds import Kind
from search.query.conditions import AnyOf, Author, Condition, OfKind, OnPage, Says, Source
from search.query.days import dated

_PAGE = re.compile(r"第?([a-z]?\d+)(?:版|叠)?")
_PAGES = re.compile(r"第?([a-z]?\d+)版?(?:-|~|至|到|\.\.)第?([a-z]?\d+)版?")
_FRONT = {"头版", "头版头条"}
_FRONT_PAGES = ("1", "A1")
_KINDS = {
    "报道": Kind.REPORT, "消息": Kind.REPORT, "电讯": Kind.WIRE, "通稿": Kind.WIRE, "通讯": Kind.FEATURE,
    "特写": Kind.FEATURE, "简讯": Kind.BRIEFS, "图片": Kind.PHOTO_CAPTION, "政策": Kind.POLICY_DOCUMENT,
    "文件": Kind.POLICY_DOCUMENT, "社论": Kind.EDITORIAL, "来信": Kind.LETTER,
    "问答": Kind.QA, "公告": Kind.NOTICE, "启事": Kind.CLASSIFIED, "声明": Kind.CLASSIFIED,
    "广告": Kind.ADVERTISEMENT, "天气": Kind.WEATHER, "更正": Kind.CORRECTION, "表格": Kind.TABLE, "诗歌": Kind.VERSE,
    "副刊": Kind.LITERARY, "背景": Kind.BACKGROUND,
}  # fmt: skip


def _page(value: str) -> Condition | None:
    text = "".join(digits(fold(value)).text.split())
    if text in _FRONT:
        return AnyOf(tuple(OnPage(page, page) for page in _FRONT_PAGES))
    if pages := _PAGES.fullmatch(text):
        return OnPage(pages[1].upper(), pages[2].upper())
    page = _PAGE.fullmatch(text)
    return OnPage(page[1].upper(), page[1].upper()) if page else None


def of_kind(value: str) -> Condition:
    """The kind that a value names, in English as indexes have it or in Chinese."""
    name = fold(value).text.strip()
    if name == "评论":  # the paper's own, or somebody's
        return AnyOf((OfKind(Kind.EDITORIAL), OfKind(Kind.COMMENTARY)))
    written = re.sub(r"[\s-]+", "_", name)
    return OfKind(str(_KINDS.get(name, written if written in list(Kind) else name)))


_BY_NAME: dict[str, tuple[Callable[[str, bool], Condition | None], str]] = {
    "title": (lambda value, _: Says(value, in_title=True), "words of a title"),
    "author": (Author, "a name"),
    "date": (lambda value, _: dated(value), "a date such as 2025-06-09, 2025年6月 or 2024..2025"),
    "page": (lambda value, _: _page(value), "a page such as 1, A2, 头版 or 1-4"),
    "source": (Source, "the name of a paper"),
    "kind": (lambda value, _: of_kind(value), f"one of {', '.join(Kind)}"),
}
_NAMES = {
    "title": ("title", "标题", "题目", "题"),
    "author": ("author", "by", "记者", "作者"),
    "date": ("date", "日期"),
    "page": ("page", "版", "版次"),
    "source": ("source", "paper", "报", "报纸", "来源"),
    "kind": ("kind", "type", "类型", "体裁"),
}
FIELDS = {name: field for field, names in _NAMES.items() for name in names}


def demanded(field: str, value: str, whole: bool) -> Condition | None:
    """What a field with this value demands; None where it cannot be read. `whole`: as the whole name that it is of."""
    return _BY_NAME[field][0](value, whole)


def expected(field: str) -> str:
    """What a value of a field looks like."""
    return _BY_NAME[field][1]

"""What kind of article it is: by its label, its form, and the words that only one kind uses. A feature by default."""

import re

from indexer.kinds import Kind
from indexer.reading.newspaper.drafts import Draft, Part
from indexer.reading.newspaper.roles import Marked, Role

_SHORT = 400  # characters of a weather report, an advertisement, a notice that nobody signs
_SIGNED = 1500  # of a notice that is signed
_FRONT = 60
_ADVERTISING = re.compile(r"[广廣]告(?!声明|公告)")
_OPINION = re.compile(
    r"^[【\[■◆●]?(?:(?P<paper>社论|社論|本[报報]评论员|本報評論員|评论员文章)"
    r"|[\u4e00-\u9fff]{0,4}(?:时评|時評|短评|短評|快评|快評|锐评|銳評|微评|漫评|热评|杂谈|雜談|今日谈|每日谈|一家之言))"
    r"(?:[】\]·:：|｜\s]|$)"
)
_COMMENTATOR = re.compile(r"(?:评论员|評論員)")
_NOTICE = re.compile(r"(?:公告|通告|公示|通知|通报|告示)$")
_CLASSIFIED = re.compile(r"^.{0,10}(?:启事|啟事|声明|聲明|讣告|訃告)$")
_ANNOUNCING = re.compile(
    r"特此|本人|[本我](?:公司|司|局|院|校|会|會|单位|單位|所|站|处|處|镇|鎮|区公所)|兹有|茲有|现将|現將|如下|作废|作廢|拾到|拾获|拾獲"
    r"|请.{0,12}(?:居民|市民|用户|业主)|(?:居民|市民|用户|用戶|业主)[^。]{0,8}请|暂停供|暫停供|停水|停电|停電|本(?:公告|通告|公示)|有关单位|公开招标|招标人|公示期"
)
_CORRECTION = re.compile(r"(?:应为|應為|有误|有誤|误为|誤為|误作|特此更正|予以更正|谨此更正|謹此更正)")
_EARLIER = re.compile(r"本[报報].{0,24}(?:版|刊|[日号號])")
_WEATHER_TITLE = re.compile(r"(?:天气|天氣|预报|預報|气象|氣象)$")
_WEATHER = re.compile(
    r"℃|°C|最高气温|最高氣溫|最低气温|最低氣溫|多云|多雲|阵雨|陣雨|转晴|轉晴|晴间|夜间|夜間|[偏][东南西北]风|[东南西北東]{1,2}[风風]|[风風]力|\d\s*级|\d\s*級|降水概率|相对湿度"
)
_OFFER = re.compile(
    r"优惠|優惠|特价|特價|促销|促銷|热销|熱銷|抢购|搶購|开盘|招商|加盟|订购|訂購|折起|\d折|欢迎(?:光临|选购|洽谈|来电|惠顾)|歡迎(?:光臨|選購|洽談|來電)|免费(?:试|咨询|送)|现房|首付|均价|售价|售價|诚聘|礼品|[满滿]\d+元?[送减減]|活动(?:时间|期间)"
)
_CONTACT = re.compile(r"(?:电话|電話|热线|熱線|手机|手機|Tel|地址|网址|網址|微信)[^，。]{0,6}[:：]", re.IGNORECASE)
_LEAST_WEATHER, _LEAST_OFFERS = 4, 2


def kind_of(draft: Draft) -> str:
    """The kind that the cut saw (label, lead, photo ...), else the one that form and words show."""
    if draft.kind:
        return _of_label(draft)
    texts = draft.rows(Part.TEXT)
    if sum(row.role is Role.QUESTION for row in texts) > 1:
        return Kind.QA
    if _is_document(draft, texts):
        return Kind.POLICY_DOCUMENT
    return _opinion(draft) or _unsigned_block(draft) or Kind.FEATURE


def _unsigned_block(draft: Draft) -> Kind | None:
    """What a block without a writer is that is short, or signed by a body."""
    if draft.has(Part.BYLINE, Part.AUTHOR):
        return None
    short = len(draft.text) <= _SHORT
    signed = len(draft.text) <= _SIGNED and draft.has(Part.SIGNATURE)
    return (_announcement(draft) if short or signed else None) or (_by_words(draft) if short else None)


def _of_label(draft: Draft) -> str:
    """广告 opens a block as 启事 does, but is an advertisement."""
    says_so = any(_ADVERTISING.search(row.text) and "分" not in row.text for row in draft.rows(Part.LABEL))
    return Kind.ADVERTISEMENT if draft.kind == Kind.CLASSIFIED and says_so else draft.kind


def _is_document(draft: Draft, texts: list[Marked]) -> bool:
    """A dated or numbered head, or numbered items under numbered headings, make a document."""
    numbered = any(row.role is Role.HEADING for row in draft.rows(Part.SECTION))
    items = any(row.role is Role.ITEM for row in texts)
    return draft.has(Part.NUMBER) or (draft.has(Part.DATE) and draft.has(Part.TITLE)) or (numbered and items)


def _opinion(draft: Draft) -> Kind | None:
    """Opinion by the name of its column or its writer."""
    heads = [row.text for row in draft.rows(Part.KICKER, Part.TITLE)]
    columns = [match for text in heads if (match := _OPINION.match(text))]
    if columns:
        return Kind.EDITORIAL if any(match["paper"] for match in columns) else Kind.COMMENTARY
    commented = any(_COMMENTATOR.search(row.text) for row in draft.rows(Part.BYLINE, Part.AUTHOR))
    return Kind.EDITORIAL if commented else None


def _announcement(draft: Draft) -> Kind | None:
    """A notice by the last word of its title, and by words that speak to its readers."""
    titles = [row.text for row in draft.rows(Part.TITLE, Part.SUBTITLE)]
    if not _ANNOUNCING.search(draft.text):
        return None
    if any(_CLASSIFIED.match(title) for title in titles):
        return Kind.CLASSIFIED
    return Kind.NOTICE if any(_NOTICE.search(title) for title in titles) else None


def _by_words(draft: Draft) -> Kind | None:
    """What a short block is whose words leave no doubt."""
    text = draft.text
    if _EARLIER.search(text[:_FRONT]) and _CORRECTION.search(text):
        return Kind.CORRECTION
    titled = any(_WEATHER_TITLE.search(row.text) for row in draft.rows(Part.TITLE, Part.KICKER))
    if len(set(_WEATHER.findall(text))) >= _LEAST_WEATHER - titled:
        return Kind.WEATHER
    offers = len(set(_OFFER.findall(text)))
    return Kind.ADVERTISEMENT if offers >= _LEAST_OFFERS and _CONTACT.search(text) else None

"""Which agency an article comes from, and where and when its dispatch was sent."""

import re

from indexer.articles import Article, Dateline
from indexer.reading.newspaper.calendar_dates import NUMBER
from indexer.reading.newspaper.leads import Lead

_AGENCY = (
    "新华社|新華社|中新社|中新网|中新網|中央社|法新社|路透社|美联社|美聯社|共同社|塔斯社|俄新社"
    "|韩联社|韓聯社|德新社|安莎社|埃菲社"
)
_NAMED = re.compile(
    rf"^\s{{0,3}}[(（]?\s{{0,3}}(?:据|據|来源|來源|综合|綜合)?\s{{0,3}}[:：]?\s{{0,3}}(?P<agency>{_AGENCY})"
)
_TAIL = re.compile(
    rf"[(（]\s{{0,3}}(?:据|據|来源|來源|综合|綜合|本[报報]综合)?\s{{0,3}}[:：]?\s{{0,3}}(?P<agency>{_AGENCY})"
    r"[^()（）。]{0,20}[)）]\s{0,3}$"
)
_SENT = re.compile(
    rf"(?P<front>.*?)(?P<day>(?:{NUMBER}\s*月\s*)?{NUMBER}\s*日)\s*(?:专|專|综合|綜合|外)?[电電讯訊]", re.DOTALL
)
_REPORTED = re.compile(
    r"(?P<front>.*?)(?:综合|綜合|专题|專題|连线|連線)?(?:报道|報道|報導|报导|电|電|专讯|專訊)[】\]〕]", re.DOTALL
)
_BRACKET = re.compile(r"(?<=.)[(（][^()（）]*[)）]?")
_SENDER = re.compile(
    rf"(?:据|據)?(?:{_AGENCY}|本[报報台]|人民日报|人民日報|央视|[\u4e00-\u9fff]{{1,4}}[报報社](?=记者|記者))"
    r"|(?:首席|特派|驻|特约|见习)?(?:记者|記者|通讯员|通訊員|实习生|實習生)"
)
_PLACE = re.compile(r"^[\u4e00-\u9fff·]{2,12}$")


def agency_of(article: Article, lead: Lead | None) -> str:
    """The agency as printed: in the lead marker, in a byline or credit, or in brackets behind the last sentence."""
    if lead and lead.agency:
        return lead.agency
    texts = [_NAMED.match(label.text) for label in article.labels if label.role in ("byline", "credit")]
    texts += [_NAMED.match(lead.marker.lstrip("【[〔"))] if lead else []
    texts += [_TAIL.search(article.paragraphs[-1].text)] if article.paragraphs else []
    return next((match["agency"] for match in texts if match), "")


def dateline_of(lead: Lead | None) -> Dateline | None:
    """Place and day of a lead marker; None where it says neither, as 本报讯 does."""
    if lead is None:
        return None
    marker = lead.marker.strip("【[〔(（")
    match = _SENT.match(_BRACKET.sub("", marker)) or _REPORTED.match(marker)
    if match is None:
        return None
    front = _SENDER.sub(" ", match["front"].replace(lead.agency, " ") if lead.agency else match["front"])
    for name in lead.names.reporters:
        front = front.replace(name, " ")
    words = [word for word in re.split(r"[\s／/、,，]+", front) if word]
    place = words[-1] if words and _PLACE.match(words[-1]) else None
    day = match.groupdict().get("day")
    return Dateline(place, day) if place or day else None

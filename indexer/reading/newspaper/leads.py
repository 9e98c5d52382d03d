"""Lead markers: 本报讯(记者 …), 新华社…电, 【…報導】. They open a report and stay in its text."""

import re
from dataclasses import dataclass

from indexer.reading.newspaper.bylines import Names, is_name, parse_byline

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_W = "0-9０-９一二三四五六七八九十〇○"
_AGENCIES = "新华社|新華社|中新社|中新网|中新網|中央社|人民日报|人民日報|央视|法新社|路透社|美联社|美聯社|共同社|塔斯社"
_ROLE = r"记者|記者|通讯员|通訊員|实习生|實習生|评论员|評論員"
_BRACKET = r"\s*[(（【](?P<by>[^()（）【】]{2,60})[)）】]"
_REPORT = re.compile(
    rf"^{_HAN}{{1,6}}[讯訊电電]\s*[(（【](?P<by>[^()（）【】]{{0,50}}(?:{_ROLE})[^()（）【】]{{0,50}})[)）】]"
)
_PLAIN_REPORT = re.compile(rf"^(?:本[报報刊台]|{_HAN}{{1,3}}[报報])(?:综合)?[讯訊](?:{_BRACKET}|(?=[\s:：]))")
_WIRE = re.compile(
    rf"^[(（【]?\s*(?:据|據)?(?P<agency>{_AGENCIES}|本[报報台]|{_HAN}{{1,4}}社){_HAN}?[\u4e00-\u9fff·]{{0,13}}?\s*"
    rf"(?:[{_W}]{{1,2}}\s*月\s*)?[{_W}]{{1,3}}\s*日\s*(?:专|專|综合|綜合|外)?[电電讯訊]\s*[)）】]?(?:{_BRACKET})?"
)
_UNDATED_WIRE = re.compile(
    rf"^[(（【]?(?:据|據)?(?P<agency>{_AGENCIES})(?:专|專|综合|綜合)?[电電讯訊][)）】]?(?:{_BRACKET})?(?=[\s(（,，:：\u4e00-\u9fff])"
)
_TOLD = re.compile(
    rf"^(?:{_HAN}{{1,4}}[讯訊])\s*(?P<by>(?:{_ROLE})\s*{_HAN}{{2,4}}(?:[\s、]+{_HAN}{{2,4}}){{0,3}}?)\s*(?:报道|報道|報導|报导)[\s:：]"
)
_FRAMED = re.compile(rf"^[【\[〔]{_HAN}{{1,4}}[讯訊][】\]〕]{_BRACKET}")
_HEADED = re.compile(r"^[【\[〔](?P<by>[^】\]〕]{2,30}(?:报道|報道|報導|报导|电|電|讯|訊))[】\]〕]")
_REPORTING = re.compile(
    rf"^(?P<by>(?:本[报報]|{_HAN}{{2,4}}[报報])?(?:{_ROLE})\s*{_HAN}{{2,4}}(?:[\s、]+{_HAN}{{2,4}}){{0,3}})\s+?(?:{_HAN}{{2,6}})?(?:报道|報道|報導|报导)[\s:：]"
)
_BRACKETED = re.compile(rf"^[(（](?P<by>[^()（）]{{0,8}}(?:{_ROLE})[^()（）]{{1,40}})[)）](?=.{{20,}})")
_DIGEST = re.compile(
    r"^(?:综合|綜合|据|據)(?:外电|外電|外媒|本[报報]|各地媒体|新华社|新華社|中新社)[^，。]{0,8}(?:报道|報道|報導|消息)\s"
)
_MARKERS = (_TOLD, _FRAMED, _REPORT, _PLAIN_REPORT, _WIRE, _UNDATED_WIRE, _HEADED, _REPORTING, _BRACKETED, _DIGEST)
_TAIL = re.compile(r"[。！？!?…][”’」』]?\s*[(（](?P<by>[^()（）]{2,60})[)）]$")
_SOURCE = re.compile(r"^(?:据|據|综合|綜合|来源|來源|转自|原载|摘自|本[报報]综合|新华社|新華社|中新社)")
_WORK = re.compile(r"(?:综合|綜合|专题|專題|现场|連線|连线)?(?:报道|報道|報導|报导|电|電|专讯|專訊|讯|訊)$")
_REPORTER_PREFIX = re.compile(rf"^(?:{_HAN}{{0,4}}?)(?:首席|特派|驻|特约|见习)?(?:记者|記者)\s*")


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead marker: its characters, the people it names, and the agency of a dispatch."""

    marker: str
    names: Names
    agency: str = ""


def find_lead(text: str) -> Lead | None:
    """The lead marker that opens `text`, None when there is none. In the middle of a line it is only text."""
    for pattern in _MARKERS:
        match = pattern.match(text)
        if match:
            groups = match.groupdict()
            agency = groups.get("agency") or ""
            names = _people(groups.get("by") or "", headed=pattern is _HEADED)
            return Lead(match[0], names, "" if agency.startswith("本") else agency)
    return None


def find_tail(text: str) -> Names | None:
    """The people of a byline in brackets behind the last sentence; a source (据…) counts too, without people."""
    match = _TAIL.search(text)
    if not match:
        return None
    return parse_byline(match["by"], bare=True, bracketed=True) or (Names() if _SOURCE.match(match["by"]) else None)


def _people(byline: str, *, headed: bool) -> Names:
    parsed = parse_byline(byline, bracketed=not headed)
    if parsed and not headed:
        return parsed
    return _headed_reporter(byline) if headed else Names()


def _headed_reporter(byline: str) -> Names:
    """【本報記者陳大文台北報導】: the name stands between 記者 and the place, with or without a stroke between."""
    inner = _WORK.sub("", byline)
    prefix = _REPORTER_PREFIX.match(inner)
    if not prefix:
        return Names()
    rest = re.split(r"[／/\s、]+", inner[prefix.end() :])
    if len(rest) > 1:
        people = rest[:-1] if not re.search(r"[、]", inner) or re.search(r"[／/\s]", inner) else rest
        return Names(reporters=tuple(name for name in people if is_name(name)))
    glued = rest[0]
    name = glued[:-2] if len(glued) in (4, 5) else glued[:3]
    return Names(reporters=(name,)) if is_name(name) else Names()

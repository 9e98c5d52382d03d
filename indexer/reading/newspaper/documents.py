"""What an official document says of itself: who issued it, its number, its date, from when it is in force."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from indexer.articles import Article
from indexer.facts import Basis, DocumentFacts, Fact, evidence
from indexer.reading.newspaper.calendar_dates import FULL_DATE, full_date

_BODY = (
    r"[\u4e00-\u9fff]{1,24}(?:办公室|办公厅|辦公室|辦公廳|委员会|委員會|委|政府|人大常委会|国务院|國務院|管委会|中心|法院|检察院"
    r"|[局厅廳部署院会會司处處](?!长|長))"
)
_BODY = rf"(?:(?:中办|国办|中辦|國辦){{1,2}}|{_BODY})"
_ISSUERS = re.compile(rf"^(?P<issuers>{_BODY}(?:[\s、]+{_BODY})*)\s*(?:关于|關於|印发|印發|发布|發布|公布)")
_SIGNED = re.compile(rf"^{_BODY}(?:[\s、]+{_BODY})*$")
_IN_FORCE = re.compile(
    r"自\s{0,3}(?P<when>[^，。；,;自]{2,24}?)\s{0,3}起\s{0,3}(?:正式|开始|開始)?\s{0,3}(?:施行|实施|實施|执行|執行|生效)"
)
_ON_ISSUE = re.compile(r"^(?:发布|發布|公布|印发|印發|颁布|頒布|下发)之日$")
Line = tuple[int, str]


def document_facts(article: Article) -> DocumentFacts:
    """The facts that a document states clearly; the others are None."""
    heads = [(head.lines[0], head.text) for head in (article.kicker, article.title) if head]
    signed = [(label.line, label.text) for label in article.labels if label.role == "signoff"]
    dated = [(label.line, label.text) for label in article.labels if label.role == "docdate"]
    numbers = ((label.line, label.text) for label in article.labels if label.role == "docnum")
    day = _first(_dates([*dated, *signed]))
    return DocumentFacts(
        issuer=_first(_issuers(heads, signed)),
        number=_first(Fact("".join(text.split()), Basis.READ, (evidence(line, text),)) for line, text in numbers),
        date=day,
        effective=_first(_in_force(article, day)),
    )


def _first(facts: Iterable[Fact]) -> Fact | None:
    return next(iter(facts), None)


def _issuers(heads: Iterable[Line], signed: Iterable[Line]) -> Iterator[Fact]:
    for line, text in signed:
        if _SIGNED.match(text):
            yield Fact(text, Basis.READ, (evidence(line, text),))
    for line, text in heads:
        if match := _ISSUERS.match(text):
            yield Fact(match["issuers"], Basis.READ, (evidence(line, text),))


def _dates(lines: Iterable[Line]) -> Iterator[Fact]:
    for line, text in lines:
        if day := _day(text):
            yield Fact(day.isoformat(), Basis.READ, (evidence(line, text),))


def _day(text: str) -> date | None:
    match = FULL_DATE.search(text)
    return full_date(match) if match else None


def _in_force(article: Article, issued: Fact | None) -> Iterator[Fact]:
    for paragraph in article.paragraphs:
        for match in _IN_FORCE.finditer(paragraph.text):
            said = (evidence(paragraph.lines[0], match[0]),)
            if day := _day(match["when"]):
                yield Fact(day.isoformat(), Basis.READ, said)
            elif issued and _ON_ISSUE.match(match["when"]):
                yield Fact(issued.value, Basis.INFERRED, (*said, *issued.evidence))

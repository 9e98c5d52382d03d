"""A page reading as a JSON-able document: everything that was read, and on what basis."""

from typing import Any

from indexer.articles import Article, Fact, Headline, Issue, Jump
from indexer.reading.lines import PageLine
from indexer.reading.page import PageReading


def reading_document(reading: PageReading, source: str = "") -> dict[str, Any]:
    """Articles with their parts and line numbers, furniture, unplaced lines, issue, doubts and joins."""
    return {
        "source": source,
        "issue": issue_document(reading.issue),
        "articles": [article_document(article) for article in reading.articles],
        "furniture": [_page_line(line) for line in reading.furniture],
        "unplaced": [_page_line(line) for line in reading.unplaced],
        "doubts": list(reading.doubts),
        "joins": [{"lines": list(join.lines), "left": join.left, "right": join.right} for join in reading.joins],
    }


def issue_document(issue: Issue) -> dict[str, Any]:
    """Paper, date and page, each with its basis and evidence, or null."""
    return {"paper": _fact(issue.paper), "date": _fact(issue.date), "page": _fact(issue.page)}


def article_document(article: Article) -> dict[str, Any]:
    """One article with all its parts; `title` is null where the page has no headline for it."""
    return {
        "id": article.id,
        "lines": list(article.lines),
        "kind": article.kind,
        "kicker": _headline(article.kicker),
        "title": article.title.text if article.title else None,
        "title_lines": list(article.title.lines) if article.title else [],
        "subtitle": _headline(article.subtitle),
        "reporters": list(article.reporters),
        "correspondents": list(article.correspondents),
        "photographers": list(article.photographers),
        "writers": list(article.writers),
        "sections": [
            {"heading": s.heading, "line": s.line, "level": s.level, "run_in": s.run_in} for s in article.sections
        ],
        "paragraphs": [{"text": p.text, "lines": list(p.lines), "section": p.section} for p in article.paragraphs],
        "labels": [{"role": label.role, "text": label.text, "line": label.line} for label in article.labels],
        "jump": _jump(article.jump),
        "continued_from": _jump(article.continued_from),
        "confidence": article.confidence,
        "reason": article.reason,
    }


def _headline(headline: Headline | None) -> dict[str, Any] | None:
    return {"text": headline.text, "lines": list(headline.lines)} if headline else None


def _jump(jump: Jump | None) -> dict[str, Any] | None:
    return {"page": jump.page, "text": jump.text, "line": jump.line} if jump else None


def _fact(fact: Fact | None) -> dict[str, Any] | None:
    return {"value": fact.value, "basis": fact.basis.value, "evidence": list(fact.evidence)} if fact else None


def _page_line(line: PageLine) -> dict[str, Any]:
    return {"line": line.line, "text": line.text, "what": line.what}

"""How well a page was read, against the reading that a person made of it. White space does not count."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

Doc = Mapping[str, Any]


def squeeze(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def f1(found: Iterable[object], wanted: Iterable[object]) -> float:
    have, want = Counter(found), Counter(wanted)
    hits = sum((have & want).values())
    return 2 * hits / (sum(have.values()) + sum(want.values())) if have or want else 1.0


def page_score(gold: Doc, read: Doc) -> dict[str, float]:
    """F1 of article starts and of whole paragraphs; shares of articles with the right title, reporters and jumps."""
    matches = [(article, best_match(article, read["articles"])) for article in gold["articles"]]
    return {
        "starts": f1((a["lines"][0] for a in read["articles"]), (a["lines"][0] for a in gold["articles"])),
        "paragraphs": f1(paragraphs(read), paragraphs(gold)),
        "titles": share(squeeze(m["title"]) in accepted_titles(a) for a, m in matches),
        "reporters": share(set(m["reporters"]) == set(a["reporters"]) for a, m in matches),
        "jumps": share(page_of(m, k) == page_of(a, k) for a, m in matches for k in ("jump", "continued_from")),
    }


def best_match(article: Doc, read: Iterable[Doc]) -> Doc:
    lines = {line for paragraph in article["paragraphs"] for line in paragraph["lines"]}
    return max(read, key=lambda r: len(lines & {line for p in r["paragraphs"] for line in p["lines"]}))


def paragraphs(document: Doc) -> list[str]:
    return [squeeze(p["text"]) for article in document["articles"] for p in article["paragraphs"]]


def accepted_titles(article: Doc) -> set[str]:
    title = article["title"]["text"] if article["title"] else None
    return {squeeze(title), *map(squeeze, article["title_accept"])}


def page_of(article: Doc, key: str) -> str | None:
    return article[key]["page"] if article[key] else None


def share(values: Iterable[bool]) -> float:
    found = list(values)
    return sum(found) / len(found)

"""Answers as text for a terminal, made from the same documents that --json and HTTP give. Standard library only."""

import os
import re
import sys
from typing import Any

from api.explained import article_lines, question_lines

Document = dict[str, Any]
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
BOLD, DIM, UNDERLINED, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[4m", "\x1b[0m"


def color_wanted() -> bool:
    """Whether standard output is a terminal whose user has not asked for plain text (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def printable(text: str) -> str:
    """Text from outside without characters that command a terminal."""
    return _CONTROLS.sub("�", text)


def one_line(text: str) -> str:
    """Printable text without line breaks."""
    return printable(text.replace("\n", " "))


def snippet(passage: Document, color: bool) -> str:
    """The part of a passage to show, with the words of the query marked, or the sentence nearest in meaning."""
    text, shown = passage["text"], passage["snippet"]
    words, meaning = ((BOLD, PLAIN), (UNDERLINED, PLAIN)) if color else (("【", "】"), ("‹", "›"))
    left, right = meaning if shown["by_meaning"] else words
    parts, position = ["…" if shown["start"] else ""], shown["start"]
    for start, end in shown["marks"]:
        parts += [one_line(text[position:start]), left, one_line(text[start:end]), right]
        position = end
    return "".join([*parts, one_line(text[position : shown["end"]]), "…" if shown["end"] < len(text) else ""])


def _place(hit: Document, passage: Document) -> str:
    where = " and ".join(_span(span) for span in passage["place"]["spans"])
    section = passage["place"]["section"]
    return ", ".join([*_issue(hit), *([section] if section else []), *_paragraphs(passage), where])


def _paragraphs(passage: Document) -> list[str]:
    """Which paragraphs of its article a passage is; none for an article without text."""
    first, last = passage["place"]["paragraphs"]
    return [f"paragraphs {first}-{last}" if last > first else f"paragraph {first}"] if first else []


def _issue(article: Document) -> list[str]:
    issue = article["issue"]
    return [fact["value"] for fact in (issue["paper"], issue["date"], issue["section"]) if fact]


def _span(span: Document) -> str:
    where = _lines(span["lines"])
    return f"page {span['page']}, {where}" if span["page"] else where


def _lines(lines: list[int]) -> str:
    return f"lines {lines[0]}-{lines[-1]}" if len(lines) > 1 else f"line {lines[0]}"


def _legs(hit: Document) -> str:
    parts = [
        f"{name} {leg['contribution']:.3f} (raw {leg['raw']:.3f} → {leg['normalised']:.3f} × {leg['weight']:.3f})"
        for name, leg in hit["scores"].items()
    ]
    return " + ".join(parts)


def _score(hit: Document) -> list[str]:
    """The score and what made it; nothing where nothing was asked that could be scored."""
    if not hit["scores"]:
        return []
    relevance = [] if hit["relevance"] is None else [f"relevance {hit['relevance']:.2f}"]
    recency = [] if hit["recency"] is None else [f"recency {hit['recency']:.3g}"]
    return [" · ".join([f"{hit['score']:.3f} = {_legs(hit)}", *relevance, *recency])]


def _hit(hit: Document, color: bool) -> list[str]:
    plain = one_line(hit["display_title"])
    title = f"{BOLD}{plain}{PLAIN}" if color else plain
    best = hit["passages"][0]
    detail = [one_line(f"{hit['id']} · {_place(hit, best)}"), *_score(hit)]
    detail += [one_line(f"{s['may_be']}, printed {s['printed']} ({_lines(s['lines'])})") for s in hit["found_as"]]
    detail += [one_line(f"page {missing['page']} is missing: {missing['reason']}") for missing in hit["missing"]]
    detail += [one_line(related_text(related)) for related in hit["related"]]
    detail += _similar(hit)
    if hit["explanation"]:
        detail += map(one_line, ["why:", *(f"  {line}" for line in article_lines(hit["explanation"]))])
    return [
        f"{hit['rank']:2}. {title}",
        f"    {snippet(best, color)}",
        *(f"    {DIM}{line}{PLAIN}" if color else f"    {line}" for line in detail),
    ]


def related_text(related: Document) -> str:
    """Another article of the page that belongs with one, and why."""
    return f"related: {related['id']} ({related['reason']})"


def _similar(hit: Document) -> list[str]:
    """The near-duplicates that a hit stands for: how many, and each with its paper and date."""
    if not hit["similar"]:
        return []
    return [f"and {len(hit['similar'])} similar", *(f"  {_similar_line(one)}" for one in hit["similar"])]


def _similar_line(similar: Document) -> str:
    head = ", ".join([*_issue(similar), similar["display_title"]])
    return one_line(f"{head} · {similar['id']} · {similar['containment']:.0%} shared")


def answer_text(answer: Document, color: bool) -> str:
    """The hits of a search, best first, with what made their scores."""
    if not answer["hits"]:
        understood = question_lines(answer["explanation"]) if answer["explanation"] else []
        return "\n".join(["Nothing found.", *answer["notes"], *map(one_line, understood)])
    head = f"{len(answer['hits'])} of {answer['total']} articles ({answer['mode']})"
    folded = [f"{answer['folded']} folded under a similar one"] if answer["folded"] else []
    lines = [" · ".join([head, *folded, *answer["notes"]])]
    if answer["explanation"]:
        lines += map(one_line, question_lines(answer["explanation"]))
    for hit in answer["hits"]:
        lines += _hit(hit, color)
    if answer["facets"]:
        lines += _facets(answer["facets"])
    if answer["next_cursor"]:
        lines.append(f"more with --cursor {answer['next_cursor']}")
    return "\n".join(lines)


def explained_text(explained: Document) -> str:
    """How a question was understood, and what it makes of one article."""
    article = explained["article"]
    lines = [*question_lines(explained["question"]), "", f"{article['display_title']} · {article['id']}"]
    return "\n".join(map(one_line, [*lines, *article_lines(article)]))


def like_text(found: Document, color: bool) -> str:
    """What is like an article: its near-duplicates, then others, best first."""
    lines = [_similar_line(one) for one in found["near_duplicates"]]
    for hit in found["like"]:
        lines += _hit(hit, color)
    return "\n".join(lines) or "Nothing is like it."


def _facets(facets: Document) -> list[str]:
    """Each facet in a line: its values and how many articles have them."""
    scope = "" if facets["complete"] else " of the best articles; a filter may find more"
    named = {name: facets[name] for name in ("year", "month", "source", "page", "author", "kind")}
    lines = [
        f"{name:<8} " + ", ".join(f"{one['value'] or 'unknown'} {one['count']}" for one in values)
        for name, values in named.items()
    ]
    return [f"Articles{scope} by", *map(one_line, lines)]


def index_text(summary: Document) -> str:
    """What an index holds after indexing, in one line."""
    state = "unchanged" if summary["unchanged"] else "published"
    counts = ", ".join(f"{summary[name]} {name}" for name in ("articles", "chunks", "windows"))
    if summary["groups"]:
        counts += f", {summary['grouped']} articles in {summary['groups']} groups of similar ones"
    left_out = f"; {summary['left_out']} left out" if summary["left_out"] else ""
    return f"{summary['index']}: generation {summary['generation']} {state}, {counts}{left_out}"


def added_text(summary: Document) -> str:
    """What came of adding articles, in one line."""
    counts = ", ".join(f"{len(summary[name])} {name}" for name in ("added", "replaced", "unchanged"))
    left_out = f"; {summary['left_out']} left out" if summary["left_out"] else ""
    return f"{summary['index']}: generation {summary['generation']}, {counts}{left_out}"


def counts_text(counts: Document) -> str:
    """Counts of an index, one a line."""
    shown = {name: ", ".join(value) if isinstance(value, list | tuple) else value for name, value in counts.items()}
    return "\n".join(f"{name:<10} {value}" for name, value in shown.items())

"""A list of hits for spreadsheets: CSV by RFC 4180 in UTF-8, with the mark by which Excel knows the encoding."""

import csv
import io
from typing import Any

Document = dict[str, Any]
MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
COLUMNS = ("id", "title", "date", "page", "paper", "kind", "reporters", "relevance", "snippet", "citation")
# A cell that begins so would be a formula, and could command the reader's machine; of full width too (OWASP).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(answer: Document) -> str:
    """The hits of an answer, one a row under a row of names."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, answer["hits"]))
    return "\ufeff" + written.getvalue()


def _row(hit: Document) -> list[str]:
    issue = {name: fact["value"] if fact else "" for name, fact in hit["issue"].items()}
    cells = {
        **{name: issue[name] for name in ("date", "page", "paper")},
        **{name: hit[name] for name in ("id", "kind", "citation")},
        "title": hit["display_title"],
        "reporters": "; ".join(hit["reporters"]),
        "relevance": "" if hit["relevance"] is None else f"{hit['relevance']:.3f}",
        "snippet": _snippet(hit["passages"][0]),
    }
    return [_harmless(cells[name]) for name in COLUMNS]


def _snippet(passage: Document) -> str:
    text: str = passage["text"]
    start, end = passage["snippet"]["start"], passage["snippet"]["end"]
    return ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before it says that it is text."""
    return f"'{text}" if text.startswith(_FORMULA) else text

"""A page as it was read, for a person to check against the paper: every part with its raw line numbers."""

from collections.abc import Iterable

from api.render import Document, printable

Row = tuple[int, str]


def _fact(name: str, known: Document | None, in_text: Document | None) -> str:
    if not known:
        return f"{name}: unknown"
    said = f"{name}: {known['value']} ({known['basis']})"
    if known["basis"] == "given" and in_text:
        said += f"; the text says {in_text['value']} ({in_text['basis']})"
    return "\n".join([said, *(f"  {evidence}" for evidence in (in_text or known)["evidence"])])


def _joined(lines: Iterable[int]) -> str:
    """Raw lines of a paragraph; + marks where a column break was mended."""
    return "L" + "+".join(map(str, lines))


def _heads(article: Document) -> list[Row]:
    parts = [(name, article[name]) for name in ("kicker", "subtitle") if article[name]]
    rows = [(part["lines"][0], f"{_joined(part['lines'])} {name}: {part['text']}") for name, part in parts]
    if article["title"]:
        lines = article["title_lines"]
        rows.append((lines[0], f"{_joined(lines)} title: {article['title']}"))
    return rows


def _rows(article: Document) -> list[Row]:
    """The parts of an article by their first raw line."""
    rows = _heads(article)
    rows += [(label["line"], f"L{label['line']} {label['role']}: {label['text']}") for label in article["labels"]]
    rows += [(s["line"], f"L{s['line']} section: {s['heading']}") for s in article["sections"] if not s["run_in"]]
    rows += [(part["lines"][0], f"{_joined(part['lines'])} {part['text']}") for part in article["paragraphs"]]
    for name in ("jump", "continued_from"):
        if jump := article[name]:
            rows.append((jump["line"], f"L{jump['line']} {name.replace('_', ' ')} page {jump['page']}: {jump['text']}"))
    return sorted(rows)


def _article(article: Document) -> list[str]:
    first, last = article["lines"]
    people = [
        f"{name} {' '.join(article[name])}"
        for name in ("reporters", "correspondents", "photographers", "writers")
        if article[name]
    ]
    head = " · ".join([f"{article['id']} (L{first}-{last})", article["kind"], *people])
    sure = f"start {article['confidence']:.2f}: {article['reason']}"
    return [head, f"  {sure}", *(f"  {text}" for _, text in _rows(article)), ""]


def reading_text(reading: Document) -> str:
    """The whole reading: issue, articles, lines that belong to none, doubts."""
    lines = [_fact(name, reading["issue"][name], reading["issue_in_text"][name]) for name in ("paper", "date", "page")]
    lines.append("")
    for article in reading["articles"]:
        lines += _article(article)
    for name in ("furniture", "unplaced"):
        lines += [f"L{record['line']} {name}: {record['text']}" for record in reading[name]]
    return printable("\n".join(lines + [f"doubt: {doubt}" for doubt in reading["doubts"]])).rstrip()

"""A page as it was read, for a person to check against the paper: every part with its raw line numbers."""

from collections.abc import Iterable

from api.render import Document, printable, related_text

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


def _marks(labels: Iterable[Document], sections: Iterable[Document], place: Document) -> list[Row]:
    """Labels, headings and jumps; `place` is the article, or the part that they stand in."""
    rows = [(label["line"], f"L{label['line']} {label['role']}: {label['text']}") for label in labels]
    rows += [(s["line"], f"L{s['line']} section: {s['heading']}") for s in sections if not s["run_in"]]
    for name in ("jump", "continued_from"):
        if jump := place[name]:
            rows.append((jump["line"], f"L{jump['line']} {name.replace('_', ' ')} page {jump['page']}: {jump['text']}"))
    return rows


def _rows(article: Document) -> list[str]:
    """The parts of an article by their first raw line."""
    rows = _heads(article) + _marks(article["labels"], article["sections"], article)
    rows += [(part["lines"][0], f"{_joined(part['lines'])} {part['text']}") for part in article["paragraphs"]]
    return [text for _, text in sorted(rows)]


def _part(article: Document, part: Document) -> list[str]:
    """One part of a joined article; a paragraph that goes on from the part before stands there."""
    heads = [(head["lines"][0], f"{_joined(head['lines'])} head: {head['text']}") for head in part["heads"]]
    labels, sections = (article[name][slice(*part[name])] for name in ("labels", "sections"))
    rows = heads + _marks(labels, sections, part)
    for place in part["paragraphs"]:
        text, lines = article["paragraphs"][place["number"] - 1]["text"], tuple(place["lines"])
        begins = tuple(article["paragraphs"][place["number"] - 1]["lines"][: len(lines)]) == lines
        rows.append((lines[0], f"{_joined(lines)} {text if begins else '(the end of the paragraph above)'}"))
    why = f", joined with a score of {part['score']:.1f}: {part['reason']}" if part["reason"] else ""
    return [f"on page {part['page']}, {part['source']}{why}", *(text for _, text in sorted(rows))]


def _facts(article: Document) -> list[str]:
    """Where a dispatch comes from, what a document says of itself, and the dates of the text."""
    sent = article["dateline"]
    rows = [f"dateline: {' '.join(filter(None, (sent['place'], sent['day'])))}"] if sent else []
    known = [(name, fact) for name, fact in (article["document"] or {}).items() if fact]
    rows += [f"document {name}: {fact['value']} ({fact['basis']})" for name, fact in known]
    return rows + [f"date: {one['text']} = {one['value']} ({one['basis']})" for one in article["dates"]]


def article_head(article: Document) -> str:
    """The id of an article, its place, its kind and its people."""
    first, last = article["lines"]
    people = [
        f"{name} {' '.join(article[name])}"
        for name in ("reporters", "correspondents", "photographers", "writers")
        if article[name]
    ]
    agency = [article["agency"]] if article["agency"] else []
    return " · ".join([f"{article['id']} (L{first}-{last})", article["kind"], *agency, *people])


def article_start(article: Document) -> str:
    """How sure it is that the article starts here, and why."""
    return f"start {article['confidence']:.2f}: {article['reason']}"


def article_facts(article: Document) -> list[str]:
    """What is known of an article besides its lines."""
    rows = _facts(article)
    rows += [f"page {missing['page']} is missing: {missing['reason']}" for missing in article["missing"]]
    return rows + [related_text(related) for related in article["related"]]


def _article(article: Document) -> list[str]:
    rows = [row for part in article["parts"] for row in _part(article, part)] or _rows(article)
    rows += article_facts(article)
    return [article_head(article), f"  {article_start(article)}", *(f"  {row}" for row in rows), ""]


def issue_facts(reading: Document) -> list[str]:
    """What is known of the issue, and how."""
    return [
        _fact(name, reading["issue"][name], reading["issue_in_text"][name])
        for name in ("paper", "date", "page", "section")
    ]


def _suspect(suspect: Document) -> str:
    """A place where something else may have been printed; the text is shown as it is."""
    use = "shown only" if suspect["confidence"] == "low" else "searched as well"
    what = f"{suspect['printed']} may be {suspect['may_be']} ({suspect['confidence']}, {use}: {suspect['reason']})"
    return f"{_joined(suspect['lines'])}: {what}"


def doubts(reading: Document) -> list[str]:
    """Everything that a person should look at again."""
    return [*reading["doubts"], *(_suspect(one) for article in reading["articles"] for one in article["suspects"])]


def reading_text(reading: Document) -> str:
    """The whole reading: issue, articles, lines that belong to none, doubts."""
    lines = [*issue_facts(reading), ""]
    for article in reading["articles"]:
        lines += _article(article)
    for name in ("furniture", "unplaced"):
        lines += [f"L{record['line']} {name}: {record['text']}" for record in reading[name]]
    lines += [f"doubt: {doubt}" for doubt in doubts(reading)]
    return printable("\n".join(lines)).rstrip()


def issue_text(issue: Document) -> str:
    """Several pages, each under the name of its file."""
    return "\n\n".join(f"=== {printable(page['source'])}\n{reading_text(page)}" for page in issue["pages"])

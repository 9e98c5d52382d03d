"""How an article is cited: GB/T 7714—2015 for people, RIS for programs that manage references.

An article of a newspaper is [N], an official document that a newspaper prints too, for the mark says what the source
is: its issuer is then the author. A record of which no newspaper is known is [Z]: that it stands on the web, [EB/OL],
nobody has told. What is concluded, not printed, stands in square brackets: an inferred date, a title that the article
does not have. Where nobody is named the author is left out, as numbered references do (8.1.3).
"""

from dataclasses import dataclass

from indexer.articles import Article
from indexer.facts import Basis, Fact
from indexer.kinds import Kind
from search.cited_names import latin_name

_MOST_AUTHORS = 3
_NEWSPAPER_KINDS = frozenset(Kind) - {Kind.ARTICLE}


@dataclass(frozen=True, slots=True)
class Reference:
    """What is cited: `authors` as printed, and ISO 8601 `date`, as much of it as is known; None is unknown."""

    id: str
    authors: tuple[str, ...]
    title: str
    newspaper: bool
    paper: str | None
    date: str | None
    date_is_inferred: bool
    pages: tuple[str, ...]


def reference(article: Article) -> Reference:
    """What of an article is cited."""
    issue = article.issue
    return Reference(
        id=article.id,
        authors=_authors(article),
        title=_line(article.title.text) if article.title else f"[{_line(article.opening) or '无题'}]",
        newspaper=bool(issue.paper or issue.page) or article.kind in _NEWSPAPER_KINDS,
        paper=_value(issue.paper),
        date=_value(issue.date),
        date_is_inferred=issue.date is not None and issue.date.basis is Basis.INFERRED,
        pages=_pages(article),
    )


def gbt(cited: Reference) -> str:
    """The reference by GB/T 7714—2015: 乔砚秋. 新泊位投产[N]. 青屿日报, 2024-11-15(1)."""
    date = f"[{cited.date}]" if cited.date_is_inferred else cited.date
    if cited.newspaper:
        pages = f"({', '.join(cited.pages)})" if cited.pages else ""
        issue = f"{cited.paper or '[报纸名不详]'}, {date or '[出版日期不详]'}{pages}"
    else:
        issue = date or ""
    head = f"{cited.title}[{'N' if cited.newspaper else 'Z'}]"
    return "".join(f"{part}. " for part in (_gbt_authors(cited.authors), head, issue) if part).strip()


def ris(cited: Reference) -> str:
    """The reference as one RIS record, its lines ended as the format wants."""
    fields = [
        ("TY", "NEWS" if cited.newspaper else "GEN"),
        *(("AU", _ris_author(author)) for author in cited.authors),
        ("TI", cited.title),
        ("T2", cited.paper),
        ("PY", cited.date and cited.date[:4]),
        ("DA", cited.date and "/".join([*cited.date.split("-"), "", "", ""][:3]) + "/"),
        ("SP", ", ".join(cited.pages)),
        ("N1", "the date is inferred" if cited.date_is_inferred else None),
        ("AN", cited.id),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*((t, v) for t, v in fields if v), ("ER", "")])


def _authors(article: Article) -> tuple[str, ...]:
    """Who is responsible, by what is printed: the issuer of a document, writers, a photographer, the agency."""
    issuer = article.document.issuer if article.document else None
    written = (*article.reporters, *article.writers, *article.correspondents)
    candidates = ((issuer.value if issuer else "",), written, article.photographers, (article.agency,))
    responsible: tuple[str, ...] = next((names for names in candidates if any(names)), ())
    return tuple(dict.fromkeys(map(_line, filter(None, responsible))))


def _gbt_authors(authors: tuple[str, ...]) -> str:
    latin = [latin_name(author) for author in authors]
    written = [name.gbt() if name else author for name, author in zip(latin, authors, strict=True)]
    others = [] if len(written) <= _MOST_AUTHORS else ["et al" if latin[0] else "等"]
    return ", ".join([*written[:_MOST_AUTHORS], *others]).removesuffix(".")


def _ris_author(author: str) -> str:
    name = latin_name(author)
    return name.ris() if name else author


def _pages(article: Article) -> tuple[str, ...]:
    """The pages that it stands on, in its order."""
    pages = [part.page for part in article.parts] or [_value(article.issue.page)]
    return tuple(dict.fromkeys(page for page in pages if page))


def _value(fact: Fact | None) -> str | None:
    return _line(fact.value) if fact else None


def _line(text: str) -> str:
    return " ".join(text.split())

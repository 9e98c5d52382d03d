"""Making one article of its parts on several pages; nothing of any part is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from indexer.articles import Article, Headline, Paragraph, Part, PartParagraph, Section
from indexer.reading.issues.continuation import Fit, goes_on, is_cut
from indexer.reading.newspaper.description import described
from indexer.reading.newspaper.joins import glue


def join(chain: Sequence[Article], fits: Sequence[Fit]) -> Article:
    """One article of its parts in order, each but the first with the fit to the part before it.

    A sentence that is cut between two parts is one again.
    """
    whole = replace(chain[0], parts=(_part(chain[0], None, (0, 0, 0)),))
    for (above, below), found in zip(pairwise(chain), fits, strict=True):
        whole = _behind(whole, below, found, seam=is_cut(above) and goes_on(below))
    return described(whole)


def _behind(out: Article, into: Article, found: Fit, seam: bool) -> Article:
    counts = (len(out.paragraphs) - seam, len(out.sections), len(out.labels))
    return replace(
        out,
        title=out.title or into.title,
        paragraphs=_paragraphs(out, into, seam),
        sections=(*out.sections, *into.sections),
        labels=(*out.labels, *into.labels),
        reporters=_union(out.reporters, into.reporters),
        correspondents=_union(out.correspondents, into.correspondents),
        photographers=_union(out.photographers, into.photographers),
        writers=_union(out.writers, into.writers),
        agency=out.agency or into.agency,
        kind=into.kind if out.kind == "continuation" else out.kind,
        jump=into.jump,
        parts=(*out.parts, _part(into, found, counts)),
        related=(*out.related, *into.related),
    )


def _part(article: Article, found: Fit | None, before: tuple[int, int, int]) -> Part:
    """An article as a part, behind so many paragraphs, sections and labels of the parts before it."""
    paragraphs, sections, labels = before
    return Part(
        id=article.id,
        source=article.source,
        page=article.issue.page.value if article.issue.page else None,
        lines=article.lines,
        heads=_heads(article),
        paragraphs=tuple(PartParagraph(n, p.lines) for n, p in enumerate(article.paragraphs, paragraphs + 1)),
        sections=(sections, sections + len(article.sections)),
        labels=(labels, labels + len(article.labels)),
        jump=article.jump,
        continued_from=article.continued_from,
        score=found.score if found else None,
        reason=found.reason if found else "",
    )


def _heads(article: Article) -> tuple[Headline, ...]:
    return tuple(head for head in (article.kicker, article.title, article.subtitle) if head)


def _paragraphs(out: Article, into: Article, seam: bool) -> tuple[Paragraph, ...]:
    """All paragraphs; those before the first heading of `into` stand under the last one of `out`."""
    shift, under, last = len(out.sections), _last_section(out.sections), out.paragraphs[-1]
    moved = [replace(p, section=under if p.section is None else p.section + shift) for p in into.paragraphs]
    if seam:
        last = replace(last, text=glue(last.text, moved[0].text), lines=(*last.lines, *moved[0].lines))
    return (*out.paragraphs[:-1], last, *moved[seam:])


def _last_section(sections: Sequence[Section]) -> int | None:
    return max((n for n, section in enumerate(sections) if section.level == 1), default=None)


def _union(left: Iterable[str], right: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*left, *right)))

"""From drafts to articles: joins what columns cut, and gives each part its place."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.articles import Article, Headline, Jump, Label, Paragraph, Section
from indexer.reading.newspaper.drafts import Draft, Part
from indexer.reading.newspaper.joins import Join, belongs_together, glue, join_of
from indexer.reading.newspaper.jumps import inline_jump_in, inline_jump_out, jump_in, jump_out
from indexer.reading.newspaper.kinds import kind_of
from indexer.reading.newspaper.people import people_of
from indexer.reading.newspaper.roles import Marked

_RUN_IN = re.compile(r"^(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)[^。]{2,40}。")
_LABELS = (
    *(Part.BYLINE, Part.AUTHOR, Part.CREDIT, Part.DATE, Part.NUMBER),
    *(Part.SIGNATURE, Part.LABEL, Part.REFERENCE, Part.END),
)


@dataclass(frozen=True, slots=True)
class Assembled:
    """An article and the joins that made its paragraphs."""

    article: Article
    joins: tuple[Join, ...]


def assemble(draft: Draft, source: str, number: int) -> Assembled:
    """The article of a draft; `number` is its place on the page, for a provisional id."""
    groups = _paragraph_groups(draft)
    jump, continued = _inline_jump(draft), _inline_continued(draft)
    texts = _texts(groups, jump, continued)
    sections = _sections(draft, groups, texts)
    people = people_of(draft)
    numbers = [line for _, row in draft.parts for line in row.row.lines]
    article = Article(
        id=str(number),
        source=source,
        lines=(min(numbers), max(numbers)),
        paragraphs=_paragraphs(groups, texts, sections),
        title=_headline(draft, Part.TITLE),
        kicker=_headline(draft, Part.KICKER),
        subtitle=_headline(draft, Part.SUBTITLE),
        reporters=people.reporters,
        correspondents=people.correspondents,
        photographers=people.photographers,
        writers=people.writers,
        sections=sections,
        labels=tuple(label for part, row in draft.parts if part in _LABELS for label in _labels_of(part, row)),
        jump=_jump(draft, Part.JUMP) or jump,
        continued_from=_jump(draft, Part.CONTINUED) or continued,
        kind=kind_of(draft),
        confidence=draft.confidence,
        reason=draft.reason,
    )
    return Assembled(article, tuple(join for group in groups for join in _joins(group)))


def _paragraph_groups(draft: Draft) -> list[list[Marked]]:
    """The rows of each paragraph; a heading between two rows keeps them apart."""
    groups: list[list[Marked]] = []
    apart = True
    for part, row in draft.parts:
        if part is Part.SECTION:
            apart = True
        elif part is Part.TEXT:
            if apart or not belongs_together(groups[-1][-1], row):
                groups.append([])
            groups[-1].append(row)
            apart = False
    return groups


def _text(group: Sequence[Marked]) -> str:
    text = group[0].text
    for row in group[1:]:
        text = glue(text, row.text)
    return text


def _texts(groups: Sequence[Sequence[Marked]], jump: Jump | None, continued: Jump | None) -> list[str]:
    """The text of each paragraph; a jump that stands in its line is no part of it, unless it is all there is."""
    texts = [_text(group) for group in groups]
    if jump:
        texts[-1] = texts[-1].removesuffix(jump.text).rstrip() or texts[-1]
    if continued:
        texts[0] = texts[0].removeprefix(continued.text).lstrip() or texts[0]
    return texts


def _sections(draft: Draft, groups: Sequence[Sequence[Marked]], texts: Sequence[str]) -> tuple[Section, ...]:
    """All headings in the order of their lines: those that are lines, and those that are first sentences."""
    own = [
        Section(piece, line, _level(piece)) for row in draft.rows(Part.SECTION) for line, piece in row.row.raw_lines()
    ]
    run_in = [
        Section(match[0], group[0].row.lines[0], _level(match[0]), run_in=True)
        for group, text in zip(groups, texts, strict=True)
        if (match := _RUN_IN.match(text))
    ]
    return tuple(sorted((*own, *run_in), key=lambda section: section.line))


def _level(heading: str) -> int:
    return 2 if heading[0] in "(（" else 1


def _paragraphs(
    groups: Sequence[Sequence[Marked]], texts: Sequence[str], sections: Sequence[Section]
) -> tuple[Paragraph, ...]:
    """Each paragraph with the last heading of the first level that stands above it or begins it."""
    tops = [index for index, section in enumerate(sections) if section.level == 1]
    starts = [sections[index].line for index in tops]
    found: list[Paragraph] = []
    for group, text in zip(groups, texts, strict=True):
        lines = tuple(line for row in group for line in row.row.lines)
        above = bisect_right(starts, lines[0])
        found.append(Paragraph(text, lines, tops[above - 1] if above else None))
    return tuple(found)


def _headline(draft: Draft, part: Part) -> Headline | None:
    rows = draft.rows(part)
    if not rows:
        return None
    return Headline(" ".join(row.text for row in rows), tuple(line for row in rows for line in row.row.lines))


def _labels_of(part: Part, row: Marked) -> list[Label]:
    return [Label(part.value, piece, line) for line, piece in row.row.raw_lines()]


def _jump(draft: Draft, part: Part) -> Jump | None:
    rows = draft.rows(part)
    if not rows:
        return None
    read = jump_out if part is Part.JUMP else jump_in
    return Jump(read(rows[0].text) or "", rows[0].text, rows[0].row.lines[0])


def _inline_jump(draft: Draft) -> Jump | None:
    """A jump at the end of the last paragraph, in its line."""
    found = inline_jump_out(draft.texts[-1].text) if draft.texts and not draft.has(Part.JUMP) else None
    return Jump(*found, draft.texts[-1].row.lines[-1]) if found else None


def _inline_continued(draft: Draft) -> Jump | None:
    """A 上接 at the beginning of the first paragraph, in its line."""
    found = inline_jump_in(draft.texts[0].text) if draft.texts and not draft.has(Part.CONTINUED) else None
    return Jump(*found, draft.texts[0].row.lines[0]) if found else None


def _joins(group: Sequence[Marked]) -> list[Join]:
    pieces = [(line, piece) for row in group for line, piece in zip(row.row.lines, row.row.pieces, strict=True)]
    return [join_of(a[1], b[1], (a[0], b[0])) for a, b in pairwise(pieces)]

"""What each raw line of a page was read as: of which article, and as which of its parts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.render import Document

_SEAM = 5  # characters on each side of a mended break


@dataclass(frozen=True, slots=True, eq=False)
class Printed:
    """What a page has of an article: all of it, or one of its parts. `number` counts the articles of all pages."""

    number: int
    article: Document
    part: Document | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What a line is, and of what; of nothing, where it belongs to no article."""

    text: str
    of: Printed | None = None


def printed_on(page: Document, pages: Sequence[Document], numbers: Mapping[str, int]) -> list[Printed]:
    """What stands on a page: its articles, and parts of those that begin on another."""
    found = []
    for home in pages:
        for article in home["articles"]:
            number = numbers[article["id"]]
            if home is page and not article["parts"]:
                found.append(Printed(number, article))
            found += [Printed(number, article, part) for part in article["parts"] if part["source"] == page["source"]]
    return found


def roles_of(page: Document, printed: Sequence[Printed]) -> dict[int, Role]:
    """The role of each raw line by its number."""
    seams = {tuple(join["lines"]): f"{join['left'][-_SEAM:]}|{join['right'][:_SEAM]}" for join in page["joins"]}
    roles = {line: Role(role, one) for one in printed for line, role in _roles(one, seams)}
    for name in ("furniture", "unplaced"):
        for record in page[name]:
            roles[record["line"]] = Role(": ".join(filter(None, (name, record["what"]))))
    return roles


def _roles(one: Printed, seams: Mapping[tuple[int, ...], str]) -> Iterator[tuple[int, str]]:
    article, part = one.article, one.part
    place = part or article
    labels, sections = (article[name][slice(*part[name])] if part else article[name] for name in ("labels", "sections"))
    for head in part["heads"] if part else ():
        yield from ((line, "head") for line in head["lines"])
    if part is None or part is article["parts"][0]:
        yield from _heads(article)
    for paragraph in _paragraphs(article, part):
        yield from _paragraph(*paragraph, seams)
    yield from ((label["line"], label["role"]) for label in labels)
    yield from ((section["line"], "section") for section in sections if not section["run_in"])
    for name, said in (("jump", "jump to"), ("continued_from", "comes from")):
        if jump := place[name]:
            yield jump["line"], f"{said} page {jump['page']}"


def _heads(article: Document) -> Iterator[tuple[int, str]]:
    for name in ("kicker", "subtitle"):
        if article[name]:
            yield from ((line, name) for line in article[name]["lines"])
    yield from ((line, "title") for line in article["title_lines"])


def _paragraphs(article: Document, part: Document | None) -> Iterator[tuple[int, Sequence[int]]]:
    if part:
        yield from ((place["number"], place["lines"]) for place in part["paragraphs"])
    else:
        yield from ((number, one["lines"]) for number, one in enumerate(article["paragraphs"], 1))


def _paragraph(number: int, lines: Sequence[int], seams: Mapping[tuple[int, ...], str]) -> Iterator[tuple[int, str]]:
    """The lines of a paragraph; behind a column break the seam that was mended."""
    yield lines[0], f"¶{number}"
    for before, line in pairwise(lines):
        seam = None if line == before + 1 else seams.get((before, line))  # the seams of wrapped lines go without saying
        yield line, f"¶{number} joined {seam}" if seam else f"¶{number} goes on"

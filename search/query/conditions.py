"""Conditions: what an article must fulfil to be a hit, as a tree of leaves, AllOf, AnyOf and Not."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Says:
    """The article says exactly this, across script, width, quotation marks, digits and line breaks: "机场大道".

    Latin words are whole words. With `in_title` it stands in title, kicker or subtitle.
    """

    text: str
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Begins:
    """The article has a word of a script with spaces that begins so: hydro*."""

    stem: str
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class Author:
    """A reporter, correspondent, photographer or writer has this in the name, across script and spaces; or, if `whole`,
    has this name.
    """

    name: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """The issue is of these days, both inclusive; None is open. An article without a date never is."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class OnPage:
    """The article begins on one of these pages (版次): of a number range both ends are inclusive, others are equal."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Source:
    """The paper has this in its name, across script; or, if `whole`, has this name."""

    name: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class OfKind:
    """The article is of this kind, such as `editorial`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of them hold; of none: always."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of them holds at least; of none: never."""

    conditions: tuple["Condition", ...]


Leaf = Says | Begins | Author | Dated | OnPage | Source | OfKind
Condition = Leaf | Not | AllOf | AnyOf


def speaks(condition: Condition | None) -> bool:
    """Whether all that fulfil a condition say something that it names."""
    if isinstance(condition, AllOf):
        return any(map(speaks, condition.conditions))
    if isinstance(condition, AnyOf):
        return all(map(speaks, condition.conditions))
    return isinstance(condition, Says | Begins)


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it is understood.

    `text` is what articles are ranked by, free words and what is wanted of phrases, as the reader typed them; it may be
    empty. `condition` is what hits must fulfil, None where there is none. `notes` say what was taken literally and why.
    """

    text: str
    condition: Condition | None = None
    notes: tuple[str, ...] = ()

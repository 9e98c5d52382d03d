"""A question as the legs take it."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.corpus import Allowed
from search.expansion.expansion import Expansion
from search.terms import QueryTerm


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is what the model reads, `terms` what the lexical leg looks for; without text there is nothing to rank by.

    `allowed` bool [articles] are the articles that may be hits, None where all may. `suffices`: whether an allowed
    article is a hit even if it shares no word with the text; filters only narrow what the words find. `expansions` are
    what the terms may mean besides, and `faults` what could not be read for that.
    """

    text: str
    terms: Sequence[QueryTerm]
    allowed: Allowed | None = None
    suffices: bool = True
    expansions: tuple[Expansion, ...] = ()
    faults: tuple[str, ...] = ()

"""A question as the legs take it."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.corpus import Allowed
from search.terms import QueryTerm


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is what the model reads, `terms` what the lexical leg looks for; without text there is nothing to rank by.

    `allowed` bool [articles] are the articles that may be hits, None where all may.
    """

    text: str
    terms: Sequence[QueryTerm]
    allowed: Allowed | None = None

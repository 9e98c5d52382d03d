"""The recipe of an index: the sizes and choices by which articles become passages, windows and terms."""

from dataclasses import dataclass
from enum import StrEnum

from indexer.vector_kinds import VectorKind


class Han(StrEnum):
    """Which terms a run of Chinese characters gives."""

    WORDS = "words"
    BIGRAMS = "bigrams"
    BOTH = "words+bigrams"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Recorded in the manifest, so that an index is opened and searched as it was made.

    Sizes are widths in Chinese characters (sentences.width): neighbouring paragraphs are joined up to `joined_chunk`,
    cut beyond `longest_chunk`; narrow windows are about `window` wide, the wide one, an article's beginning, about
    `wide_window`. With `heads` passages and windows have the head of their article in front. `vectors` is the kind of
    index that is asked for their vectors.
    """

    han: Han = Han.BOTH
    joined_chunk: int = 150
    longest_chunk: int = 600
    window: int = 80
    wide_window: int = 250
    heads: bool = True
    vectors: VectorKind = VectorKind.AUTO


RECIPE = Recipe()

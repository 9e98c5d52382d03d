"""What one leg says of a candidate."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LegScore:
    """What one leg says of a passage or article; `contribution` = `weight` · `normalised`.

    `rank` is the place in this leg's own order of the candidates (1 is best), None where the leg found nothing in it.
    `raw` is BM25 or nearness: of a passage its own; of an article the mean of its best passage's BM25 and its own as
    one document, and the nearness of its nearest passage mixed with that of its wide window. Of the leg
    `rerank` it is what the model said of the question with the best passage; an article or passage that it did not
    read has no such leg.
    """

    rank: int | None
    raw: float
    normalised: float
    weight: float
    contribution: float

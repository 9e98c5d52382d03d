"""The numbers of a search that may be set otherwise: by tuning, or to see what each is worth."""

from dataclasses import dataclass, replace

from indexer.tuning import Tuning
from search.bm25 import BM25, Bm25
from search.dense import Nearness
from search.fusion import Fusion

NEARNESS, FUSION = Nearness(), Fusion()


@dataclass(frozen=True, slots=True)
class Parameters:
    """Of each leg and of their fusion; the defaults are those of an index that was not tuned."""

    bm25: Bm25 = BM25
    nearness: Nearness = NEARNESS
    fusion: Fusion = FUSION


PARAMETERS = Parameters()


def parameters_of(tuning: Tuning | None) -> Parameters:
    """The parameters of an index: the defaults, where it was not tuned."""
    if tuning is None:
        return PARAMETERS
    return replace(PARAMETERS, fusion=Fusion(tuning.dense_weight, tuning.coverage_slope))

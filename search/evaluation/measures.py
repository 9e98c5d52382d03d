"""Measures of rankings against graded judgments, as trec_eval computes them; 0 to 1, higher is better.

The gain of nDCG is the grade itself (Järvelin and Kekäläinen 2002), and a query's ideal counts every judged document,
whether it was indexed or not. Measures are named `NAME@DEPTH`; nothing below DEPTH counts.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pytrec_eval
from numpy.typing import NDArray

Judgments = Mapping[str, Mapping[str, int]]
"""Query -> document -> grade; a document is relevant when its grade is above 0."""
Rankings = Mapping[str, Sequence[str]]
"""Query -> documents, best first."""
Scores = NDArray[np.float64]

MEASURES = ("nDCG@10", "success@1", "MRR@10", "recall@10", "recall@100", "MAP@100")
_BY_TREC_EVAL = {
    "nDCG": "ndcg_cut",
    "success": "success",
    "MRR": "recip_rank",
    "recall": "recall",
    "MAP": "map_cut",
}


def measure(rankings: Rankings, judgments: Judgments, names: Sequence[str] = MEASURES) -> dict[str, Scores]:
    """Every measure for each judged query, float64 [queries] in the order of `judgments`.

    A query without a ranking scores 0. Raises ValueError for a query without a relevant document, where no measure is
    defined, and for an unknown measure.
    """
    for query, grades in judgments.items():
        if not any(grade > 0 for grade in grades.values()):
            raise ValueError(f"query {query!r} has no relevant document; it cannot be measured")
    asked = {name: _parsed(name) for name in names}
    evaluator = pytrec_eval.RelevanceEvaluator(
        {query: dict(grades) for query, grades in judgments.items()},
        {key if key == "recip_rank" else f"{key}.{depth}" for key, depth in asked.values()},
    )
    found = evaluator.evaluate({query: _by_place(rankings.get(query, ())) for query in judgments})
    return {
        name: np.array([_value(found.get(query, {}), key, depth) for query in judgments], np.float64)
        for name, (key, depth) in asked.items()
    }


def _parsed(name: str) -> tuple[str, int]:
    kind, _, depth = name.partition("@")
    if kind not in _BY_TREC_EVAL or not depth.isdecimal() or int(depth) < 1:
        known = ", ".join(f"{kind}@DEPTH" for kind in _BY_TREC_EVAL)
        raise ValueError(f"unknown measure {name!r}; expected one of {known}")
    return _BY_TREC_EVAL[kind], int(depth)


def _by_place(ranking: Sequence[str]) -> dict[str, float]:
    """Scores that fall from place to place, for trec_eval orders by score and breaks ties in its own way."""
    places = dict.fromkeys(ranking)
    return {document: float(len(places) - place) for place, document in enumerate(places)}


def _value(found: Mapping[str, float], key: str, depth: int) -> float:
    if key != "recip_rank":
        return found.get(f"{key}_{depth}", 0.0)
    value = found.get(key, 0.0)
    return value if value * depth > 1 - 1e-9 else 0.0

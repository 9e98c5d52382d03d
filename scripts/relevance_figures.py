"""What came of fitting relevance: how well it is calibrated, what a floor loses and refuses, as numbers and curves."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np
from numpy.typing import NDArray

from search.relevance import Evidence
from search.request import Mode

matplotlib.use("agg")
from matplotlib import pyplot

Array = NDArray[np.float64]
LOSS = 0.05
FLOORS = (0.01, 0.02, 0.03, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
BINS = 10


@dataclass(frozen=True)
class Examples:
    """The best hits of questions: evidence [hits], whether each is right, its rank, and its question's number.

    `answered` bool [questions]: whether the collection has an answer.
    """

    evidence: Evidence
    right: NDArray[np.bool_]
    ranks: NDArray[np.int64]
    questions: NDArray[np.int64]
    answered: NDArray[np.bool_]


def best_of(relevance: Array, examples: Examples) -> tuple[Array, Array]:
    """Relevance of the right first hits, and of the best hit of each unanswered question (0 where there is none)."""
    best = np.zeros(len(examples.answered))
    np.maximum.at(best, examples.questions, relevance)
    return relevance[examples.right & (examples.ranks == 1)], best[~examples.answered]


def refused_at(loss: float, right: Array, unanswered: Array) -> float:
    """How many unanswered questions are refused by the floor at which this share of right first hits is lost."""
    return float(np.mean(unanswered < np.sort(right)[int(loss * len(right))]))


def calibration_error(relevance: Array, right: NDArray[np.bool_]) -> float:
    """Expected calibration error over bins of equal width."""
    return float(sum(abs(relevance[one].mean() - right[one].mean()) * one.mean() for one in binned(relevance, 1)))


def binned(relevance: Array, fewest: int) -> list[NDArray[np.bool_]]:
    """Which hits are in each of the bins of equal width that have the fewest at least."""
    bins = np.minimum((relevance * BINS).astype(int), BINS - 1)
    return [bins == number for number in range(BINS) if (bins == number).sum() >= fewest]


def tested(relevance: Array, examples: Examples) -> dict[str, object]:
    """The figures of one set."""
    right, unanswered = best_of(relevance, examples)
    floors = {str(floor): [float(np.mean(right < floor)), float(np.mean(unanswered < floor))] for floor in FLOORS}
    first = examples.ranks == 1
    return {
        "right first hits": len(right),
        "unanswered": len(unanswered),
        "calibration error": calibration_error(relevance, examples.right),
        "calibration error, first hits": calibration_error(relevance[first], examples.right[first]),
        f"refused at {LOSS:.0%} lost": refused_at(LOSS, right, unanswered),
        "lost and refused by floor": floors,
    }


def draw(path: Path, relevance: Mapping[str, Mapping[str, Array]], sets: Mapping[str, Mapping[str, Examples]]) -> None:
    """Reliability and refusal curves of all modes."""
    for name, plot, labels in (
        ("reliability", reliability, ("relevance", "share that is right")),
        ("curve", curve, ("right first hits lost", "unanswered questions refused")),
    ):
        figure, axes = pyplot.subplots(1, len(Mode), figsize=(15, 5), sharey=True)
        for mode, axis in zip(Mode, axes, strict=True):
            for label, values in relevance[mode].items():
                plot(axis, label, values, sets[mode][label])
            axis.set(title=mode, xlabel=labels[0], ylabel=labels[1])
            axis.grid(alpha=0.3)
        axes[0].legend(fontsize=8)
        figure.tight_layout()
        figure.savefig(path / f"{name}.png", dpi=100)
        pyplot.close(figure)


def reliability(axis: "pyplot.Axes", label: str, relevance: Array, examples: Examples) -> None:
    """Bins of equal width with at least 20 hits."""
    means = [(relevance[one].mean(), examples.right[one].mean()) for one in binned(relevance, 20)]
    axis.plot(*np.transpose(means), marker="o", ms=4, label=label)
    axis.plot([0, 1], [0, 1], color="grey", lw=0.8)


def curve(axis: "pyplot.Axes", label: str, relevance: Array, examples: Examples) -> None:
    """Refused against lost over all floors."""
    right, unanswered = best_of(relevance, examples)
    lost = np.linspace(0, 0.5, 101)
    axis.plot(lost, [refused_at(loss, right, unanswered) for loss in lost], label=label)
    axis.axvline(LOSS, color="grey", lw=0.8)

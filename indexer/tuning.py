"""What was learned of an index from judged questions: numbers of the fusion, stored with it and with how they came."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """The fitted numbers, and their provenance.

    Fitted on `fitted_on` queries of `dataset` (`judgments` is the SHA-256 of its queries and grades) in `generation` of
    the index; on `tested_on` others the mean of `measure` gained `gain` (95 % interval `low` to `high`, two-sided `p`
    of the paired randomisation test).
    """

    dense_weight: float
    coverage_slope: float
    dataset: str
    judgments: str
    date: str
    generation: int
    fitted_on: int
    tested_on: int
    measure: str
    gain: float
    low: float
    high: float
    p: float

    @property
    def description(self) -> str:
        """The numbers and where they come from, for people."""
        return (
            f"dense weight {self.dense_weight:g}, coverage slope {self.coverage_slope:g}, tuned on {self.dataset} "
            f"({self.date}; {self.measure} {self.gain:+.4f} on {self.tested_on} held-out queries, p = {self.p:.4f})"
        )

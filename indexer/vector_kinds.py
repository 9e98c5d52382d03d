"""Kinds of vector index: by which kind the windows of one language in a segment are searched.

All kinds keep the vectors themselves and score by them; the approximate ones only say which to score.
"""

from enum import StrEnum


class VectorKind(StrEnum):
    """FLAT scores every vector. The IVF kinds sort vectors into cells, and in the cells nearest to a query compare
    codes: of 2 bits a dimension (PQ), or of 8 (SQ8), which are more exact and slower. AUTO is FLAT for few vectors of
    a language in a segment, and PQ for many.
    """

    AUTO = "auto"
    FLAT = "flat"
    IVF_PQ = "ivf-pq"
    IVF_SQ8 = "ivf-sq8"


# All of fewer vectors are scored in about the time that nominating takes: scripts/speed/dense.py.
LEAST_AUTO = 30_000
# And sooner, whatever kind is asked for, where a filter leaves no more of them, too.
LEAST_ASKED = 10_000
# Of those that a filter leaves in all segments, so many are scored: fewer cells would lose some where they are alike,
# and more cells take as long.
LEAST_FILTERED = 60_000


def kind_of(vectors: int, asked: VectorKind) -> VectorKind:
    """The kind by which so many vectors are searched, where this one is asked for."""
    if asked is VectorKind.FLAT or vectors < (LEAST_AUTO if asked is VectorKind.AUTO else LEAST_ASKED):
        return VectorKind.FLAT
    return VectorKind.IVF_PQ if asked is VectorKind.AUTO else asked

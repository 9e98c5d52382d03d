"""Which characters of a passage are words of the query, across script, width and stray spaces."""

from collections.abc import Collection, Iterable

from indexer.analysis import occurrences
from indexer.sentences import Span


def telling(terms: Collection[str]) -> frozenset[str]:
    """Terms worth marking: single characters only where the query has nothing longer."""
    longer = frozenset(term for term in terms if len(term) > 1)
    return longer or frozenset(terms)


def highlights(text: str, terms: frozenset[str], also: Iterable[Span] = ()) -> tuple[Span, ...]:
    """Spans of `text` whose terms are among `terms`, and those in `also`; in order, overlapping and touching joined."""
    marked: list[Span] = []
    for start, end in sorted([*((token.start, token.end) for token in occurrences(text, terms)), *also]):
        if marked and start <= marked[-1][1]:
            marked[-1] = (marked[-1][0], max(end, marked[-1][1]))
        else:
            marked.append((start, end))
    return tuple(marked)

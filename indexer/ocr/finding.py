"""Suspects of a whole article: every rule over its heads and its body, on the places of the raw source."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate

from indexer.articles import Article
from indexer.folding import fold
from indexer.ocr.protected import protected_spans
from indexer.ocr.suspect import Confidence, Suspect, Suspicion
from indexer.ocr.western import western_suspicions
from indexer.ocr.wording import wording_suspicions
from indexer.ocr.words import word_suspicions

_ORDER = tuple(Confidence)
_HEADS = ("title", "kicker", "subtitle")


def with_suspects(article: Article) -> Article:
    """The same article, not a character changed, with the places where something else may have been printed."""
    heads = [(part, head) for part in _HEADS if (head := getattr(article, part))]
    pieces = [("body", paragraph.text, paragraph.lines) for paragraph in article.paragraphs]
    pieces += [(part, head.text, head.lines) for part, head in heads]
    texts = [text for _, text, _ in pieces]
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    suspects = []
    for found in suspicions("\n".join(texts), article.people):
        number = bisect_right(starts, found.start) - 1
        part, text, lines = pieces[number]
        printed = text[found.start - starts[number] : found.end - starts[number]]
        # The body comes first, so that its offsets are those of the whole.
        offset = 0 if part == "body" else starts[number]
        place = (part, found.start - offset, found.end - offset)
        suspects.append(Suspect(*place, printed, found.may_be, found.confidence, found.reason, lines))
    return replace(article, suspects=tuple(suspects)) if suspects else article


def suspicions(text: str, people: Iterable[str] = ()) -> list[Suspicion]:
    """All suspicions in the text of an article in order, of those that overlap the surest; none in what is protected.

    `people` are names that the text may hold.
    """
    folded = fold(text)
    found = [*western_suspicions(text, folded.text)]
    for suspicion in (*word_suspicions(folded.text), *wording_suspicions(folded.text)):
        start, end = folded.span(suspicion.start, suspicion.end)
        if end - start == suspicion.end - suspicion.start:  # not where one character stands for two, as in ㍻
            found.append(replace(suspicion, start=start, end=end))
    return _apart(found, protected_spans(text, people)) if found else []


def _apart(found: Iterable[Suspicion], taken: Iterable[tuple[int, int]]) -> list[Suspicion]:
    """The surest suspicions that neither overlap one another nor what is taken, in order."""
    spans, kept = list(taken), []
    for suspicion in sorted(found, key=lambda s: (_ORDER.index(s.confidence), s.start, s.end)):
        if all(suspicion.end <= start or suspicion.start >= end for start, end in spans):
            spans.append((suspicion.start, suspicion.end))
            kept.append(suspicion)
    return sorted(kept, key=lambda s: s.start)

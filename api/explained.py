"""Explanations as lines of text for people who search, made from the documents that --json and HTTP give."""

from collections.abc import Iterable
from typing import Any

Document = dict[str, Any]


def question_lines(question: Document) -> list[str]:
    """How a question was understood."""
    folded = question["folded"]
    compared = [] if folded == question["text"] else [f"Words are compared as: {folded}"]
    demanded = [f"A hit must: {question['condition']}"] if question["condition"] else []
    return [
        f"Ranked by: {question['text'] or 'nothing, for there are conditions only'}",
        *compared,
        *demanded,
        *(f"Note: {note}" for note in question["notes"]),
        *(_term(term) for term in question["terms"] if term["term"] not in question["ignored"]),
        *([f"Not in this index: {', '.join(question['ignored'])}"] if question["ignored"] else []),
        *_coverage(question["words"]),
        *_scale(question["meaning"], question["candidates"]),
    ]


def _term(term: Document) -> str:
    often = f"; it counts {term['count']} times" if term["count"] > 1 else ""
    found = f"in {_many(term['articles'], 'article')}, {_many(term['passages'], 'passage')}"
    weight = f"weight {term['idf']:.3f} (in articles {term['article_idf']:.3f})"
    also = f"; for at most half also: {', '.join(term['alternatives'])}" if term["alternatives"] else ""
    return f"{'Text' if term['exact'] else 'Term'} {term['term']}: {found}; {weight}{often}{also}"


def _coverage(words: Document | None) -> list[str]:
    if not words:
        return []
    reached = f"they weigh {words['attainable']:.3f} together, and the best article has BM25 {words['highest']:.3f}"
    covered = f"({words['slope']:.2f} × BM25 / weight)², at most 1, is their coverage {words['coverage']:.3f}"
    return [f"Words: {reached}; {covered}; so they count {words['weight']:.3f} of a score"]


def _scale(meaning: Document | None, candidates: int) -> list[str]:
    if not meaning:
        return []
    ends = f"from {meaning['lowest']:.3f}, which counts 0, to {meaning['highest']:.3f}, which counts 1"
    share = meaning["foreign_share"]
    foreign = f"; {share:.0%} of the archive is in other languages than the question" if share else ""
    return [f"Meaning: {_many(candidates, 'candidate')} with nearness {ends}{foreign}"]


def article_lines(article: Document) -> list[str]:
    """What made the score of an article, or why it has none."""
    return [
        _standing(article),
        *(reason[0].upper() + reason[1:] for reason in article["reasons"]),
        *_words(article),
        *_meaning(article),
        *(line for passage in article["passages"] for line in _passage(passage)),
        *_relevance(article["relevance"]),
    ]


def _standing(article: Document) -> str:
    if article["rank"] is None:
        return "It is no candidate, and has no score"
    legs = (
        f"{name} {leg['contribution']:.3f} ({leg['raw']:.3f} scaled to {leg['normalised']:.3f}, × {leg['weight']:.3f})"
        for name, leg in article["scores"].items()
    )
    return f"Number {article['rank']} of the candidates: {' + '.join(legs) or 'no score'} = {article['score']:.3f}"


def _words(article: Document) -> list[str]:
    words = article["words"]
    if not words:
        return []
    place = "" if words["rank"] is None else f"; number {words['rank']} by words"
    share = words["whole_share"]
    sum_of = (
        f"{1 - share:g} × best passage {words['best_passage']:.3f} + {share:g} × whole {words['whole']['score']:.3f}"
    )
    return [f"Words (BM25) {words['score']:.3f} = {sum_of}{place}", f"  whole article: {_shares(words['whole'])}"]


def _meaning(article: Document) -> list[str]:
    meaning = article["meaning"]
    if not meaning:
        return []
    share = meaning["narrow_share"]
    sum_of = (
        f"{share:g} × nearest passage {meaning['nearest_passage']:.3f} + "
        f"{1 - share:g} × its beginning {meaning['wide']['nearness']:.3f}"
    )
    shared = meaning["shared"]
    lacking = f", which shares {shared:.0%} of the words: meaning stands in for the rest" if shared < 0.995 else ""
    return [
        f"Meaning (nearness) {meaning['nearness']:.3f} = {sum_of}; language {meaning['language']}{lacking}",
        f"  its beginning: {_window(meaning['wide'])}",
    ]


def _passage(passage: Document) -> Iterable[str]:
    first, last = passage["paragraphs"]
    names = {"best_by_words": "best by words", "nearest": "nearest in meaning"}
    marks = ", ".join(name for key, name in names.items() if passage[key])
    where = f"Passage {first}-{last}" if last > first else f"Passage {first}"
    yield f"{where}{f' ({marks})' if marks else ''}: {passage['opening']}"
    if passage["words"]:
        yield f"  words: {_shares(passage['words'])}"
    if passage["window"]:
        yield f"  meaning: {_window(passage['window'])}"


def _shares(words: Document) -> str:
    shares = [
        f"{share['term']} {share['share']:.3f} ({_many(share['frequency'], 'time')}"
        f"{', by ' + ' or '.join(share['by']) if share['by'] else ''})"
        for share in words["shares"]
    ]
    return f"{' + '.join(shares)} = {words['score']:.3f}" if shares else "none of the question's words"


def _window(window: Document) -> str:
    away = f" - {window['background']:.3f} for its language" if abs(window["background"]) >= 0.0005 else ""
    place = f"part {window['number']} of {window['windows']}"
    return f"cosine {window['cosine']:.3f}{away} = {window['nearness']:.3f} ({place})"


def _relevance(relevance: Document | None) -> list[str]:
    if not relevance:
        return []
    parts = " + ".join(f"{name.replace('_', ' ')} {value:.3f}" for name, value in relevance["parts"].items() if value)
    return [f"Relevance {relevance['relevance']:.3f}, for its log odds are {parts} = {relevance['odds']:.3f}"]


def _many(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"

"""Which story of its page a photo illustrates: the one that shares the caption's rare words, not the nearest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import log

from indexer.articles import Article, Related
from indexer.reading.issues.words import all_words, words_of

_PHOTO = "photo_caption"
_NO_STORIES = frozenset({_PHOTO, "briefs", "table", "verse", "weather", "correction", "classified", "notice"})
# What credits inside a text consist of besides names; it says nothing of the subject.
_CREDITS = words_of("本报记者 本報記者 通讯员 通訊員 摄影报道 攝影報道 新华社记者 新華社記者 资料图片 資料圖片")
_ENOUGH = 2.5  # words that no other article of the page has
_CLEARLY = 1.5  # times as many as the second best story
_SHOWN = 8


def link_photos(articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles of a page, each photo with the story that it illustrates, and that story with its photos."""
    words = {article.id: all_words(article) - _CREDITS for article in articles}
    counts = Counter(word for found in words.values() for word in found)
    stories = [article for article in articles if article.kind not in _NO_STORIES]
    related: dict[str, list[Related]] = {article.id: [] for article in articles}
    for photo in articles:
        story = _story(photo, stories, words, counts) if photo.kind == _PHOTO else None
        if story:
            shared = sorted(words[photo.id] & words[story.id], key=lambda word: (counts[word], word))
            reason = f"words in common: {' '.join(shared[:_SHOWN])}"
            related[photo.id].append(Related(story.id, f"the photo illustrates it; {reason}"))
            related[story.id].append(Related(photo.id, f"a photo of it; {reason}"))
    return tuple(replace(a, related=tuple(related[a.id])) if related[a.id] else a for a in articles)


def _story(
    photo: Article, stories: Sequence[Article], words: Mapping[str, frozenset[str]], counts: Mapping[str, int]
) -> Article | None:
    """The story with most rare words of the caption, if it has enough of them and clearly more than any other."""
    total = len(words)
    weights = [sum(_weight(counts[word], total) for word in words[photo.id] & words[story.id]) for story in stories]
    best, second = sorted([*weights, 0.0, 0.0], reverse=True)[:2]
    return stories[weights.index(best)] if best >= max(_ENOUGH, _CLEARLY * second) else None


def _weight(count: int, total: int) -> float:
    """1 for a word that only photo and story have, 0 for one that all articles have."""
    return log(total / count) / log(total / 2) if count > 2 else 1.0

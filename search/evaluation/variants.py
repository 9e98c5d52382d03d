"""Test pairs for tolerance: queries of a data set, and the same queries as somebody else would have typed them.

All is made by program from the texts of the set, with a fixed seed. Wrong characters of names come from the first
reading of pypinyin, common ones only, and from the groups of indexer/ocr/look_alikes.txt; nothing else is shared with
what mends them.
"""

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

import jieba
import jieba.posseg as tagger
import opencc
from pypinyin import Style, lazy_pinyin

from indexer.analysis import HAN
from indexer.ocr.look_alikes import look_alikes

SEED = 20251
_COMMON = 2500  # characters that somebody may type for another one
_FEW = 3  # passages that say a name, at most
_ARABIC_TO_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_NARROW = {wide: code for code, wide in _WIDE.items()} | str.maketrans({"。": ".", "、": ",", "“": '"', "”": '"'})
_HAN = re.compile(rf"[{HAN}]")
T = TypeVar("T")
_to_traditional: Callable[[str], str] = opencc.OpenCC("s2t").convert
_to_simplified: Callable[[str], str] = opencc.OpenCC("t2s").convert


@dataclass(frozen=True, slots=True)
class Pair:
    """A query as it should be typed, and as it is; `relevant` are the ids of the passages that answer it."""

    clean: str
    variant: str
    relevant: frozenset[str]


@dataclass(frozen=True, eq=False)
class Material:
    """Passages by id, and questions with the ids of the passages that answer them."""

    passages: Mapping[str, str]
    questions: Sequence[tuple[str, frozenset[str]]]

    @functools.cached_property
    def everything(self) -> str:
        """All passages as one text."""
        return "\n".join(self.passages.values())

    def saying(self, text: str) -> frozenset[str]:
        """The passages that say a text as it is printed."""
        return frozenset(name for name, passage in self.passages.items() if text in passage)


Maker = Callable[[Material, Random], Iterator[Pair]]


def pairs(maker: Maker, material: Material, most: int) -> list[Pair]:
    """At most so many pairs that differ, of different clean queries."""
    found: dict[str, Pair] = {}
    for pair in maker(material, Random(SEED)):
        if pair.variant != pair.clean and pair.relevant:
            found.setdefault(pair.clean, pair)
        if len(found) == most:
            break
    return list(found.values())


def _rewritten(rewrite: Callable[[str, Random], str]) -> Maker:
    """Questions of the set, each rewritten as a whole."""

    def maker(material: Material, chance: Random) -> Iterator[Pair]:
        for text, relevant in _shuffled(material.questions, chance):
            yield Pair(text, rewrite(text, chance), relevant)

    return maker


def _shuffled(items: Sequence[T], chance: Random) -> list[T]:
    return chance.sample(items, len(items))


def _mixed(text: str, chance: Random) -> str:
    """Each character in either script."""
    other = _to_traditional(_to_simplified(text))
    if len(other) != len(text):
        return text
    return "".join(chance.choice(pair) for pair in zip(text, other, strict=True))


def _spaced(text: str, chance: Random) -> str:
    """A space inside of two words of Chinese characters."""
    words = list(jieba.cut(text))
    torn = [at for at, word in enumerate(words) if len(word) > 1 and all(map(_HAN.match, word))]
    for at in chance.sample(torn, min(2, len(torn))):
        words[at] = _spaced_word(words[at], chance)
    return "".join(words)


def _spaced_word(word: str, chance: Random) -> str:
    cut = chance.randrange(1, len(word))
    return f"{word[:cut]} {word[cut:]}"


def _names(material: Material, chance: Random) -> Iterator[tuple[str, frozenset[str]]]:
    """Names of two to four characters that few passages say, by the tagger of jieba."""
    seen: set[str] = set()
    for passage in _shuffled(list(material.passages.values()), chance):
        for word, kind in tagger.cut(passage):
            if kind == "nr" and 2 <= len(word) <= 4 and word not in seen and all(map(_HAN.match, word)):
                seen.add(word)
                if len(saying := material.saying(word)) <= _FEW:
                    yield word, saying


def _spaced_names(material: Material, chance: Random) -> Iterator[Pair]:
    for name, saying in _names(material, chance):
        yield Pair(name, _spaced_word(name, chance), saying)


def _miswritten(others: Callable[[str, Material], str]) -> Callable[[str, Material, Random], str]:
    """A name with one character exchanged so that no passage says it."""

    def rewrite(name: str, material: Material, chance: Random) -> str:
        changed = [name[:at] + other + name[at + 1 :] for at, c in enumerate(name) for other in others(c, material)]
        unsaid = [text for text in changed if text not in material.everything]
        return chance.choice(unsaid) if unsaid else name

    return rewrite


def _same_sound(character: str, material: Material) -> str:
    return "".join(other for other in _homophones(material).get(_sound(character), ()) if other != character)


def _same_shape(character: str, _: Material) -> str:
    return look_alikes().get(character, "")


@functools.lru_cache(maxsize=4)
def _homophones(material: Material) -> dict[str, list[str]]:
    """The common characters of a set by their sound."""
    found: dict[str, list[str]] = {}
    for character, _ in Counter(filter(_HAN.match, material.everything)).most_common(_COMMON):
        found.setdefault(_sound(character), []).append(character)
    return found


def _sound(character: str) -> str:
    return "".join(lazy_pinyin(character, style=Style.NORMAL))


def _wrong_names(others: Callable[[str, Material], str]) -> Maker:
    rewrite = _miswritten(others)

    def maker(material: Material, chance: Random) -> Iterator[Pair]:
        for name, saying in _names(material, chance):
            yield Pair(name, rewrite(name, material, chance), saying)

    return maker


def _wrong_names_asked(others: Callable[[str, Material], str]) -> Maker:
    """Questions of the set about a name that the answering passage says."""
    rewrite = _miswritten(others)

    def maker(material: Material, chance: Random) -> Iterator[Pair]:
        for text, relevant in _shuffled(material.questions, chance):
            for name, kind in tagger.cut(text):
                if kind == "nr" and 2 <= len(name) <= 4 and material.saying(name) & relevant:
                    yield Pair(text, text.replace(name, rewrite(name, material, chance), 1), relevant)
                    break

    return maker


# A number with the clause around it, up to eight characters on either side.
_CLAUSE = re.compile(
    rf"[{HAN}]{{2,8}}(\d{{4}}年\d+月(?:\d+日)?|\d+月\d+日|\d+(?:\.\d+)?%|[1-9]\d{{4,}}|\d+(?:\.\d)?万)[{HAN}]{{2,8}}"
)


def _other_digits(material: Material, chance: Random) -> Iterator[Pair]:
    for passage in _shuffled(list(material.passages.values()), chance):
        for found in _CLAUSE.finditer(passage):
            number, clause = found.group(1), found.group()
            yield Pair(clause, clause.replace(number, _other_form(number, chance)), material.saying(clause))
            break


def _other_form(number: str, chance: Random) -> str:
    """A date, share or number as it may be written as well."""
    if number.endswith("%"):
        whole, _, rest = number.removesuffix("%").partition(".")
        return f"百分之{in_full(int(whole))}" + (f"点{rest.translate(_ARABIC_TO_CHINESE)}" if rest else "")
    if number.endswith("万"):
        value = round(float(number.removesuffix("万")) * 10**4)
        return chance.choice([str(value), f"{value:,}", in_full(value)])
    if number.isdecimal():
        return chance.choice([f"{int(number):,}", in_full(int(number))])
    year = re.sub(r"\d+(?=年)", lambda found: found.group().translate(_ARABIC_TO_CHINESE), number)
    return re.sub(r"\d+(?=[月日])", lambda found: in_full(int(found.group())), year)


def in_full(value: int) -> str:
    """A number below 10^12 in Chinese characters, as it is written out."""
    if not value:
        return "零"
    text, pending = "", False
    for at, figure in enumerate(digits := str(value)):
        place = len(digits) - 1 - at
        if figure == "0":
            pending = True
        else:
            text += (
                ("零" if pending and text else "")
                + "零一二三四五六七八九"[int(figure)]
                + ("", "十", "百", "千")[place % 4]
            )
            pending = False
        if place % 4 == 0 and place and value // 10**place % 10**4:
            text += {4: "万", 8: "亿"}[place]
            pending = False
    return text.removeprefix("一") if text.startswith("一十") else text


def _one_edit(material: Material, chance: Random) -> Iterator[Pair]:
    """Questions with one typing error in their rarest word of five letters or more."""
    counts = Counter(re.findall(r"[a-z]+", material.everything.lower()))
    for text, relevant in _shuffled(material.questions, chance):
        words = [word for word in re.findall(r"[a-z]{5,}", text.lower()) if counts[word]]
        if words:
            word = min(words, key=lambda word: (counts[word], word))
            wrong = next(filter(lambda other: not counts[other], (_edited(word, chance) for _ in range(20))), word)
            yield Pair(text, re.sub(rf"(?i)\b{word}\b", wrong, text, count=1), relevant)


def _one_edit_alone(material: Material, chance: Random) -> Iterator[Pair]:
    """Words of five letters or more that few passages say, with one typing error that makes no other word."""
    passages = {name: set(re.findall(r"[a-z]+", text.lower())) for name, text in material.passages.items()}
    counts = Counter(word for words in passages.values() for word in words)
    rare = sorted(word for word, count in counts.items() if len(word) > 4 and count <= _FEW)
    for word in _shuffled(rare, chance):
        wrong = next(filter(lambda other: not counts[other], (_edited(word, chance) for _ in range(20))), word)
        yield Pair(word, wrong, frozenset(name for name, words in passages.items() if word in words))


def _edited(word: str, chance: Random) -> str:
    at, letter = chance.randrange(1, len(word)), chance.choice("abcdefghijklmnopqrstuvwxyz")
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        ]
    )


MAKERS: Mapping[str, Maker] = {
    "Traditional": _rewritten(lambda text, _: _to_traditional(text)),
    "Simplified": _rewritten(lambda text, _: _to_simplified(text)),
    "full width": _rewritten(lambda text, _: text.translate(_WIDE) if re.search(r"[0-9A-Za-z]", text) else text),
    "half width": _rewritten(lambda text, _: text.translate(_NARROW)),
    "mixed script": _rewritten(_mixed),
    "spaces inside words of a question": _rewritten(_spaced),
    "space inside a name": _spaced_names,
    "digits in another form": _other_digits,
    "same sound, a name": _wrong_names(_same_sound),
    "same sound, a name in a question": _wrong_names_asked(_same_sound),
    "look-alike, a name": _wrong_names(_same_shape),
    "look-alike, a name in a question": _wrong_names_asked(_same_shape),
    "one edit, a Latin word": _one_edit_alone,
    "one edit in a Latin word of a question": _one_edit,
}

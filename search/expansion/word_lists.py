"""A reader's own words: a dictionary and synonyms, as text files that say one thing a line.

# dictionary.txt: words that are to be found as one; the numbers that jieba wants behind them are read over
海珀集团
苏晓梅 3 nr

# synonyms.txt: each may be meant by any other; or, with =>, by what stands before it
绿证, 绿色电力证书
夏季达沃斯 => 新领军者年会, 达沃斯论坛
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.analysis import HAN
from indexer.canonical import canonical
from search.errors import WordListBroken

MOST_LINES = 100_000
MOST_BYTES = 16 << 20
LONGEST_WORD = 64
MOST_SYNONYMS = 20
_JIEBA = re.compile(rf"([{HAN}]+)\s+\d+(?:\s+[a-z]+)?")
_COMMA = re.compile(r"[,，、]")


@dataclass(frozen=True, slots=True)
class WordLists:
    """Words to be found as one, and for each text its synonyms, all canonical."""

    dictionary: frozenset[str] = frozenset()
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_dictionary(path: Path) -> frozenset[str]:
    """The words of a dictionary. Raises WordListBroken."""
    return frozenset(
        _word(path, number, jieba[1] if (jieba := _JIEBA.fullmatch(line)) else line) for number, line in _lines(path)
    )


def read_synonyms(path: Path) -> dict[str, tuple[str, ...]]:
    """For each text of a list of synonyms the others, in the order of the file. Raises WordListBroken."""
    found: dict[str, dict[str, None]] = {}
    for number, line in _lines(path):
        for word, others in _rule(path, number, line):
            found.setdefault(word, {}).update(dict.fromkeys(other for other in others if other != word))
            if len(found[word]) > MOST_SYNONYMS:
                raise WordListBroken(path, number, f"{word!r} has more than {MOST_SYNONYMS} synonyms by now")
    return {word: tuple(others) for word, others in found.items()}


def _rule(path: Path, number: int, line: str) -> Iterator[tuple[str, list[str]]]:
    """What a line of synonyms says: words with what they may stand for."""
    left, arrow, right = line.partition("=>")
    words = [_word(path, number, part) for part in _COMMA.split(left)]
    others = [_word(path, number, part) for part in _COMMA.split(right)] if arrow else words
    if not arrow and len(words) < 2:
        raise WordListBroken(path, number, f"{line!r} has one word; expected `one, other` or `one => other`")
    for word in words:
        yield word, others


def _word(path: Path, number: int, text: str) -> str:
    word = canonical(text).strip()
    if not any(character.isalnum() for character in word):
        raise WordListBroken(path, number, f"{text.strip()!r} is no word; expected one with a letter or a digit")
    if len(word) > LONGEST_WORD:
        raise WordListBroken(path, number, f"a word of {len(word)} characters; at most {LONGEST_WORD} are taken")
    return word


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that say something, with their numbers from 1."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WordListBroken(path, None, f"cannot be read ({error.strerror or error})") from error
    if len(data) > MOST_BYTES:
        raise WordListBroken(path, None, f"has {len(data)} bytes; at most {MOST_BYTES} are read")
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if len(lines) > MOST_LINES:
        raise WordListBroken(path, None, f"has {len(lines)} lines; at most {MOST_LINES} are read")
    for number, line in enumerate(lines, 1):
        try:
            text = line.decode("utf-8").strip()
        except UnicodeDecodeError:
            raise WordListBroken(path, number, "is not UTF-8; save the file as UTF-8") from None
        if text and not text.startswith("#"):
            yield number, text

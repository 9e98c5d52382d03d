"""Bytes to text: UTF-8, UTF-16 with its mark, and as a reported guess the two old Chinese encodings."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SourceError
from indexer.reading.formats.opening import read_bytes, refuse_disguised

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GUESSES = ("gb18030", "big5hkscs")
# The commonest characters in both scripts: right bytes read in the wrong encoding hardly ever give them.
_COMMON = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進"
    "着著等部度家电電力里裡如水化高自二理起小物现現实實加量都两兩体體制机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新"
    "线線内內数數正心反你明看原又么麼利比或但质質气氣第向道命此变變条條只没沒结結解问問意建月公无無系军軍很情者最立代想已通并並提直题題党黨程展五果料象员員革位入常文总總次品式活设設及管特件长長求"
    "老头頭基资資边邊流路级級少图圖山统統接知较較将將组組见見计計别別她手角期根论論运運农農指几幾九区區强強放决決西被干幹做必战戰先回则則任取市记記者报報讯訊昨今元万萬"
)
_LEAST_COMMON = 0.15
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})
_MOST_CONTROLS = 0.01


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and the doubt that remains about its encoding."""

    text: str
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a text that is streamed, and the doubt that remains about it."""

    name: str
    doubt: str | None = None


def read_text(path: Path) -> Decoded:
    """The text of a file, or SourceError: missing, unreadable, binary, undecodable or empty."""
    data = read_bytes(path)
    decoded = decode(data, path)
    if not decoded.text.strip():
        raise SourceError(path, "empty: there is no text in it")
    return decoded


def decode(data: bytes, path: Path) -> Decoded:
    """`data` as text. What is no UTF-8 is guessed, and the guess is reported; binary data is refused."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return Decoded(_marked(data, encoding, path))
    refuse_disguised(data, path)
    if _is_binary(data):
        raise SourceError(path, "binary content, expected text")
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _guess(data, path)


def encoding_of(sample: bytes, path: Path) -> Encoding:
    """The encoding of a text by its first bytes, which may end inside a character; binary data is refused."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return Encoding(encoding)
    refuse_disguised(sample, path)
    if _is_binary(sample):
        raise SourceError(path, "binary content, expected text")
    texts = {name: text for name in ("utf-8", *_GUESSES) if (text := _begun(sample, name)) is not None}
    if "utf-8" in texts:
        return Encoding("utf-8")
    best = _best_guess(texts, path)
    return Encoding(best, f"not UTF-8; read as {best}, a guess")


def _begun(sample: bytes, encoding: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return None


def _is_binary(data: bytes) -> bool:
    return b"\0" in data or len(data) - len(data.translate(None, _CONTROLS)) > _MOST_CONTROLS * len(data)


def _marked(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SourceError(path, f"begins with the mark of {encoding} but is broken at byte {error.start}") from error


def _guess(data: bytes, path: Path) -> Decoded:
    texts = {encoding: text for encoding in _GUESSES if (text := _strict(data, encoding)) is not None}
    best = _best_guess(texts, path)
    return Decoded(texts[best], f"not UTF-8; read as {best}, a guess")


def _best_guess(texts: Mapping[str, str], path: Path) -> str:
    best = max(texts, key=lambda encoding: _commonness(texts[encoding]), default=None)
    if best is None or _commonness(texts[best]) < _LEAST_COMMON:
        raise SourceError(path, "undecodable: neither UTF-8 nor GB18030 nor Big5; save it as UTF-8")
    return best


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _commonness(text: str) -> float:
    """The share of common characters among those that are not ASCII."""
    foreign = [character for character in text if ord(character) > 127]
    return sum(character in _COMMON for character in foreign) / len(foreign) if foreign else 0.0

"""Bytes to text: by a mark, as UTF-8, in the encoding that is told, or in one that is guessed, which is reported.

The two old Chinese encodings are told apart by the commonest characters; any other guess is that of uchardet, which
comes with Resiliparse. Damage in a text shows as U+FFFD and is reported with its lines; nothing is dropped in silence.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import SourceError
from indexer.reading.formats.legibility import legibility_doubts
from indexer.reading.formats.opening import read_bytes, refuse_disguised

_MARKS = (  # those of UTF-32 first: one begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MARKUP = (
    (re.compile(r"\s*<(?:\?xml|!doctype html|html)\b", re.IGNORECASE), "a web page (.html)"),
    (re.compile(r'\s*\{\s*"[^"\n]*"\s*:'), "JSON (.jsonl has one object a line)"),
)
_CHINESE = ("gb18030", "big5hkscs")
_WITH_NULS = ("utf-16-le", "utf-16-be")
# Encodings in seven bits, which pass for ASCII, and what gives them away.
_ESCAPED = (b"\x1b$", b"~{")
# The commonest characters in both scripts: right bytes read in the wrong encoding hardly ever give them.
_COMMON = frozenset(
    "的一是在不了有和人这這中大为為上个個国國我以要他时時来來用们們生到作地于於出就分对對成会會可主发發年动動同工也能下过過子说說产產种種面而方后後多定行学學法所民得经經十三之进進"
    "着著等部度家电電力里裡如水化高自二理起小物现現实實加量都两兩体體制机機当當使点點从從业業本去把性好应應开開它合还還因由其些然前外天政四日那社义義事平形相全表间間样樣与與关關各重新"
    "线線内內数數正心反你明看原又么麼利比或但质質气氣第向道命此变變条條只没沒结結解问問意建月公无無系军軍很情者最立代想已通并並提直题題党黨程展五果料象员員革位入常文总總次品式活设設及管特件长長求"
    "老头頭基资資边邊流路级級少图圖山统統接知较較将將组組见見计計别別她手角期根论論运運农農指几幾九区區强強放决決西被干幹做必战戰先回则則任取市记記者报報讯訊昨今元万萬"
)
_LEAST_COMMON = 0.15
_LEAST_LETTERS = 0.6  # of what is not ASCII, in a text of any other language
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})
_MOST_CONTROLS = 0.01
_MOST_LOST = 0.02  # of what is not ASCII: a text with more damage than this is in another encoding
# More may be damaged where other evidence speaks for the encoding: common characters, or somebody's word.
_MOST_LOST_OF_CHINESE = 0.05
_MOST_LOST_OF_TOLD = 0.2
_REMEDY = "save it as UTF-8, or name its encoding with --encoding"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and the doubts that remain about its characters."""

    text: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a text, and the doubt that remains about it."""

    name: str
    doubt: str | None = None


def read_text(path: Path, told: str | None = None) -> Decoded:
    """The text of a file, or SourceError: missing, unreadable, binary, undecodable, empty, or no plain text."""
    decoded = decode(read_bytes(path), path, told)
    if not decoded.text.strip():
        raise SourceError(path, "empty: there is no text in it")
    for signature, what in _MARKUP:
        if signature.match(decoded.text):
            raise SourceError(path, f"{what}, though its name says otherwise; rename it")
    return decoded


def decode(data: bytes, path: Path, told: str | None = None) -> Decoded:
    """`data` as text, in the encoding `told` where it is no UTF-8. Raises SourceError for binary data."""
    return decode_as(data, encoding_of(data, path, told, whole=True))


def decode_as(data: bytes, encoding: Encoding) -> Decoded:
    """`data` as text in this encoding; what is damaged becomes U+FFFD, with a doubt. NULs are dropped, with a doubt."""
    text = data.decode(encoding.name, "replace").lstrip("\ufeff")
    doubts = (encoding.doubt, *legibility_doubts(text))
    return Decoded(text.replace("\0", ""), tuple(filter(None, doubts)))


def encoding_of(sample: bytes, path: Path, told: str | None = None, whole: bool = False) -> Encoding:
    """The encoding of a text by its first bytes, which may end inside a character unless they are the `whole`."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return _marked(sample, name, path, whole)
    refuse_disguised(sample, path)
    if told is None and (unmarked := _with_nuls(sample, whole)):
        return _guessed(unmarked)
    if _is_binary(sample):
        raise SourceError(path, "binary content, expected text")
    seven_bits = any(mark in sample for mark in _ESCAPED) and sample.isascii()
    if not seven_bits and _lost(sample, "utf-8", whole) <= _MOST_LOST:
        return Encoding("utf-8")
    if told:
        return _told(sample, told, path, whole)
    guess = next((name for name in _guesses(sample, whole) if name), None)
    if guess:
        return _guessed(guess)
    if seven_bits:
        return Encoding("utf-8")
    raise SourceError(path, f"in no known encoding, neither UTF-8 nor GB18030 nor Big5; {_REMEDY}")


def _marked(sample: bytes, name: str, path: Path, whole: bool) -> Encoding:
    if _lost(sample, name, whole) > _MOST_LOST:
        raise SourceError(path, f"begins with the mark of {name.removesuffix('-sig')} but is none; {_REMEDY}")
    return Encoding(name)


def _told(sample: bytes, name: str, path: Path, whole: bool) -> Encoding:
    if _lost(sample, name, whole) > _MOST_LOST_OF_TOLD:
        raise SourceError(path, f"neither UTF-8 nor {name}, which --encoding says it is")
    return Encoding(name)


def _guessed(name: str) -> Encoding:
    return Encoding(name, f"not UTF-8; read as {name}, a guess")


def _with_nuls(sample: bytes, whole: bool) -> str | None:
    """UTF-16 without its mark: every ASCII character has a NUL in it, and none is left when it is read."""
    if b"\0" not in sample:
        return None
    for name in _WITH_NULS:
        text = _begun(sample, name, whole)
        if (
            "\0" not in text
            and _lost(sample, name, whole) == 0
            and (_commonness(text) >= _LEAST_COMMON or _plain(text))
        ):
            return name
    return None


def _plain(text: str) -> bool:
    return sum(character.isascii() for character in text) > len(text) / 2


def _guesses(sample: bytes, whole: bool) -> Iterator[str | None]:
    """The likeliest encodings, best first; None where there is no good reason for one."""
    chinese = (
        [name for name in _CHINESE if _lost(sample, name, whole) <= _MOST_LOST_OF_CHINESE]
        if not sample.isascii()
        else []
    )
    best = max(chinese, key=lambda name: _commonness(_begun(sample, name, whole)), default=None)
    yield best if best and _commonness(_begun(sample, best, whole)) >= _LEAST_COMMON else None
    from resiliparse.parse.encoding import detect_encoding

    name = detect_encoding(sample, html5_compatible=False)
    yield (
        name
        if name and _lost(sample, name, whole) <= _MOST_LOST and _is_language(_begun(sample, name, whole))
        else None
    )


def _is_language(text: str) -> bool:
    """Whether what is not ASCII are letters for the most part; noise read in one of the old encodings has signs too."""
    foreign = _foreign(text)
    letters = sum(count for character, count in foreign.items() if character.isalpha() or character in "“”‘’«»–—…、。")
    return letters >= _LEAST_LETTERS * sum(foreign.values())


def _begun(sample: bytes, name: str, whole: bool) -> str:
    return codecs.getincrementaldecoder(name)("replace").decode(sample, whole)


def _lost(sample: bytes, name: str, whole: bool) -> float:
    """The share of characters that are none in this encoding among those that are not ASCII; 1 for no encoding."""
    try:
        codecs.getincrementaldecoder(name)().decode(sample, whole)
        return 0.0
    except LookupError:
        return 1.0
    except UnicodeError:
        text = _begun(sample, name, whole)
    return text.count("\ufffd") / sum(_foreign(text).values())


def _foreign(text: str) -> dict[str, int]:
    """How often each character occurs that is not ASCII."""
    return {character: count for character, count in Counter(text).items() if not character.isascii()}


def _is_binary(data: bytes) -> bool:
    return len(data) - len(data.translate(None, _CONTROLS)) > _MOST_CONTROLS * len(data)


def _commonness(text: str) -> float:
    """The share of common characters among those that are not ASCII."""
    foreign = _foreign(text)
    common = sum(count for character, count in foreign.items() if character in _COMMON)
    return common / sum(foreign.values()) if foreign else 0.0

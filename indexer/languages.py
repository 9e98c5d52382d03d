"""Which language a text is in: by its script where that tells, else by py3langid.

A multilingual model keeps the language of a text as a strong common direction of its vectors, so that a search has to
know it (search/background.py).
"""

import re

UNDETERMINED = "und"
# What `wide_language` tells by the script alone.
WIDE_LANGUAGES = ("zh", "ja", "ko")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
_KANA = re.compile(r"[\u3040-\u30ff]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
_LETTER = re.compile(r"[^\W\d_]")
# A Chinese character says about as much as three letters of an alphabet.
_LETTERS_A_CHARACTER = 3
_LEAST_KANA = 0.05  # of the Han and kana of a Japanese text; Chinese quotes a kana now and then
_LONGEST = 1000  # characters that decide


def language(text: str) -> str:
    """The ISO 639-1 code of the language that most of a text is in, `und` where it has no letters."""
    text = text[:_LONGEST]
    found = wide_language(text)
    if found or not _LETTER.search(text):
        return found or UNDETERMINED
    import py3langid  # reads its model, which a Chinese archive never needs

    code: str = py3langid.classify(text)[0]
    return code


def wide_language(text: str) -> str | None:
    """zh, ja or ko for a text mostly in their scripts, else None."""
    text = text[:_LONGEST]
    han, kana, hangul = (sum(map(len, runs.findall(text))) for runs in (_HAN, _KANA, _HANGUL))
    wide = han + kana + hangul
    others = len(text) - wide  # letters among them are looked for only where they could be too many
    if not wide or (_LETTERS_A_CHARACTER * wide < others and _LETTERS_A_CHARACTER * wide < _letters(text) - wide):
        return None
    if hangul > han + kana:
        return "ko"
    return "ja" if kana > _LEAST_KANA * (han + kana) else "zh"


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))

"""Numbers as Chinese print writes them: in Arabic digits or in Chinese numerals."""

_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_COUNTING = {"两": 2, "兩": 2}


def numeral(text: str) -> int | None:
    """The value of a number below 100 in Arabic or Chinese digits (二十三 = 23), None when it is none."""
    if text.isdecimal():
        return int(text)
    tens, ten, units = text.rpartition("十")
    if any(digit not in _DIGITS for digit in tens + units) or len(tens) > 1 or len(units) > 1 or not text:
        return None
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(units, 0)


def counted(text: str) -> int:
    """How many things a number counts, where 两 is two as well; 0 when it is none."""
    return _COUNTING.get(text) or numeral(text) or 0

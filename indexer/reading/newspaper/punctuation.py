"""Where sentences end and whether a line is whole: the marks that tell text from headlines."""

import re

CLOSERS = "”’」』\"'》〉)）\\]】"
_SENTENCE_END = re.compile(
    rf"(?:[。！？!?…；;｡][{CLOSERS}]*|[\w{CLOSERS}]\.[{CLOSERS}]*|[。！？!?][{CLOSERS}]*\s*[(（【][^()（）【】]{{1,40}}[)）】])$"
)
_COLON_END = re.compile(r"[:：]$")
_PAIRS = ("“”", "《》", "「」", "『』", "()", "（）", "【】", "〔〕")
_CLAUSE = re.compile(r"[,，]")
_INNER_STOP = re.compile(r"[。；;](?=.)")
_DANGLING = re.compile(r"[,，、]$")
_EXCLAIMING = re.compile(rf"[！？!?…][{CLOSERS}]*$")
LONGEST_HEADLINE = 60
_LONGEST_PAIR = 28


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with a mark that ends a sentence, closing quotes and brackets aside."""
    return _SENTENCE_END.search(text) is not None


def ends_with_colon(text: str) -> bool:
    """Whether `text` introduces what follows: such a line is whole although it ends no sentence."""
    return _COLON_END.search(text) is not None


def is_unbalanced(text: str) -> bool:
    """Whether a quotation or bracket stays open: the line was cut."""
    return any(text.count(pair[0]) != text.count(pair[1]) for pair in _PAIRS)


def is_broken(text: str) -> bool:
    """Whether a line without sentence end is running text that was cut, and no headline."""
    clauses = len(_CLAUSE.findall(text))
    return (
        clauses > 1
        or (clauses == 1 and len(text) > _LONGEST_PAIR)
        or len(text) > LONGEST_HEADLINE
        or _INNER_STOP.search(text) is not None
        or _DANGLING.search(text) is not None
        or is_unbalanced(text)
    )


def may_be_headline(text: str) -> bool:
    """Whether a line that ends in a question or exclamation mark could be a headline as well as a sentence."""
    return (
        len(text) <= LONGEST_HEADLINE // 2
        and _EXCLAIMING.search(text) is not None
        and _INNER_STOP.search(text) is None
        and "：" not in text
        and ":" not in text
    )

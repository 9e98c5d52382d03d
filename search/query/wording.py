"""Conditions in words, for people."""

from search.query.conditions import AllOf, AnyOf, Author, Begins, Condition, Dated, Not, OfKind, OnPage, Says, Source


def worded(condition: Condition) -> str:
    """What a condition demands, in words."""
    if isinstance(condition, Not):
        return f"not {_bracketed(condition.condition)}"
    if isinstance(condition, AllOf):
        return " and ".join(map(_bracketed, condition.conditions)) or "anything"
    if isinstance(condition, AnyOf):
        return " or ".join(map(_bracketed, condition.conditions)) or "nothing"
    return _leaf(condition)


def _bracketed(condition: Condition) -> str:
    inner = worded(condition)
    return f"({inner})" if isinstance(condition, AllOf | AnyOf) and len(condition.conditions) > 1 else inner


def _leaf(condition: Condition) -> str:
    match condition:
        case Says(text, in_title):
            return f"{'the head' if in_title else 'it'} says “{text}”"
        case Begins(stem, in_title):
            return f"{'the head' if in_title else 'it'} has a word that begins with “{stem}”"
        case Author(name, whole):
            return f"“{name}” made it" if whole else f"somebody with “{name}” in the name made it"
        case Dated(first, last):
            return _dated(condition)
        case OnPage(first, last):
            return f"it is on page {first}" if first == last else f"it is on pages {first} to {last}"
        case Source(name, whole):
            return f"the paper is “{name}”" if whole else f"the paper has “{name}” in its name"
        case OfKind(kind):
            return f"its kind is {kind}"
    raise AssertionError(condition)


def _dated(condition: Dated) -> str:
    first, last = condition.first, condition.last
    if first == last:
        return f"it is of {first}" if first else "it has a date"
    since = f" since {first}" if first else ""
    until = f" until {last}" if last else ""
    return f"it is dated{since}{until}"

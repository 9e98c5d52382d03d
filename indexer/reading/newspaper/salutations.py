"""Salutations: the line that a letter begins with."""

import re

_SALUTATION = re.compile(
    r"^(?:尊敬的|亲爱的|敬爱的)?[^，,。]{0,10}?(?:编辑|編輯|记者|記者|同志|先生|女士|主任|市长|市長|主编|报社|報社|热线|栏目组|朋友们|读者|讀者)[^，,。]{0,4}[:：]$"
)


def is_salutation(text: str) -> bool:
    """Whether a line that ends with a colon addresses the reader of a letter, such as 编辑同志:"""
    return _SALUTATION.match(text) is not None

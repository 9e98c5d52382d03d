"""Signatures: the short line under a letter or a notice."""

import re

from indexer.reading.newspaper.bylines import is_surnamed

_LONGEST = 24
_ISSUER = re.compile(
    r"(?:办公室|办公厅|辦公室|委员会|委員會|管委会|政府|人大常委会|[局厅廳部院会會司处處署团團]|公司|中心|集团|協會|协会|大学|學校|学校|编辑部|報社|报社|研究所|公所|支队|街道|村委会|居委会|治丧小组|治喪委員會|治丧委员会|筹备组|组委会|指挥部|办事处|大队|银行)$"
)
_READER = re.compile(
    r"^(?:读者|讀者|一?[名位]?(?:读者|市民|居民|家长|村民|乘客|业主|患者)|市民|居民|家长|[\u4e00-\u9fff]{2,10}(?:读者|市民|居民|村民|业主))[\s:：]?\s*[\u4e00-\u9fff·]{0,6}$"
)
_PLACE_AND_NAME = re.compile(r"^[\u4e00-\u9fff0-9]{2,14}\s+(?P<name>[\u4e00-\u9fff]{2,4})$")
_CALLED = re.compile(r"^\S{2,10}(?:\s+\S{2,10}){1,2}\s+(?P<name>[\u4e00-\u9fff]{2,4})$")
_INTRODUCED = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,4})\s*[(（][^()（）。]{2,16}[)）]$")
_POLITE = re.compile(r"^[\u4e00-\u9fff]{1,2}(?:先生|女士|太太|小姐|老师|老師|同学|同學|师傅|師傅|大爷|阿姨|某某?)$")
_WRITER = re.compile(
    r"^\S{2,10}\s+\S{0,10}(?:居民|业主|業主|读者|讀者|市民|家长|家長|村民|教师|教師|职工|學生|学生)(?:\s+[\u4e00-\u9fff]{2,4})?$"
    r"|^[\u4e00-\u9fff]{2,4}\s*[(（]口述[)）].{0,10}$"
)


def signs_as_reader(text: str) -> bool:
    """Whether a line names a reader and nothing else: 读者 方小禾, 梧桐巷居民."""
    return len(text) <= _LONGEST and _READER.match(text) is not None


def signs_as_writer(text: str) -> bool:
    """Whether a line under a letter names who wrote it, by place, calling and name: 石桥村 退休教师 全有田."""
    placed = next((m for form in (_PLACE_AND_NAME, _CALLED, _INTRODUCED) if (m := form.match(text))), None)
    named = placed is not None and (is_surnamed(placed["name"]) or _POLITE.match(placed["name"]) is not None)
    return len(text) <= _LONGEST and (named or _WRITER.match(text) is not None)


def signs_as_issuer(text: str) -> bool:
    """Whether a line under a notice names the body that issues it."""
    return len(text) <= _LONGEST and _ISSUER.search(text) is not None

"""Years counted from the beginning of a reign (大中三年 = 849), as articles on history name them.

Only eras whose name stands for one reign and for no town are listed, so that a year is right or not there at all.
A year of the lunar calendar begins some weeks after the year that it is given as here.
"""

import re

from indexer.reading.newspaper.numerals import numeral

# Name in both scripts, first year, number of years.
_LUNAR = """
武德 618 9|贞观/貞觀 627 23|永徽 650 6|显庆/顯慶 656 6|龙朔/龍朔 661 3|麟德 664 2|开元/開元 713 29|天宝/天寶 742 15
乾元 758 3|大历/大曆 766 14|贞元/貞元 785 21|长庆/長慶 821 4|开成/開成 836 5|会昌/會昌 841 6|大中 847 14|咸通 860 15
乾符 874 6|开宝/開寶 968 9|雍熙 984 4|淳化 990 5|咸平 998 6|景德 1004 4|大中祥符 1008 9|天禧 1017 5|天圣/天聖 1023 10
景祐 1034 5|庆历/慶曆 1041 8|皇祐 1049 6|嘉祐 1056 8|治平 1064 4|熙宁/熙寧 1068 10|元丰/元豐 1078 8|元祐 1086 9
绍圣/紹聖 1094 5|崇宁/崇寧 1102 5|大观/大觀 1107 4|政和 1111 8|宣和 1119 7|靖康 1126 2|建炎 1127 4|乾道 1165 9
淳熙 1174 16|绍熙/紹熙 1190 5|庆元/慶元 1195 6|淳祐 1241 12|咸淳 1265 10|大德 1297 11|延祐 1314 7|泰定 1324 5
至正 1341 30|洪武 1368 31|建文 1399 4|永乐/永樂 1403 22|宣德 1426 10|正统/正統 1436 14|景泰 1450 8|天顺/天順 1457 8
成化 1465 23|弘治 1488 18|正德 1506 16|嘉靖 1522 45|隆庆/隆慶 1567 6|万历/萬曆 1573 48|天启/天啟 1621 7
崇祯/崇禎 1628 17|顺治/順治 1644 18|康熙 1662 61|雍正 1723 13|乾隆 1736 60|嘉庆/嘉慶 1796 25|道光 1821 30
咸丰/咸豐 1851 11|同治 1862 13|光绪/光緒 1875 34|宣统/宣統 1909 3
"""
_SOLAR = "大正 1912 15|昭和 1926 64|平成 1989 31|令和 2019 99"


def _table(rows: str) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for row in re.split(r"[|\n]", rows.strip()):
        names, first, years = row.split()
        found |= dict.fromkeys(names.split("/"), (int(first), int(years)))
    return found


_REIGNS = _table(_LUNAR) | _table(_SOLAR)


def _pattern(rows: str) -> str:
    return "|".join(sorted(_table(rows), key=len, reverse=True))


LUNAR_ERAS = _pattern(_LUNAR)
"""Regular expression of the eras whose months are not those of our calendar."""
SOLAR_ERAS = _pattern(_SOLAR)
"""Regular expression of the Japanese eras whose months are."""

ERA_FIRST = "".join(sorted({name[0] for name in _REIGNS}))
"""The characters that names of eras begin with."""


def reign_year(era: str, number: str) -> int | None:
    """The year of a reign's year (元 is the first), None where the reign was not that long."""
    first, years = _REIGNS[era]
    counted = 1 if number == "元" else numeral(number)
    return first + counted - 1 if counted and counted <= years else None

"""The patterns of dates in running text, one regular expression; each group is named after what it holds.

Digits must be those of ASCII. Each part bars the words that only look like it: 如今年轻, 上周期, 30日内, 11月初步.
"""

import re

from indexer.reading.newspaper.calendar_dates import HAN, NUMBER
from indexer.reading.newspaper.eras import ERA_FIRST, LUNAR_ERAS, SOLAR_ERAS

_S = r"\s{0,3}"  # bounded, so that no long run of spaces is gone over again and again
_Y = r"(?:\d{4}|[〇○零一二三四五六七八九]{4})"
TO = rf"{_S}(?:至|到|[-－–—~～]{{1,2}}){_S}"
"""Regular expression of what stands between the two ends of a range."""
_DAY = "[日号號]"
# Behind a number of days that is a length of time, and before one.
_LENGTH = "(?![内內均游遊线線龄齡间間后後之以来來本元圆圓用制租薪化])"
_COUNTED = (
    f"(?<![0-9.{HAN}第每近约約历歷时時续續期满滿共达達前超限过過各上逢两兩几幾多少起月年去计計天百千万长長初])"
    "(?<![未将將以][来來])(?<![少多低]于)(?<![期限间間时時别別][为為])"
)
# 十五日前 is a day behind a preposition, else a length of time: 会议召开十五日前.
_LENGTH_BEFORE = r"(?:(?!前)|(?<=[于於在至到][0-9]日)|(?<=[于於在至到][0-9]{2}日)|(?=前[后後夕]))"
_REPEATED = rf"(?:{NUMBER}(?:{TO}{NUMBER})?{_S}月份?(?:{_S}{NUMBER}{_S}{_DAY})?|{NUMBER}{_S}{_DAY})"
_LINK = rf"(?:{TO}|{_S}[、和及与與]{_S})(?:[来來次翌]年{_S})?"
_VOID = rf"""
  [每历歷往逐常]年[的从從自]?{_S}(?:{_REPEATED}(?:{_LINK}{_REPEATED})*)?
| [同当當该該]月{_S}{NUMBER}{_S}{_DAY}(?:{TO}{NUMBER}{_S}{_DAY})?
| 每(?:个|個)?月(?:的)?{_S}{NUMBER}{_S}{_DAY}
| (?:农历|農曆|夏历|夏曆|阴历|陰曆|旧历|舊曆)[^，,。、；;）)]{{0,8}}?(?:{NUMBER}{_S}月{_S}{NUMBER}{_S}日?|{NUMBER}日)
| (?<![0-9.〇○零{HAN}国國])(?:\d{{1,3}}|[{HAN}百]{{1,4}}|元){_S}年{_S}{NUMBER}{_S}月(?:{_S}{NUMBER}{_S}{_DAY})?
| (?<!\d)[12]000{_S}年(?=[前来來间間])
"""
_YEAR = rf"""
  (?P<from_year>(?<!\d)\d{{4}}){TO}(?P<to_year>\d{{4}}){_S}年(?!代)
| 民[国國]{_S}(?P<republic>\d{{1,3}}|[〇○零{HAN}百]{{1,6}}|元){_S}年
| (?P<solar_era>{SOLAR_ERAS}){_S}(?P<solar_year>\d{{1,2}}|[{HAN}]{{1,3}}|元){_S}年
| (?P<year>(?<![\d.])(?<!\d,)(?<![〇○零一二三四五六七八九]){_Y}){_S}年(?![代轻輕龄齡级級])(?:度(?!假))?
| (?P<said>(?<!如)今年(?![轻輕龄齡])|去年(?![代份])|(?<![以此之提说年])前年(?![份代度])
   |(?<![说說证證表文发發声聲透注註标標])明年(?![龄齡代])|(?<![以此之战戰往今])[后後]年(?![均代度轻輕]))
| (?P<next>[同该該当當]年(?!级|級|龄|齡)|次年|翌年)
"""
_INNER = rf"""
  (?P<half>(?<![这這])[上下])半年
| (?<!\d)(?:第{_S})?(?P<quarter>[一二三四1-4]){_S}季度 | (?P<first_quarter>首季(?:度)?)
| (?:前|[头頭]){_S}(?P<quarters>[二两兩三23]){_S}(?:个|個)?季度
| (?<![满滿止除此之以束])(?:前|[头頭]){_S}(?P<months>\d{{1,2}}|[两兩{HAN}]{{1,3}}){_S}[个個]月
| (?<![\d.{HAN}])(?P<from_month>{NUMBER}){_S}(?:月份?)?{TO}(?P<to_month>{NUMBER}){_S}月(?:份)?(?!{_S}{NUMBER}{_S}{_DAY})
| (?P<month>(?<![\d.{HAN}第历歷时時满滿近期]){NUMBER}){_S}月(?:份)?(?![龄齡])(?:{_S}(?:
      (?P<day>{NUMBER}){_S}(?:{_DAY}(?:{TO}(?P<to_day>{NUMBER}){_S}{_DAY})?|{TO}(?P<last_day>{NUMBER}){_S}{_DAY})(?![线線楼樓院])
    | (?P<third>[上中下])旬))?
"""
_CALENDAR = rf"""
  (?:(?P<until>截至|截止[到至]?){_S})?(?:(?P<y>{_YEAR}){_S})?(?:{_INNER}|(?(y)|(?!)))
  (?P<edge>{_S}年?[底末初](?![步中级級次期始审審层層线線端]))?
| (?P<lunar_era>{LUNAR_ERAS}){_S}(?P<lunar_year>\d{{1,2}}|[{HAN}]{{1,3}}|元){_S}年
  (?:{_S}[闰閏]?{NUMBER}月(?:初?{NUMBER}日?)?)?
| (?P<dashed>(?<![\d.])\d{{4}}{_S}[-./]{_S}\d{{1,2}}{_S}[-./]{_S}\d{{1,2}}(?![\d.]))
"""
_NEAR = rf"""
  (?P<near>[前昨今明]){_S}[(（]{_S}(?P<near_day>{NUMBER}){_S}[)）]{_S}[日天晚晨夜]
| (?P<word>大前天|前[天日](?!本)|昨[天日晚夜晨早午]|(?<![到至现現])今[天日](?!头条|頭條|说法|之|式|产|產)|今[早晨晚夜午]
   |(?<![的好注註])明[天日](?![之系期皇])|明[晚晨早]|大[后後]天|[后後]天(?![性形免]))
| (?<![日基以])(?P<week>[本这這上下])[一个個]?(?:[周週](?![期边邊年岁歲密游遊刊转轉])|星期|礼拜|禮拜)
  (?P<weekday>[{HAN}日天末])?
| (?<![日以])(?P<moon>本|[这這][个個]|[上下][个個]?)月(?![球亮饼餅]){_S}
  (?:(?P<moon_day>{NUMBER}){_S}{_DAY}|(?P<moon_third>[上中下])旬)?
| (?P<lone>{_COUNTED}{NUMBER}(?:{_S}日)?{TO}(?P<lone_to>{NUMBER}){_S}日{_LENGTH}
   |{_COUNTED}{NUMBER}{_S}日{_LENGTH}{_LENGTH_BEFORE})
"""
# What a date can begin with: looked at first, for most characters begin none.
_FIRST = f"0-9〇○零元{HAN}民截今昨去前明大后後同次翌上下本这這该該当當第首头頭每历歷往逐常农農夏阴陰旧舊{ERA_FIRST}"
DATE = re.compile(f"(?=[{_FIRST}])(?:(?P<void>{_VOID})|{_CALENDAR}|{_NEAR})", re.VERBOSE)
"""One date; the groups say what it is made of. A match of the group `void` is none."""

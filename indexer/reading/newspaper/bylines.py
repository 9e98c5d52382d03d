"""Who wrote and who photographed: bylines, credits and lead markers.

A line is a byline when all its words are roles (记者, 通讯员, 摄 ...) and names; any other word makes it text.
"""

import re
from dataclasses import dataclass, field, replace

_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁"
    "魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔"
    "文庞龐樊兰蘭殷施陶洪翟安颜顏倪严嚴牛温溫芦季俞章鲁魯葛伍韦韋申尤毕畢聂聶丛焦向柳邢路岳齐齊梅莫庄莊辛管祝左涂谷祁时時舒耿牟卜詹关關苗凌费費"
    "纪紀靳盛童欧歐甄项項曲成游阳陽裴席卫衛查屈鲍鮑位覃霍翁隋植甘景薄单單包司柏宁寧柯阮桂闵闵闫閆解强強柴华華车車冉房边邊辜吉饶饒刁瞿戚丘古米池滕晋晉苑邬鄔臧"
    "畅畅宫宮来來嵺苟全褚廉简簡娄婁盖蓋符奚木穆党党燕郎邸冀谈談姬屠连連郜晏栾欒郁商蒙计計喻揭窦竇迟遲宇敖糜鄢冷卓花仇艾蓝藍都巩鞏稽井练練仲乐樂虞卞封竺冼原官衣楚佟栗匡宗应應台巫鞠僧"
    "岑闻聞骆駱缪繆裘嵇邰茅贝貝诸諸杭荣榮荀芮储儲伊厉厲戎祖束蒲蔺藺胥莘贡貢劳勞郦酈雍桑濮扈浦茹戈庾晁阚闞巢蒯荆荊桓谌諶佘仝亓逄苗隆师師尚乌烏支危印宣"
)
_COMPOUND_SURNAME = re.compile(r"欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|东方|東方|皇甫|尉迟|公孙|公孫|慕容|令狐|夏侯")
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_NAME = re.compile(rf"^(?:{_HAN}{{2,4}}|{_HAN}{{1,8}}(?:[·•・‧]{_HAN}{{1,8}})+)$")
_REPORTER = "记者|記者|评论员|評論員|采写|撰文|文字"
_WRITER = "作者|文|撰稿|译者|整理|编译"
_ASSISTANT = "通讯员|通訊員|实习生|實習生|特约撰稿人"
_PHOTO = "摄影记者|攝影記者|摄影|攝影|摄|攝|图片|图|圖"
_ORGAN = r"(?:本[报報刊社台]|[\u4e00-\u9fff]{1,5}[报報社台网網])?"
_RANK = rf"(?:首席|特约|特約|见习|見習|实习|實習|特派|驻{_HAN}{{1,6}}?|駐{_HAN}{{1,6}}?|全媒体|融媒体)*"
_ROLE = re.compile(
    rf"^(?P<organ>{_ORGAN}){_RANK}(?:(?P<photo>{_PHOTO})|(?P<reporter>{_REPORTER})|(?P<assistant>{_ASSISTANT})|(?P<writer>{_WRITER}))"
)
_BOTH = re.compile(
    r"(?:文\s*[/／、及和并]?\s*[摄攝图圖]影?|[图圖]\s*[/／、]?\s*文|摄影报道|攝影報道|攝影報導|采写/摄影)$"
)
_MADE_ALL = re.compile(r"^(?:文\s*[/／、]\s*[图圖摄攝]|[图圖]\s*[/／、]\s*文|[图圖]文)\s*[/／:：]?\s+(?P<rest>\S.*)$")
_SHOT = re.compile(r"(?:摄影|攝影|摄|攝|供图|供圖)$")
_AUTHORED = re.compile(r"(?:著|译|譯|编译|編譯|口述)$")
_WROTE = re.compile(r"(?:报道|報道|報導|报导|文|整理|采写)$")
_PLACED = re.compile(rf"\s*[/／]\s*{_HAN}{{1,8}}?(?:综合|綜合|连线|連線)?(?:报道|報道|報導|报导|电|電)$")
_SPLIT = re.compile(r"[\s、,，;；:：|｜\u3000]+")
_BULLET = re.compile(r"^[■□◆◇◎●○▲△★☆]\s*")
_BRACKETED = re.compile(r"^[(（【\[]\s*(.*?)\s*[)）】\]]$")
_SPACED = re.compile(rf"(?<!{_HAN})({_HAN})[ \u3000]+({_HAN})(?!{_HAN})")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Names:
    """People by what they did, each in the order of the text."""

    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()

    def __add__(self, other: "Names") -> "Names":
        return Names(
            _merged(self.reporters, other.reporters),
            _merged(self.correspondents, other.correspondents),
            _merged(self.photographers, other.photographers),
            _merged(self.writers, other.writers),
        )


@dataclass(slots=True)
class _Ledger:
    role: str = ""
    explicit: bool = False
    paired: bool = False
    pending: list[str] = field(default_factory=list)
    done: dict[str, list[str]] = field(default_factory=dict)

    def settle(self, *roles: str) -> None:
        for role in roles:
            self.done.setdefault(role, []).extend(self.pending)
        self.pending.clear()

    def names(self) -> Names:
        taken = [tuple(dict.fromkeys(self.done.get(r, ()))) for r in ("reporter", "assistant", "photo", "writer")]
        return Names(*taken)


def _merged(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))


def is_name(text: str) -> bool:
    """Whether a word has the form of a Chinese name: two to four characters, or parts with a dot between."""
    return _NAME.match(text) is not None


def is_surnamed(text: str) -> bool:
    """Whether a bare word is very likely a Chinese name: a common surname and one or two characters more."""
    bare = re.sub(r"[ \u3000]", "", text)
    if _COMPOUND_SURNAME.match(bare):
        return 3 <= len(bare) <= 4 and is_name(bare)
    return 2 <= len(bare) <= 3 and bare[0] in _SURNAMES and is_name(bare)


def parse_byline(text: str, *, bare: bool = False, bracketed: bool = False) -> Names | None:
    """The people of a byline, None when `text` is none. `bare`: a list of surnamed names without any role will do.

    `bracketed`: the text stood in brackets, so that a role may stand before a name without a space (记者陈果).
    """
    if len(text) > _LONGEST:
        return None
    bulleted = _BULLET.match(text) is not None
    bracketed = bracketed or _BRACKETED.match(text) is not None
    inner = _BRACKETED.sub(r"\1", _BULLET.sub("", text))
    placed = _PLACED.search(inner)
    inner, bracketed = (inner[: placed.start()], True) if placed else (inner, bracketed)
    if made := _MADE_ALL.match(inner):
        makers = parse_byline(made["rest"], bare=bare, bracketed=True)
        return makers and replace(makers, photographers=makers.photographers or makers.reporters)
    words = [word for word in _SPLIT.split(_SPACED.sub(r"\1\2", inner)) if word]
    paired = any((shot := _SHOT.search(word)) and is_surnamed(word[: shot.start()]) for word in words)
    ledger = _Ledger(explicit=bulleted or bracketed, paired=paired)
    if not all(_take(word, ledger, last=index == len(words) - 1) for index, word in enumerate(words)):
        return None
    ledger.settle(ledger.role or "reporter")
    named = any(ledger.done.values())
    if ledger.role or not named:
        return ledger.names() if named else None
    names = ledger.names().reporters
    listed = bare and all(is_surnamed(name) for name in names)
    return Names(writers=names) if listed or (bulleted and len(words) <= 3) else None


def _take(word: str, ledger: _Ledger, *, last: bool) -> bool:
    """Enter one word; False when it is neither role nor name."""
    if _end_of_group(word, ledger):
        return True
    match = _ROLE.match(word)
    if match and (rest := word[match.end() :].lstrip("/／")) != word:
        role = next(r for r in ("photo", "reporter", "assistant", "writer") if match[r])
        ledger.settle(ledger.role or "reporter")
        glued = bool(rest)
        known = ledger.explicit or bool(match["organ"]) or len(match[role]) > 2
        if glued and not known and not _SHOT.search(rest) and "/" not in word and "／" not in word:
            return False
        ledger.role = role
        return not glued or _take_name(rest, ledger)
    return _take_name(word, ledger)


def _end_of_group(word: str, ledger: _Ledger) -> bool:
    if not ledger.pending:
        return False
    if _BOTH.fullmatch(word):
        ledger.settle("reporter", "photo")
    elif _SHOT.fullmatch(word):
        ledger.settle("photo")
    elif _AUTHORED.fullmatch(word):
        ledger.settle("writer")
        ledger.role = "writer"
    elif _WROTE.fullmatch(word):
        ledger.settle(ledger.role or "reporter")
    else:
        return False
    ledger.role = ledger.role or "reporter"
    return True


def _take_name(word: str, ledger: _Ledger) -> bool:
    for ending in (_BOTH, _SHOT, _AUTHORED, _WROTE):
        match = ending.search(word)
        if match and match[0] == "文" and is_surnamed(word) and not ledger.paired:
            continue  # 王志文 is a name, 王小明文 is what 王小明 wrote; beside 张强摄, 李刚文 is so too
        if match and is_name(word[: match.start()].rstrip("/／")):
            ledger.pending.append(word[: match.start()].rstrip("/／"))
            return _end_of_group(match[0], ledger)
    parts = [part for part in re.split(r"[/／]", word) if part]
    if not parts or not all(is_name(part) for part in parts):
        return False
    ledger.pending.extend(parts)
    return True

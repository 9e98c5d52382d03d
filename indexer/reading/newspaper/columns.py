"""Names of running columns (走基层·看变化, 国际观察, 回音壁): a kicker above a title, a label above text."""

import re

_TWO_PARTS = re.compile(r"^[\u4e00-\u9fff]{2,6}[·•・｜|][\u4e00-\u9fff]{2,8}$")
_FRAMED = re.compile(r"^[【\[〔「『◆■●▲★☆※□◇○△\s]*([\u4e00-\u9fff“”]{2,8}?)[】\]〕」』◆■●▲★☆※□◇○△\s]*$")
_ENDING = re.compile(
    r"(?:观察|觀察|瞭望|聚焦|追踪|追蹤|直击|直擊|调查|調查|手记|手記|札记|走笔|漫谈|杂谈|微议|话语|论坛|論壇|广场|廣場|广角|廣角|窗口|时评|時評"
    r"|快评|点评|纵横|縱橫|视点|視點|视线|视野|焦点|焦點|热点|熱點|关注|進行式|进行时|直通车|面对面|连线|連線|访谈|訪談|对话|對話|回音|回音壁"
    r"|回声|反馈|曝光台|光荣榜|红黑榜|留言板|茶馆|茶座|夜话|夜譚|夜谭|物语|风物|风情|风土|草木|悦读|书架|书评|书里书外|书香|走基层|访民生|看变化|新春行"
    r"|巡礼|风采|掠影|速写|素描|特写|侧记|人物|人物志|身边人|凡人小事|百姓事|帮办|帮你问|帮你跑|来吧|说法|释疑|解惑|解读|答疑|提示|一线|一線)$"
)
_ALONE = frozenset(
    [
        *(
            "回音",
            "回音壁",
            "回声",
            "反馈",
            "编读往来",
            "有事您说话",
            "有话要说",
            "百姓心声",
            "记者手记",
            "采访手记",
            "编辑手记",
            "记者观察",
            "记者追访",
            "记者调查",
        ),
        *(
            "新闻追踪",
            "新闻特写",
            "现场",
            "现场直击",
            "对话",
            "微议",
            "百姓话语",
            "街谈巷议",
            "凡人小事",
            "身边人身边事",
            "曝光台",
        ),
        *(
            "红黑榜",
            "光荣榜",
            "留言板",
            "民生直通车",
            "国际观察",
            "经济观察",
            "社会广角",
            "热点聚焦",
            "世相",
            "世态",
            "图说",
        ),
        *("声音", "数说", "数读", "观点", "專訪", "回響", "現場", "記者手記", "新聞追蹤", "市井人物", "國際觀察"),
    ]
)


def is_column_name(text: str) -> bool:
    """Whether a line is the name of a running column: a kicker, when a title follows."""
    framed = _FRAMED.match(text)
    return _TWO_PARTS.match(text) is not None or (framed is not None and _ENDING.search(framed[1]) is not None)


def is_standing_name(text: str) -> bool:
    """Whether a line can be nothing but the name of a column, and so is no title where text follows."""
    framed = _FRAMED.match(text)
    return framed is not None and framed[1] in _ALONE

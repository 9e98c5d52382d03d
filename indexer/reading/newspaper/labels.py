"""Standing labels (政策问答, 更正, 天气 ...): they open a block and give its kind; they are no titles."""

import re

_KINDS = {
    "letter": ("读者来信", "讀者來信", "来信", "讀者投書", "读者之声", "来信照登", "读者信箱", "讀者信箱"),
    "qa": ("政策问答", "问答", "問答", "有问必答", "答读者问", "你问我答", "政策解读", "政策解讀"),
    "correction": ("更正", "勘误", "勘誤", "更正与说明", "更正启事", "致歉"),
    "weather": ("气象服务", "天气服务", "天气", "天氣", "天气预报", "天氣預報", "今日天气", "今日天氣", "气象", "氣象"),
    "classified": (
        *(
            "遗失声明",
            "遺失聲明",
            "遗失启事",
            "遺失啟事",
            "声明",
            "聲明",
            "启事",
            "啟事",
            "分类广告",
            "分類廣告",
            "广告",
            "廣告",
        ),
        *(
            "招领启事",
            "寻人启事",
            "尋人啟事",
            "寻物启事",
            "注销公告",
            "减资公告",
            "拍卖公告",
            "招聘",
            "讣告",
            "訃告",
            "讣闻",
            "訃聞",
        ),
    ),
    "notice": ("公告", "通告", "通知", "公示", "通报", "停水通知", "停电通知", "停電通知", "停水公告", "停电公告"),
    "editorial": (
        "社论",
        "社論",
        "短评",
        "短評",
        "时评",
        "時評",
        "快评",
        "快評",
        "评论",
        "評論",
        "本报评论员文章",
        "编后",
    ),
    "briefs": (
        "简讯",
        "簡訊",
        "短讯",
        "短訊",
        "短波",
        "快讯",
        "快訊",
        "简明新闻",
        "要闻简报",
        "一句话新闻",
        "国内简讯",
        "国际简讯",
    ),
    "background": (
        "相关链接",
        "相關連結",
        "新闻链接",
        "链接",
        "名词解释",
        "新闻背景",
        "背景链接",
        "延伸阅读",
        "资料",
        "小贴士",
        *("作者简介", "作者簡介", "作家简介", "人物名片", "人物简介", "名片"),
    ),
    "literary": (
        *("副刊", "诗歌", "詩歌", "诗", "散文", "随笔", "隨筆", "小说", "诗词", "杂文"),
        *("连载", "連載", "小说连载", "长篇连载", "小小说", "微小说", "微型小说", "散文诗", "新诗"),
    ),
    "table": ("开奖公告", "開獎公告", "菜价", "物价", "赛果", "賽果", "积分榜", "積分榜", "赛程", "賽程", "汇率"),
    "photo_caption": ("图片新闻", "圖片新聞"),
}
_KIND_OF = {label: kind for kind, labels in _KINDS.items() for label in labels}
_ENDINGS = {
    "briefs": (
        "短波",
        "短讯",
        "短訊",
        "简讯",
        "簡訊",
        "快讯",
        "快訊",
        "速递",
        "速遞",
        "集锦",
        "短新闻",
        "动态",
        "動態",
        "资讯",
        "速览",
        "播报",
        "快报",
        "简报",
        "集萃",
        "之窗",
    ),
    "letter": ("来信", "來信", "信箱", "来论", "投书", "投書", "心声", "心聲"),
    "qa": ("问答", "問答"),
    "classified": ("声明", "聲明", "启事", "啟事", "信息"),
    "notice": ("公告", "公示", "通告"),
    "weather": ("气象服务", "天气服务", "天气", "天氣", "预报", "預報"),
    "editorial": ("杂谈", "雜談", "漫笔", "杂感"),
    "background": ("链接", "連結", "贴士", "提醒", "小知识", "小常识"),
    "literary": ("副刊", "诗页", "诗苑", "诗笺", "诗林", "诗园", "词苑", "詩頁", "詩苑", "詩箋"),
}
_NOTES = frozenset(
    [
        "编者按",
        "編者按",
        "编者的话",
        "編者的話",
        "开栏的话",
        "開欄的話",
        "核心提示",
        "阅读提示",
        "閱讀提示",
        "内容提要",
        "內容提要",
        "导语",
        "引子",
    ]
)
_FRAME = re.compile(r"^[【\[〔「『◆■●▲★☆※□◇○△\s]*(.*?)[】\]〕」』◆■●▲★☆※□◇○△\s:：]*$")
_INSTALMENT = re.compile(r"\s*[(（][\d０-９一二三四五六七八九十]{1,4}[)）]$")
_LETTERSPACED = re.compile(r"^\S(?:\s+\S)+$")
_LONGEST = 6


def label_kind(text: str) -> str | None:
    """The kind of block that a label opens, None when the line is no label. A longer line is a title, not a label."""
    bare = _FRAME.sub(r"\1", text)
    if _LETTERSPACED.match(bare):
        bare = "".join(bare.split())
    bare = _INSTALMENT.sub("", bare)
    if bare in _KIND_OF:
        return _KIND_OF[bare]
    if "·" in bare and bare.partition("·")[0] in _KIND_OF:
        return _KIND_OF[bare.partition("·")[0]]
    if len(bare) > _LONGEST or not bare:
        return None
    return next((kind for kind, endings in _ENDINGS.items() if bare.endswith(endings)), None)


def is_instalment(text: str) -> bool:
    """Whether a line is nothing but the number of an instalment, such as (37)."""
    return _INSTALMENT.fullmatch(text) is not None


def is_note(text: str) -> bool:
    """Whether a line announces words of the editor (编者按, 核心提示) that may stand between a head and its text."""
    return _FRAME.sub(r"\1", text) in _NOTES

"""The kinds of articles that the readers tell apart."""

from enum import StrEnum


class Kind(StrEnum):
    """What an article is. A record may bring a kind of its own, which is kept as it is."""

    REPORT = "report"  # opens with 本报讯 or the like
    WIRE = "wire"  # a report of an agency
    FEATURE = "feature"  # running text without such a mark
    BRIEFS = "briefs"  # 简讯
    PHOTO_CAPTION = "photo_caption"
    POLICY_DOCUMENT = "policy_document"
    EDITORIAL = "editorial"  # 社论 and 评论: the paper's own opinion
    COMMENTARY = "commentary"  # somebody's opinion
    LETTER = "letter"
    QA = "qa"
    NOTICE = "notice"  # 公告, 公示
    CLASSIFIED = "classified"  # 启事, 声明
    ADVERTISEMENT = "advertisement"
    WEATHER = "weather"
    CORRECTION = "correction"
    TABLE = "table"
    VERSE = "verse"
    LITERARY = "literary"  # 副刊
    BACKGROUND = "background"  # 相关链接, 名词解释
    CONTINUATION = "continuation"  # a part whose beginning is not here
    ARTICLE = "article"  # a file or a record of its own

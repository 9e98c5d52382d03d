"""Evidence on a headline-like line before plain text: does the next article begin, or a section of the open one?

No single sign tells, so signs are weighed by a logistic regression (scripts/fit_stories.py).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.reading.newspaper.cohesion import Terms, telling, triples
from indexer.reading.newspaper.habits import Habits
from indexer.reading.newspaper.roles import Marked, Role

_NEWS = re.compile(
    r"\d{1,2}\s*[日号號](?!均)|[昨今][日天晚晨]|日前|近日|连日来|連日來|记者|記者|获悉|獲悉|了解到|召开|召開|举行|舉行|发布|發布|印发|启动|啟動"
)
_GOING_ON = re.compile(
    r"^(?:他|她|它|这|這|该|該|此|同时|同時|不仅|不僅|不过|不過|为此|為此|对此|對此|如今|目前|据介绍|據介紹|据悉|除了|而|但|“|「)"
    r"|^(?:会议|會議|通知|意见|意見|方案|办法|辦法|条例|條例|报告|報告|规划|規劃)(?:还|還|也)?(?:提出|要求|指出|强调|強調|明确|明確|规定|規定|认为)"
)
_PARTED = re.compile(r"[\s,，:：]")
_QUOTED = re.compile(r"^[“「『][^”」』]+[”」』]$")
_DIGIT = re.compile(r"\d")
_FRONT = 45
_EVENT = re.compile(
    r"[开開][工通幕播放展业業园園]|启[动用]|啟[動用]|投[用产產运運]|[发發][布佈车車放现現]|[举舉]行|召[开開]|出[台炉爐]|上[线線市]|亮相|揭晓|落[成户戶幕]|竣工"
    r"|[增减減][长長开開至加少]|超|达|達|突破|[下上]降|将|將|拟|擬|[将將]于|完成|[获獲][奖獎批评評]|会见|會見|出席|[首第][个個次座批条條例届屆一二三]|全[市国國省县縣区區]|我[市国國省县縣区區]|本[市县縣区區]"
    r"|[市县縣区區镇鎮村省局院校馆館][^，,]{0,12}[将將获獲开開启啟新]"
)


WEIGHTS = {
    "always": -13.63,
    "shared words": -2.02,
    "in title": -0.88,
    "words above": 2.50,
    "words below": 1.16,
    "lines": 1.01,
    "length": 0.91,
    "parted": 0.19,
    "quoted": -2.87,
    "digits": 0.51,
    "gap": 2.03,
    "news": 1.98,
    "going on": -1.16,
    "headings": -1.48,
    "bylined": -1.96,
    "reported": -1.18,
    "event": 0.46,
    "marked": -0.14,
    "shared names": -0.88,
    "to titles": 1.02,
    "exclaims": -2.00,
    "head above": -0.61,
    "head below": 0.83,
}


@dataclass(frozen=True, slots=True)
class Block:
    """A run of headline-like rows and the plain text below it, up to the next such run."""

    start: int
    head: str
    front: str
    terms: Terms
    head_terms: Terms
    text_terms: Terms
    triples: Terms
    lines: int
    gap: int
    exclaims: bool

    @classmethod
    def of(cls, start: int, heads: Sequence[Marked], text: Sequence[Marked]) -> "Block":
        """The block of rows; `start` is the index of the first."""
        head = " ".join(row.text for row in heads)
        head_terms, text_terms = telling(head), telling("\n".join(row.text for row in text))
        return cls(
            *(start, head, text[0].text[:_FRONT], head_terms | text_terms, head_terms, text_terms),
            triples("\n".join(row.text for row in (*heads, *text))),
            *(len(heads), heads[0].row.gap, heads[-1].role is Role.EITHER),
        )


@dataclass(frozen=True, slots=True)
class Story:
    """What the open article is where a block is judged: its words, those of its title, its headings and markers."""

    terms: Terms
    title_terms: Terms
    triples: Terms
    headings: int
    bylined: bool = False
    reported: bool = False

    @classmethod
    def of(cls, title: str, headings: Sequence[str], texts: Sequence[Marked], bylined: bool) -> "Story":
        """The story of rows; without a title all its words stand for it. `bylined`: a byline stands below the title."""
        whole = "\n".join((title, *headings, *(row.text for row in texts)))
        terms = telling(whole)
        reported = bool(texts) and texts[0].role is Role.LEAD
        return cls(terms, telling(title) or terms, triples(whole), len(headings), bylined, reported)

    @classmethod
    def begun(cls, block: Block) -> "Story":
        """The story that begins with a block."""
        return cls(block.terms, block.head_terms, block.triples, 0)

    def with_section(self, block: Block) -> "Story":
        """The story with a block more."""
        terms, named = self.terms | block.terms, self.triples | block.triples
        return replace(self, terms=terms, triples=named, headings=self.headings + 1)


def signs(story: Story, block: Block, page: Habits) -> dict[str, float]:
    """What speaks for a new article, by name, as numbers of about one."""
    head = block.head
    shared = page.rarity.of(block.terms & story.terms)
    return {
        "always": 1.0,
        "shared words": math.log(0.5 + shared),
        "in title": math.log(0.5 + page.rarity.of(block.terms & story.title_terms)),
        "words above": math.log(1 + page.rarity.of(story.terms)),
        "words below": math.log(1 + page.rarity.of(block.terms)),
        "lines": float(block.lines > 1),
        "length": min(len(head), 24) / 10,
        "parted": float(_PARTED.search(head) is not None),
        "quoted": float(_QUOTED.match(head) is not None),
        "digits": float(_DIGIT.search(head) is not None),
        "gap": page.gap_odds(block.gap),
        "news": float(_NEWS.search(block.front) is not None),
        "going on": float(_GOING_ON.match(block.front) is not None),
        "headings": float(story.headings > 0),
        "bylined": float(story.bylined),
        "reported": float(story.reported),
        "event": float(_EVENT.search(head) is not None),
        "marked": page.marked,
        "exclaims": float(block.exclaims),
        "head above": math.log(0.5 + page.rarity.of(block.head_terms & story.terms)),
        "shared names": math.log(1 + len(block.triples & story.triples)),
        "to titles": math.log(len(head) / page.title_length),
        "head below": math.log(0.5 + page.rarity.of(block.head_terms & block.text_terms)),
    }


def chance(story: Story, block: Block, page: Habits) -> float:
    """How likely the block begins an article and no section of `story`."""
    values = signs(story, block, page)
    return 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in values.items())))

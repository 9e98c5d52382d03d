"""Reading whole pages: the seed page part by part, two invented pages with all traps, three pages of other kinds."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from page_score import page_score, squeeze

from indexer.facts import Basis, Issue
from indexer.reading.document import reading_document
from indexer.reading.newspaper.page import PageReading, read_page

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "tests" / "data" / "pages"
SEED = ROOT / "seeds" / "000_342891d07ba4d281.txt"
TEXTS = {
    "seed-page": SEED,
    "qingyu-2024-11-15-p01": PAGES / "qingyu-2024-11-15-p01.txt",
    "qingyu-2024-11-15-p03": PAGES / "qingyu-2024-11-15-p03.txt",
}
INVENTED = ["invented-evening-A05", "invented-feature-p5", "invented-notices-p4", "invented-traditional-A2"]
PARTS = [
    *("lines", "kicker", "subtitle", "reporters", "correspondents", "photographers"),
    *("sections", "paragraphs", "labels", "jump", "continued_from"),
]


def gold(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def read(path: Path) -> PageReading:
    return read_page(path.read_text(encoding="utf-8"), path.name)


def document(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(reading_document(read(path), path.name)))
    return loaded


@pytest.mark.parametrize("part", PARTS)
def test_the_seed_page_is_read_exactly(part: str) -> None:
    read_parts = [article[part] for article in document(SEED)["articles"]]
    assert read_parts == [article[part] for article in gold("seed-page")["articles"]]


def test_the_seed_page_has_its_titles_and_one_headline_is_missing() -> None:
    articles = document(SEED)["articles"]
    wanted = [a["title"] and a["title"]["text"] for a in gold("seed-page")["articles"]]
    assert [article["title"] for article in articles] == wanted
    assert [a["lines"][0] for a in articles if a["title"] is None and a["kind"] != "photo_caption"] == [97]


def test_the_five_column_breaks_of_the_seed_page_are_joined_and_recorded() -> None:
    joins = document(SEED)["joins"]
    assert [join["lines"] for join in joins] == gold("seed-page")["joins"]
    assert (joins[4]["left"], joins[4]["right"]) == ("纳入最低生活保障范围且自", "愿入住养老机构的失能老年")


def test_the_issue_of_the_seed_page_is_inferred_with_evidence() -> None:
    issue = read(SEED).issue
    assert issue.paper is None
    assert issue.date is not None and issue.page is not None
    assert (issue.date.value, issue.date.basis) == ("2025-06-10", Basis.INFERRED)
    assert issue.date.evidence[0].startswith("L21 6月9日,市委书记")
    assert any(line.startswith("L65 昨日") for line in issue.date.evidence)
    assert any(line.startswith("L5 2025 年 3 月 2 日") for line in issue.date.evidence)
    assert (issue.page.value, issue.page.evidence[0]) == ("1", "L71 (下转第 2 版)")


@pytest.mark.parametrize("name", ["qingyu-2024-11-15-p01", "qingyu-2024-11-15-p03"])
def test_the_masthead_states_the_issue(name: str) -> None:
    issue = read(TEXTS[name]).issue
    assert issue.date is not None and issue.page is not None
    assert (issue.date.value, issue.date.basis) == (gold(name)["issue"]["date"], Basis.READ)
    assert issue.page.value == gold(name)["issue"]["page"]


@pytest.mark.parametrize("name", TEXTS)
def test_pages_score_no_less_than_they_did(name: str) -> None:
    score = page_score(gold(name), document(TEXTS[name]))
    floors = {"starts": 0.95, "paragraphs": 0.93, "titles": 0.9, "reporters": 0.9, "jumps": 0.9}
    assert {measure: value for measure, value in score.items() if value < floors[measure]} == {}


@pytest.mark.parametrize("name", TEXTS)
def test_furniture_and_joins_are_as_a_person_read_them(name: str) -> None:
    found = document(TEXTS[name])
    assert [line["line"] for line in found["furniture"]] == [line["line"] for line in gold(name)["furniture"]]
    assert [join["lines"] for join in found["joins"]] == gold(name)["joins"]
    assert found["unplaced"] == []


@pytest.mark.parametrize("path", [*TEXTS.values(), *(PAGES / f"{name}.txt" for name in INVENTED)], ids=lambda p: p.stem)
def test_every_raw_line_is_found_in_the_reading(path: Path) -> None:
    kept = squeeze(json.dumps(document(path), ensure_ascii=False).replace('\\"', '"').replace("\\u3000", ""))
    lines = path.read_text(encoding="utf-8").split("\n")
    assert [line for line in lines if squeeze(line).replace("\u3000", "") not in kept] == []


def outline(name: str) -> list[tuple[object, ...]]:
    articles = document(PAGES / f"{name}.txt")["articles"]
    return [(a["lines"], a["kind"], a["title"], a["reporters"], len(a["paragraphs"])) for a in articles]


def test_an_evening_paper_with_stories_that_no_marker_opens() -> None:
    assert outline("invented-evening-A05") == [
        ([4, 14], "report", "老街口的修表摊要搬家了？", ["顾念真"], 2),
        ([16, 28], "feature", "七旬夫妻手绘“菜市场地图”", ["岳小川"], 3),
        ([30, 30], "photo_caption", None, [], 1),
        ([32, 34], "feature", "早市延长一小时", ["齐越"], 1),
        ([36, 38], "feature", "公交 17 路临时改线", ["齐越"], 1),
        ([40, 46], "letter", None, [], 2),
        ([48, 52], "briefs", None, [], 2),
        ([54, 66], "verse", "夏夜", [], 5),
    ]


def test_parts_of_the_evening_paper() -> None:
    found = document(PAGES / "invented-evening-A05.txt")
    report, feature, photo, *_, letter, _, verse = found["articles"]
    assert {name: fact["value"] for name, fact in found["issue"].items() if fact} == {
        "paper": "云桥晚报",
        "date": "2023-08-03",
        "page": "A5",
        "section": "本地",
    }
    assert (report["subtitle"]["text"], report["correspondents"]) == ("街坊:舍不得,但也替他高兴", ["何苗"])
    assert (report["paragraphs"][1]["lines"], report["jump"]["page"]) == ([10, 12], "A07")
    assert [section["heading"] for section in feature["sections"]] == ["记者追访", "邻居点赞"]
    assert (feature["photographers"], photo["photographers"]) == (["岳小川"], ["童小满"])
    assert letter["labels"][1] == {"role": "signoff", "text": "柳荫小区 张女士", "line": 46}
    assert verse["writers"] == ["周若水"]


def test_a_hard_wrapped_page_in_traditional_script() -> None:
    assert outline("invented-traditional-A2") == [
        ([2, 12], "report", "港務局擬增夜間航班", ["陳文彬"], 2),
        ([13, 20], "report", "社區廚房開張 長者共餐", ["何佳"], 2),
        ([21, 22], "photo_caption", None, [], 1),
        ([23, 30], "feature", "老戲院重生 下月試映", ["羅時安"], 2),
    ]
    found = document(PAGES / "invented-traditional-A2.txt")
    first = found["articles"][0]
    assert first["paragraphs"][1] == {
        "text": "局長林志遠指出，夜航首重安全，所有船舶都已加裝雷達與照明設備，並安排兩班輪值人員。"
        "業者則希望政府協助改善碼頭接駁，否則旅客上岸後無車可搭，增班的效果將打折扣。",
        "lines": [8, 9, 10, 11],
        "section": None,
    }
    assert (first["jump"]["page"], found["articles"][2]["photographers"]) == ("A4", ["吳明"])
    assert found["issue"]["date"]["value"] == "2024-11-15"


def test_notices_a_table_and_an_essay() -> None:
    assert outline("invented-notices-p4") == [
        ([3, 3], "report", None, ["尹河"], 1),
        ([5, 7], "report", "滨河路新春灯会今晚亮灯", [], 1),
        ([9, 15], "notice", None, [], 1),
        ([17, 19], "notice", None, [], 1),
        ([21, 29], "table", None, [], 4),
        ([31, 37], "feature", "冬日窗前", [], 2),
    ]


def test_a_feature_an_editorial_and_photos_under_one_credit() -> None:
    assert outline("invented-feature-p5") == [
        ([4, 8], "wire", "我国首座海上换流站投用", [], 1),
        ([10, 26], "feature", "让老手艺活起来", ["沈蔚然"], 4),
        ([28, 34], "editorial", "手艺人的春天", [], 1),
        ([36, 38], "background", None, [], 1),
        ([40, 46], "photo_caption", "防汛抢险 他们冲在前", [], 2),
        ([48, 54], "classified", None, [], 1),
    ]
    wire, feature, *_ = document(PAGES / "invented-feature-p5.txt")["articles"]
    assert wire["labels"] == [{"role": "reference", "text": "(相关报道见第6版)", "line": 8}]
    assert feature["subtitle"]["text"] == "——记河湾市竹编传承人 尹长河"


def test_a_jump_at_the_end_of_a_paragraph() -> None:
    first, second = read_page(
        "灯塔亮灯\n\n本报讯(记者 钟一)灯塔亮了,船也(下转第 4 版)\n\n海鸥归来,遮住了半个天空。"
    ).articles
    assert first.jump is not None
    assert (first.jump.page, first.jump.text, first.jump.line) == ("4", "(下转第 4 版)", 3)
    assert second.lines == (5, 5)


def test_each_start_has_a_confidence_and_a_reason() -> None:
    for path in TEXTS.values():
        assert all(0 < article.confidence <= 1 and article.reason for article in read(path).articles)


def test_text_that_is_no_page_is_one_article() -> None:
    (article,) = read_page("hello world").articles
    assert (article.body, article.confidence) == ("hello world", 0.2)
    assert read_page(" \n\u3000\n") == PageReading((), (), (), read_page("").issue, Issue(), ())

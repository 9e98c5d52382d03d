"""Photos and the stories that they illustrate: by their words, on both sides, and never by nearness."""

from pathlib import Path

import pytest
from conftest import ROOT, SEED_PAGE, make_article

from indexer.reading.issues.illustrations import link_photos
from indexer.reading.newspaper.credits import inline_credit
from indexer.reading.newspaper.page import read_page
from indexer.reading.sources import read_page_files

PAGES = ROOT / "tests" / "data" / "pages"


def relations(*paths: Path) -> dict[str, list[str]]:
    found = [article for reading in read_page_files(paths) for article in reading.articles]
    return {article.id: [one.id for one in article.related] for article in found if article.related}


def test_the_photo_of_the_seed_page_belongs_with_a_story_far_from_it() -> None:
    assert relations(SEED_PAGE) == {"天津日报-2025-06-10-1-04": ["天津日报-2025-06-10-1-07"]} | {
        "天津日报-2025-06-10-1-07": ["天津日报-2025-06-10-1-04"]
    }


@pytest.mark.parametrize("names", [["01"], ["01", "03"], ["03", "01"]])
def test_the_photo_of_the_invented_issue_belongs_with_the_joined_story(names: list[str]) -> None:
    found = relations(*(PAGES / f"qingyu-2024-11-15-p{name}.txt" for name in names))
    first, second = "青屿日报-2024-11-15-1-01", "青屿日报-2024-11-15-1-02"
    assert found == {first: [second], second: [first]}


def test_a_news_photo_of_its_own_is_linked_to_nothing() -> None:
    assert relations(PAGES / "invented-evening-A05.txt") == relations(PAGES / "invented-feature-p5.txt") == {}


def test_the_reason_names_the_words_on_both_sides() -> None:
    photo = make_article("photo", None, "修复后的望海灯塔。", kind="photo_caption")
    story = make_article("story", "望海灯塔修复完工", "修复工程历时一年。")
    other = make_article("other", "菜市场搬家", "今天搬家。")
    linked, _, told = link_photos([photo, other, story])
    assert linked.related[0].reason == "the photo illustrates it; words in common: 修复 望海 海灯 灯塔"
    assert told.related[0].reason == "a photo of it; words in common: 修复 望海 海灯 灯塔"


def test_the_reason_names_nothing_of_a_credit() -> None:
    photo = make_article("photo", None, "修复后的望海灯塔。 本报记者 侯岳 摄", kind="photo_caption")
    story = make_article("story", "望海灯塔修复完工", "修复工程历时一年。 本报记者 林知夏 摄影报道")
    other = make_article("other", "菜市场搬家", "今天搬家。")
    linked, *_ = link_photos([photo, other, story])
    assert linked.related[0].reason == "the photo illustrates it; words in common: 修复 望海 海灯 灯塔"


def test_a_credit_alone_links_nothing() -> None:
    photo = make_article("photo", None, "清晨的街道。 本报记者 侯岳 摄", kind="photo_caption")
    story = make_article("story", "望海灯塔修复完工", "本报记者 林知夏 摄影报道")
    assert all(article.related == () for article in link_photos([photo, story]))


def test_a_photo_that_two_stories_could_claim_is_linked_to_none() -> None:
    photo = make_article("photo", None, "修复后的望海灯塔。", kind="photo_caption")
    stories = [make_article(name, None, f"望海灯塔修复完工,{name}。") for name in ("one", "two")]
    assert all(article.related == () for article in link_photos([photo, *stories]))


@pytest.mark.parametrize("pointer", ["▲", "△", "▼", ""])
def test_a_caption_behind_a_pointer_is_a_caption(pointer: str) -> None:
    story = "跨江大桥主塔封顶\n\n本报讯(记者 林知夏)昨日,青溪跨江大桥北主塔完成浇筑,塔高二百一十六米。"
    reading = read_page(f"{story}\n\n{pointer}青溪跨江大桥北主塔施工现场。 本报记者 侯岳 摄", "x.txt")
    assert [(str(one.kind), one.photographers) for one in reading.articles] == [
        ("report", ()),
        ("photo_caption", ("侯岳",)),
    ]


@pytest.mark.parametrize(
    ("credit", "photographers"),
    [
        *(
            ("（资料图片）", ()),
            ("(资料图片)", ()),
            ("（新華社資料照片）", ()),
            ("　新华社发", ()),
            ("（新华社发）", ()),
        ),
        *((" 新华社发（丁乙 摄）", ("丁乙",)), (" 新华社发 丁乙 摄", ("丁乙",)), (" 新华社发（丁乙摄）", ("丁乙",))),
    ],
)
@pytest.mark.parametrize("opening", ["", "▲", "左图："])
def test_a_caption_of_an_agency_or_an_archive_is_a_caption(
    opening: str, credit: str, photographers: tuple[str, ...]
) -> None:
    story = "老茶馆重新开张\n\n本报讯(记者 林知夏)昨日,城南老茶馆修缮一新,重新开张迎客。"
    caption = f"{opening}老茶馆内评弹声声,茶客满座。{credit}"
    report, photo = read_page(f"{story}\n\n{caption}", "x.txt").articles
    assert (str(report.kind), str(photo.kind), photo.photographers) == ("report", "photo_caption", photographers)
    assert (report.lines, photo.body) == ((1, 3), caption)


@pytest.mark.parametrize(
    "text", ["他说,这张照片由新华社发", "档案馆征集老城的资料图片", "记者昨日查阅了大量旧报和资料图片。"]
)
def test_a_sentence_that_speaks_of_an_agency_or_an_archive_is_no_caption(text: str) -> None:
    assert inline_credit(text) is None


def test_briefs_behind_bullets_stay_briefs() -> None:
    briefs = "●市图书馆延长开放时间至晚九时,新增座位一百二十个,欢迎读者前往。 侯岳 摄"
    assert [str(one.kind) for one in read_page(f"简讯\n\n{briefs}", "x.txt").articles] == ["briefs"]

"""Articles that go on over pages, joined as a person joined them; what is missing is told, and nothing is lost."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT, HashingEmbedder
from hypothesis import given, settings
from hypothesis import strategies as st

from api.cli import main
from indexer.articles import Article, Headline, PartParagraph, Span
from indexer.chunking import chunks, indexed_text
from indexer.indexing import index_sources
from indexer.reading.discovery import SourceFile, discover
from indexer.reading.given import Given
from indexer.reading.issues.assignment import assign
from indexer.reading.issues.issue_pages import issues, join_pages
from indexer.reading.issues.waiting import WaitingRoom
from indexer.reading.newspaper.page import PageReading, read_page
from indexer.reading.sources import read_page_files, read_sources
from search.request import Mode, search_request
from search.searcher import Searcher

PAGES = ROOT / "tests" / "data" / "pages"
FRONT, INSIDE = (PAGES / f"qingyu-2024-11-15-p0{number}.txt" for number in (1, 3))
GOLD = {path: json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) for path in (FRONT, INSIDE)}


def masthead(page: int, date: str = "2024 年 11 月 15 日") -> str:
    return f"青屿日报\n{date} 星期五 第 {page} 版\n\n"


def write(folder: Path, **pages: str) -> list[Path]:
    for name, text in pages.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return [folder / f"{name}.txt" for name in pages]


def articles(readings: Iterable[PageReading]) -> list[Article]:
    return [article for reading in readings for article in reading.articles]


def joined(paths: Sequence[Path]) -> dict[str, list[str]]:
    """The pages of the parts of each article of several parts."""
    found = articles(read_page_files(paths))
    return {a.id: [part.id for part in a.parts] for a in found if a.parts}


@pytest.mark.parametrize("order", [(FRONT, INSIDE), (INSIDE, FRONT)])
def test_both_articles_of_the_invented_issue_are_joined_exactly(order: tuple[Path, Path]) -> None:
    found = {article.id: article for article in articles(read_page_files(order))}
    meeting, measures = found["青屿日报-2024-11-15-1-01"], found["青屿日报-2024-11-15-1-03"]
    for article, first, second in ((meeting, 0, 0), (measures, 2, 1)):
        outs, ins = GOLD[FRONT]["articles"][first], GOLD[INSIDE]["articles"][second]
        texts = [p["text"] for p in (*outs["paragraphs"], *ins["paragraphs"])]
        if article is meeting:
            texts[3:5] = ["".join(texts[3:5])]
        assert [p.text for p in article.paragraphs] == texts
        assert [s.heading for s in article.sections] == [s["heading"] for s in (*outs["sections"], *ins["sections"])]
        assert [label.text for label in article.labels] == [x["text"] for x in (*outs["labels"], *ins["labels"])]
        assert [(part.source, list(part.lines)) for part in article.parts] == [
            (str(FRONT), outs["lines"]),
            (str(INSIDE), ins["lines"]),
        ]
        assert (article.jump, article.missing, article.reporters) == (None, (), tuple(outs["reporters"]))
    assert len(found) == 12


def test_the_sentence_at_the_seam_is_whole_and_keeps_both_places() -> None:
    meeting = articles(read_page_files([INSIDE, FRONT]))[6]
    assert meeting.paragraphs[3].text.endswith("对卡点堵点问题实行周调度、月通报,确保年度目标任务如期完成。")
    assert meeting.spans(4, 4) == (Span(str(FRONT), "1", (34,)), Span(str(INSIDE), "3", (9,)))
    assert meeting.spans(1, 1) == (Span(str(FRONT), "1", (20,)),)
    front, inside = meeting.parts
    assert inside.paragraphs == (PartParagraph(4, (9,)), PartParagraph(5, (11,)))
    assert inside.heads == (Headline("向海图强 以港兴市", (5,)),)
    assert (front.jump and front.jump.line, inside.continued_from and inside.continued_from.line) == (36, 7)
    assert inside.id == "qingyu-2024-11-15-p03-01"
    assert inside.reason.startswith("it repeats the headline; a sentence is cut and goes on; ")


def test_numbered_headings_go_on_and_paragraphs_stand_under_their_own() -> None:
    measures = articles(read_page_files([FRONT, INSIDE]))[2]
    assert [measures.sections[p.section].heading for p in measures.paragraphs if p.section is not None] == [
        *["一、支持渔港改造升级"] * 2,
        *["二、支持渔船更新改造"] * 2,
        *["三、支持水产品精深加工"] * 2,
        "四、附则",
    ]
    assert measures.parts[1].reason.startswith("its numbered headings go on; the body that signs is named in the head")


@pytest.mark.parametrize("path", [FRONT, INSIDE])
def test_without_the_other_page_the_article_says_so(path: Path) -> None:
    (reading,) = read_page_files([path])
    other = "3" if path is FRONT else "1"
    told = [(m.page, m.reason) for article in reading.articles for m in article.missing]
    assert told == [(other, "that page of the issue is not among the sources")] * 2
    assert (reading.doubts, joined([path])) == ((), {})


def test_what_does_not_fit_stays_apart_and_is_a_doubt(tmp_path: Path) -> None:
    out = masthead(1) + "新泊位投产\n\n本报讯(记者 钟一)南港区新泊位昨天投产,首艘货轮已经靠泊码头,\n\n(下转第 2 版)\n"
    into = masthead(2) + "少年足球赛开幕\n\n(上接第 1 版)\n\n一、校园足球联赛共有十二支队伍报名,分四个小组进行比赛。\n"
    first, second = read_page_files(write(tmp_path, p1=out, p2=into))
    assert [len(first.articles), len(second.articles)] == [1, 1]
    reason = "nothing on that page fits well enough (a score of 1.5 is needed)"
    assert first.doubts == (f"L4: the part on page 2 was not found: {reason}",)
    assert second.doubts == (f"L4: the part on page 1 was not found: {reason}",)
    assert [m.page for article in (*first.articles, *second.articles) for m in article.missing] == ["2", "1"]


@pytest.mark.parametrize(
    "inside",
    [
        "青屿日报\n2024 年 11 月 16 日 星期六 第 3 版\n",
        "海州日报\n2024 年 11 月 15 日 星期五 第 3 版\n",
        "青屿日报\n2024 年 11 月 15 日 星期五 第 4 版\n",
    ],
)
def test_only_the_right_page_of_the_same_issue_is_joined(tmp_path: Path, inside: str) -> None:
    text = inside + "".join(INSIDE.read_text(encoding="utf-8").splitlines(keepends=True)[3:])
    assert joined([FRONT, *write(tmp_path, inside=text)]) == {}


def test_a_page_without_a_paper_joins_only_within_its_folder(tmp_path: Path) -> None:
    (elsewhere,) = write(tmp_path, p03=INSIDE.read_text(encoding="utf-8"))
    assert joined([FRONT, elsewhere]) == {}
    (beside,) = write(tmp_path, p01=FRONT.read_text(encoding="utf-8"))
    assert len(joined([elsewhere, beside])) == 2


def test_two_jumps_from_one_page_are_told_apart_whatever_their_order(tmp_path: Path) -> None:
    lines = INSIDE.read_text(encoding="utf-8").splitlines(keepends=True)
    swapped = "".join([*lines[:4], *lines[12:30], *lines[4:12], *lines[30:]])
    pages = write(tmp_path, p01=FRONT.read_text(encoding="utf-8"), p03=swapped)
    assert joined(pages) == {
        "青屿日报-2024-11-15-1-01": ["青屿日报-2024-11-15-1-01", "p03-02"],
        "青屿日报-2024-11-15-1-03": ["青屿日报-2024-11-15-1-03", "p03-01"],
    }


def test_a_headline_that_only_the_second_page_has_is_the_title_and_is_searched(tmp_path: Path) -> None:
    pages = write(
        tmp_path,
        a=masthead(1) + "本报讯(记者 钟一)海湾大桥昨天合龙,大桥全长九公里,\n\n(下转第 2 版)\n",
        b=masthead(2) + "海湾大桥合龙\n\n(上接第 1 版)\n\n建设历时四年。\n",
    )
    (article,) = articles(read_page_files(pages))
    assert article.title == Headline("海湾大桥合龙", (4,))
    assert article.parts[1].heads == (article.title,)
    retitled = replace(article, title=Headline("九公里", (1,)))
    assert "海湾大桥合龙" in indexed_text(retitled, next(iter(chunks(retitled)))).splitlines()


def test_an_article_over_three_pages_is_one_whatever_the_order(tmp_path: Path) -> None:
    pages = write(
        tmp_path,
        a=masthead(1) + "潮汐电站并网\n\n本报讯(记者 钟一)潮汐电站昨天并网,装机五万千瓦,\n\n(下转第 2 版)\n",
        b=masthead(2) + "潮汐电站并网\n\n(上接第 1 版)\n\n可供十万户居民用电。电站建设历时三年,\n\n(下转第 4 版)\n",
        c=masthead(4) + "潮汐电站并网\n\n(上接第 2 版)\n\n总投资十二亿元。\n\n渔民说,海湾的潮汐有了新用处。\n",
    )
    for order in permutations(pages):
        (article,) = articles(read_page_files(order))
        assert [p.text for p in article.paragraphs] == [
            "本报讯(记者 钟一)潮汐电站昨天并网,装机五万千瓦,可供十万户居民用电。电站建设历时三年,总投资十二亿元。",
            "渔民说,海湾的潮汐有了新用处。",
        ]
        assert [span.page for span in article.spans(1, 1)] == ["1", "2", "4"]
        assert article.id == "青屿日报-2024-11-15-1-01"


@pytest.mark.parametrize(("leaving", "arriving"), [("(下转第 4 版)", "(上接第 1 版)\n\n"), ("▶下转4版", "◀上接头版 ")])
def test_a_jump_within_the_line_does_not_stay_in_the_joined_sentence(
    tmp_path: Path, leaving: str, arriving: str
) -> None:
    pages = write(
        tmp_path,
        a=masthead(1) + f"灯塔亮灯\n\n本报讯(记者 钟一)灯塔亮了,船也{leaving}\n",
        b=masthead(4) + f"灯塔亮灯\n\n{arriving}回来了。\n",
    )
    (article,) = articles(read_page_files(pages))
    assert article.body == "本报讯(记者 钟一)灯塔亮了,船也回来了。"
    assert article.parts[0].jump and article.parts[0].jump.text == leaving
    assert article.parts[1].continued_from and article.parts[1].continued_from.text == arriving.strip()


def test_of_two_copies_of_a_page_one_gets_all_parts_and_the_other_says_who_has_them(tmp_path: Path) -> None:
    one = "潮汐电站并网\n\n本报讯(记者 钟一)潮汐电站昨天并网,装机五万千瓦,\n\n(下转第 2 版)\n\n"
    other = "山村教师三十年\n\n本报讯(记者 邱棠)清晨六点,她推开教室的门,\n\n(下转第 2 版)\n"
    rest = "潮汐电站并网\n\n(上接第 1 版)\n\n可供十万户居民用电。\n\n"
    rest += "山村教师三十年\n\n(上接第 1 版)\n\n二十三名学生站起来问好。\n"
    pages = write(tmp_path, a=masthead(1) + one + other, b=masthead(1) + one + other, c=masthead(2) + rest)
    found = articles(read_page_files(pages))
    assert [[Path(part.source).stem for part in a.parts] for a in found] == [["a", "c"], ["a", "c"], [], []]
    assert [[missing.reason for missing in a.missing] for a in found[2:]] == [
        [f"the part on that page that fits is in article {a.id}, perhaps a copy of this one"] for a in found[:2]
    ]
    first, *_, last = articles(
        read_page_files(write(tmp_path, a=masthead(1) + one, c=masthead(2) + rest, d=masthead(2) + rest))
    )
    assert [Path(part.source).stem for part in first.parts] == ["a", "c"]
    assert last.missing


def test_articles_that_point_at_each_other_in_a_circle_stay_apart(tmp_path: Path) -> None:
    text = "海湾新桥\n\n(上接第 {0} 版)\n\n新桥通车以后,海湾两岸往来只要十分钟,\n\n(下转第 {0} 版)\n"
    pages = write(tmp_path, a=masthead(1) + text.format(2), b=masthead(2) + text.format(1))
    found = articles(read_page_files(pages))
    assert [(len(a.paragraphs), a.parts) for a in found] == [(1, ()), (1, ())]


def test_the_best_assignment_is_not_the_greedy_one() -> None:
    assert assign([[5.0, 4.0], [4.5, 0.0]]) == [(0, 1), (1, 0)]
    assert assign([[0.0, 2.0, 1.0]]) == [(0, 1)]
    assert assign([[-1.0]]) == assign([]) == []


@given(st.lists(st.lists(st.integers(-2, 9), min_size=3, max_size=3), max_size=4))
def test_an_assignment_has_the_greatest_sum(scores: list[list[int]]) -> None:
    found = sum(scores[row][column] for row, column in assign(scores))
    padded = [[max(score, 0) for score in row] + [0] * len(scores) for row in scores]
    orders = permutations(range(3 + len(scores)), len(scores))
    assert found == max(sum(padded[row][column] for row, column in enumerate(order)) for order in orders)


def test_the_front_door_joins_pages_whatever_their_names(tmp_path: Path) -> None:
    text = {path: path.read_text(encoding="utf-8") for path in (FRONT, INSIDE)}
    write(
        tmp_path,
        **{"a-inside": text[INSIDE], "m-other": masthead(2) + "别的\n\n■记者 钟一\n\n无关。\n", "z-front": text[FRONT]},
    )
    found = [event for event in read_sources([tmp_path]) if isinstance(event, Article)]
    whole = [article for article in found if article.parts]
    assert [article.id for article in whole] == ["青屿日报-2024-11-15-1-01", "青屿日报-2024-11-15-1-03"]
    assert next(article.id for article in found if article.id.startswith("a-inside")) == "a-inside-03"
    assert whole == [a for a in articles(read_page_files(sorted(tmp_path.iterdir(), reverse=True))) if a.parts]


def test_few_pages_wait_and_those_of_an_issue_leave_together() -> None:
    room = WaitingRoom(most=2)
    earlier, later = Given(date="2024-11-14"), Given(date="2024-11-15")
    assert room.add(read_page_files([INSIDE], earlier)[0]) == room.add(read_page_files([FRONT], earlier)[0]) == []
    first = room.add(read_page_files([FRONT], later)[0])
    assert [(len(page.articles), page.issue.date and page.issue.date.value) for page in first] == [
        (6, "2024-11-14"),
        (6, "2024-11-14"),
    ]
    assert [page.source for page in room.rest()] == [str(FRONT)]
    assert room.rest() == []


def test_a_folder_is_read_by_the_dates_in_its_names(tmp_path: Path) -> None:
    days = [f"2024-11-{day:02}" for day in range(10, 13)]
    write(
        tmp_path, **{f"p{page}-{day}": masthead(page) + "一行。\n" for page in (1, 3) for day in days}, notes="一行。\n"
    )
    found = [one.path.stem for one in discover([tmp_path]) if isinstance(one, SourceFile)]
    assert found == ["notes", *(f"p{page}-{day}" for day in days for page in (1, 3))]


def lines_of(article: Article) -> list[tuple[str, int]]:
    """Every raw line that an article or its parts hold, with its source."""
    places = [(p.source, p) for p in article.parts] or [(article.source, None)]
    found: list[tuple[str, int]] = []
    for source, part in places:
        heads = part.heads if part else [h for h in (article.kicker, article.title, article.subtitle) if h]
        paragraphs = part.paragraphs if part else article.paragraphs
        sections = article.sections[slice(*part.sections)] if part else article.sections
        labels = article.labels[slice(*part.labels)] if part else article.labels
        jumps = [j for j in ((part or article).jump, (part or article).continued_from) if j]
        text = {line for paragraph in paragraphs for line in paragraph.lines}
        numbers = [line for head in heads for line in head.lines]
        numbers += [line for paragraph in paragraphs for line in paragraph.lines]
        numbers += [s.line for s in sections if not s.run_in] + [label.line for label in labels]
        found += [(source, n) for n in numbers + [j.line for j in jumps if j.line not in text]]
    return found


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32), st.floats(0, 0.3), st.integers(1, 4))
def test_no_raw_line_is_lost_or_used_twice_over_several_pages(seed: int, share: float, count: int) -> None:
    chance = random.Random(seed)
    body = [line for path in (FRONT, INSIDE) for line in path.read_text(encoding="utf-8").split("\n")[4:]]
    readings, wanted = [], Counter[tuple[str, int]]()
    for page in range(1, count + 1):
        kept = [line for line in body if chance.random() >= share]
        kept = kept if chance.random() < 0.5 else chance.sample(kept, len(kept))
        text = masthead(page) + re.sub(r"第 \d 版", lambda _: f"第 {chance.randint(1, 4)} 版", "\n".join(kept))
        reading = read_page(text, f"p{page}.txt")
        named = tuple(replace(article, id=f"{page}-{article.id}") for article in reading.articles)
        readings.append(replace(reading, articles=named))
        wanted += Counter((f"p{page}.txt", n) for n, line in enumerate(text.split("\n"), 1) if line.strip())
    found = Counter[tuple[str, int]]()
    for reading in (page for pages in issues(readings) for page in join_pages(pages)):
        found += Counter((reading.source, line.line) for line in (*reading.furniture, *reading.unplaced))
        found += Counter(place for article in reading.articles for place in lines_of(article))
    assert found == wanted


def test_a_hit_shows_the_source_and_lines_of_each_passage(tmp_path: Path) -> None:
    index_sources(
        [str(FRONT), str(INSIDE)], tmp_path, HashingEmbedder(), Given(paper="青屿日报"), lambda *_: None, lambda _: None
    )
    searcher = Searcher.open(tmp_path)
    answer = searcher.search(search_request("年度目标任务如期完成 周调度", Mode.LEXICAL))
    assert answer.hits[0].id == "青屿日报-2024-11-15-1-01"
    assert answer.hits[0].passages[0].place.spans == (Span(str(FRONT), "1", (34,)), Span(str(INSIDE), "3", (9, 11)))
    closing = searcher.search(search_request("附则 有效期 以本措施为准", Mode.LEXICAL)).hits[0].passages[0]
    assert closing.place.spans == (Span(str(INSIDE), "3", (23,)),)


def test_the_command_shows_pages_of_one_issue_together() -> None:
    shown = CliRunner().invoke(main, ["read", str(INSIDE), str(FRONT)]).stdout
    assert f"  on page 3, {INSIDE}, joined with a score of 7.5: it repeats the headline" in shown
    assert "L9 (the end of the paragraph above)" in shown
    document = json.loads(CliRunner().invoke(main, ["read", str(INSIDE), str(FRONT), "--json"]).stdout)
    assert [len(page["articles"]) for page in document["pages"]] == [6, 6]
    single = json.loads(CliRunner().invoke(main, ["read", str(INSIDE), "--json"]).stdout)
    assert list(single)[:4] == ["source", "issue", "issue_in_text", "articles"]

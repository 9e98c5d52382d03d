"""Forms that papers print: jump lines, titles of two lines, names of columns, verses with their heads, names."""

import pytest

from indexer.articles import Article
from indexer.reading.newspaper.bylines import parse_byline
from indexer.reading.newspaper.credits import inline_credit
from indexer.reading.newspaper.jumps import inline_jump_in, inline_jump_out, jump_in, jump_out
from indexer.reading.newspaper.page import read_page
from indexer.reading.newspaper.signatures import signs_as_writer

MASTHEAD = "2\n要闻\n2020年7月9日 星期四\n云河日报\n\n"
CUT = "进，工程建设者顶着高温，把每一道焊缝都当作防线来守。截至8日，隧洞掘进一万米。"
REPORT = "本报讯（记者 易凡）昨日开秤，现场秩序井然，农户排队交粮。"
ESSAY = "小岛只有一条街，街上只有一间邮局，邮局里只有一个老人。他卖邮票，也替人念信。"


def articles(*lines: str) -> tuple[Article, ...]:
    return read_page("\n".join(lines) + "\n").articles


def heads(*lines: str) -> tuple[str | None, str | None, str | None]:
    article = articles(*lines)[0]
    kicker, title, subtitle = (head and head.text for head in (article.kicker, article.title, article.subtitle))
    return kicker, title, subtitle


@pytest.mark.parametrize(
    ("line", "page"),
    [
        *(("上接第1版", "1"), ("（上接第一版）", "1"), ("▲上接第1版", "1"), ("上接A2版", "A2"), ("上接A2", "A2")),
        *(("<<上接1版", "1"), ("◀上接01版", "1"), ("（上接第1、4版）", "1"), ("（紧接第一版）", "1")),
        *(("上接头版", "1"), ("（上接头版）", "1")),
        *(("（上接第一版《三个故事说明白一条引水渠》）", "1"), ("(上接1版修渠记)", "1")),
    ],
)
def test_a_jump_in_below_the_masthead_opens_an_article_without_headline(line: str, page: str) -> None:
    reading = read_page(f"{MASTHEAD}{line}\n{CUT}\n\n夏粮开秤\n\n{REPORT}\n")
    first, second = reading.articles
    assert first.continued_from is not None
    assert (first.continued_from.page, first.title, first.lines) == (page, None, (6, 7))
    assert second.title is not None and second.title.text == "夏粮开秤"
    assert [line.line for line in reading.furniture] == [1, 2, 3, 4]


@pytest.mark.parametrize("mark", ["（上接第1版）", "（上接头版）", "◀上接1版 ", "←上接第一版：", "<<上接1版\u3000"])
@pytest.mark.parametrize("title", [[], ["引水渠通到家门口"]])
def test_a_jump_in_may_stand_before_the_text_in_its_line(title: list[str], mark: str) -> None:
    (article,) = articles(*title, mark + CUT)
    assert article.continued_from is not None
    assert (article.continued_from.page, article.continued_from.text) == ("1", mark.rstrip())
    assert article.continued_from.line == article.lines[1]
    assert article.body == CUT
    assert ([article.title.text] if article.title else []) == title


@pytest.mark.parametrize("mark", ["（下转第2版）", "▶下转2版", " 下转2版", "下转第二版▶", "【▶下转二版】"])
def test_a_jump_out_may_stand_behind_the_text_in_its_line(mark: str) -> None:
    first, second = articles("夏粮开秤", REPORT + mark, "海鸥归来，遮住了半个天空。")
    assert first.jump is not None
    assert (first.jump.page, first.jump.text, first.jump.line) == ("2", mark.lstrip(), 2)
    assert (first.body, second.body) == (REPORT, "海鸥归来，遮住了半个天空。")


@pytest.mark.parametrize("width", [12, 14, 17])
def test_a_jump_in_may_stand_before_the_text_of_a_column(width: int) -> None:
    text = f"（上接第1版）工程建设者说{CUT}"
    (article,) = articles("引水渠通到家门口", "", *(text[i : i + width] for i in range(0, len(text), width)))
    assert article.continued_from is not None and article.continued_from.text == "（上接第1版）"
    assert article.body == text.removeprefix("（上接第1版）")


@pytest.mark.parametrize(
    "text",
    [
        "公交车下转二版",
        "接头版本今日更新",
        "这条线路在城东上接1版图纸，下转2版图纸。",
        "上接1版印出的图纸，工人照着施工。",
    ],
)
def test_words_like_a_jump_within_a_sentence_are_none(text: str) -> None:
    assert (inline_jump_in(text), inline_jump_out(text), jump_in(text), jump_out(text)) == (None,) * 4


@pytest.mark.parametrize(
    ("line", "page"),
    [("下转第4版", "4"), ("下转A4", "A4"), ("▶下转4版", "4"), ("下转第二版▶", "2"), ("（下转二版）▶", "2")],
)
def test_a_jump_out_at_the_foot_of_a_page_is_no_page_number(line: str, page: str) -> None:
    (article,) = articles("云河日报", "2020年7月9日 星期四", "夏粮开秤", REPORT, line)
    assert article.jump is not None and article.jump.page == page


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["我市三项改革经验", "在全省推广"], (None, "我市三项改革经验 在全省推广", None)),
        (["这家面馆", "老板不收学生加面的钱"], (None, "这家面馆 老板不收学生加面的钱", None)),
        (
            ["本月起不用再跑三个窗口", "新生儿“一件事”", "一次办好"],
            ("本月起不用再跑三个窗口", "新生儿“一件事” 一次办好", None),
        ),
        (
            ["全市重大项目建设现场推进会暨", "产业发展大会在新区隆重召开"],
            (None, "全市重大项目建设现场推进会暨 产业发展大会在新区隆重召开", None),
        ),
        (["守岛人", "——记灯塔看守员的三十年"], (None, "守岛人", "——记灯塔看守员的三十年")),
        (["夜航增班了", "业者盼配套到位"], (None, "夜航增班了", "业者盼配套到位")),
        (["国际观察", "小国为何抢着建“数据岛”"], ("国际观察", "小国为何抢着建“数据岛”", None)),
        (
            ["市交通局昨发布便民新举措 412条线路受益", "公交换乘免费"],
            ("市交通局昨发布便民新举措 412条线路受益", "公交换乘免费", None),
        ),
    ],
)
def test_lines_of_a_head(lines: list[str], expected: tuple[str | None, str | None, str | None]) -> None:
    text = "“加面不要钱。”面馆门口的纸条贴了十一年，老板郭师傅说，学生们都是长身体的娃。"
    assert heads(*lines, "本报记者 苗可", text) == expected


def test_the_name_of_a_column_above_text_is_a_label() -> None:
    found = articles("夏粮开秤", REPORT, "（记者 何佳）", "回音", "图书馆回复：一楼大厅提前开放，供读者等候。")
    assert (found[1].title, [label.text for label in found[1].labels]) == (None, ["回音"])


def test_verses_end_above_the_head_of_the_next_essay() -> None:
    verses = ["父亲把潮汐表贴在门后", "初一十五，用红笔圈", "他不识几个字", "却读得懂月亮"]
    poem, essay = articles("新诗", "潮汐表", "江小渔", *verses, "域外风情", "小岛邮局", "唐半夏", ESSAY)
    assert (poem.writers, [p.text for p in poem.paragraphs]) == (("江小渔",), verses)
    assert essay.title is not None and essay.kicker is not None
    assert (essay.kicker.text, essay.title.text, essay.writers) == ("域外风情", "小岛邮局", ("唐半夏",))


def test_verses_with_marks_end_where_the_marks_do() -> None:
    pointed = ["独上危楼望大江，", "千帆过尽水茫茫。", "秋声一夜催黄叶，", "雁影三更入晓霜。"]
    free = ["围裙上有一块油渍", "洗了三十年", "也没洗掉", "它是一枚邮票"]
    first, second = articles("七律·登望江楼", "霍青山", *pointed, "母亲的围裙", "何小禾", *free)
    assert [p.text for p in first.paragraphs] == pointed
    assert (second.lines, second.writers, [p.text for p in second.paragraphs]) == ((7, 12), ("何小禾",), free)


def test_the_title_of_a_second_poem_is_a_heading() -> None:
    lines = ["船还没有来", "芦苇先渡过了河", "", "井", "", "井口是天的一只眼", "我趴在上面看它", "它也看我"]
    (poem,) = articles("渡口（外一首）", "程小棹", "", *lines)
    assert [section.heading for section in poem.sections] == ["井"]
    (whole,) = articles("渡口", "程小棹", "", *lines)
    assert whole.sections == ()


def test_the_same_names_at_both_ends_hold_an_article_together() -> None:
    head = ["老厂“转身”", "本报记者 石坚 通讯员 佟磊", "走进轴承厂的车间，听不到过去那种刺耳的轰鸣，数控机床一字排开。"]
    sections = ["砍掉一半产品", "不挣钱的统统不做。", "请回老师傅", "机器再好，也得有人听得懂它的脾气。"]
    (article,) = articles(*head, *sections, "（石坚 佟磊）")
    assert [section.heading for section in article.sections] == ["砍掉一半产品", "请回老师傅"]
    assert (article.reporters, article.correspondents, article.writers) == (("石坚",), ("佟磊",), ())


def test_names_in_more_forms() -> None:
    placed = parse_byline("記者許哲銘、蔡沛珊／湖口鄉報導")
    assert placed is not None and placed.reporters == ("許哲銘", "蔡沛珊")
    assert signs_as_writer("胡曼寧（松溪鎮，護理師）")
    assert signs_as_writer("北门桥 退休工人 贺守田之女 贺敏")
    assert not signs_as_writer("北门桥今日通车（图）")
    work = inline_credit("秋山图（国画） 贺 云 作")
    assert work is not None and work.writers == ("贺云",)


def test_a_slogan_below_its_name_is_furniture() -> None:
    reading = read_page(f"夏粮开秤\n\n{REPORT}\n\n公益广告\n文明从排队开始 礼让从斑马线做起\n市文明办 宣\n")
    assert [line.line for line in reading.furniture] == [5, 6, 7]


def test_one_character_a_line_is_doubted() -> None:
    story = "云溪市昨日召开防汛工作会议。"
    (doubt,) = (doubt for doubt in read_page("云溪日报\n\n" + "\n".join(story)).doubts if "one character" in doubt)
    expected = "L3-16: one character a line, as in vertical print; its words are not found, write them in lines"
    assert doubt == expected


@pytest.mark.parametrize("text", ["\n".join("春江花月夜"), "\n".join("1234567890123"), "云溪市昨日召开防汛工作会议。"])
def test_an_upright_headline_a_column_of_figures_and_a_plain_line_are_not_doubted(text: str) -> None:
    page = f"{text}\n\n本报讯(记者 林知夏)昨日,青溪跨江大桥北主塔完成浇筑,塔高二百一十六米。"
    assert not any("one character" in doubt for doubt in read_page(page).doubts)

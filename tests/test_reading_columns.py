"""Columns of a PDF: read one below the other, whatever order they are stored in, and no table torn apart."""

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pdf_files import Placed, placed_pdf
from pypdfium2 import PdfiumError, PdfTextPage
from pytest import MonkeyPatch
from test_reading_sources import articles, write

from indexer.reading.formats.columns import Run, in_reading_order
from indexer.reading.formats.pdf import read_pdf
from indexer.reading.sources import read_sources

SIZE = 10


def column(left: float, top: float, texts: list[str]) -> list[Placed]:
    return [(left, top - 14 * place, SIZE, text) for place, text in enumerate(texts)]


def texts(mark: str, count: int) -> list[str]:
    """Lines of twelve characters, each its own."""
    return [f"{mark}栏第{'一二三四五六七八九十'[place]}行灯塔亮了船归" for place in range(count)]


def across(*columns: list[Placed]) -> list[Placed]:
    """As a careless program stores them: from top to bottom, and line by line across the page."""
    return sorted((one for column in columns for one in column), key=lambda one: (-one[1], one[0]))


def read(folder: Path, strings: list[Placed]) -> list[str]:
    (page,) = read_pdf(write(folder / "page.pdf", placed_pdf(strings)))
    return page.text.split("\n")


HEAD: Placed = (90, 750, 24, "灯塔昨夜重新亮起渔民欢庆")


def test_columns_below_a_headline(tmp_path: Path) -> None:
    for count in (2, 3):
        columns = [column(40 + 160 * place, 700, texts(mark, 6)) for place, mark in enumerate("甲乙丙"[:count])]
        expected = [HEAD[3], *(text for mark in "甲乙丙"[:count] for text in texts(mark, 6))]
        assert read(tmp_path, [HEAD, *across(*columns)]) == expected


def test_columns_whose_lines_stand_at_different_heights(tmp_path: Path) -> None:
    left, right = column(40, 700, texts("甲", 8)), column(200, 695, texts("乙", 5))
    assert read(tmp_path, [HEAD, *across(left, right)]) == [HEAD[3], *texts("甲", 8), *texts("乙", 5)]


def test_stories_below_each_other_beside_a_long_one(tmp_path: Path) -> None:
    second: Placed = (40, 560, 20, "第二条消息的标题跨两栏")
    page = [
        HEAD, *across(
            column(40, 700, texts("甲", 7)), column(200, 700, texts("乙", 7)), [second],
            column(40, 520, texts("丁", 4)), column(200, 520, texts("戊", 4)), column(360, 700, texts("丙", 10)),
        ),
    ]  # fmt: skip
    order = (texts("甲", 7), texts("乙", 7), [second[3]], texts("丁", 4), texts("戊", 4), texts("丙", 10))
    assert read(tmp_path, page) == [HEAD[3], *(text for block in order for text in block)]


def test_what_is_stored_column_by_column_stays_as_it_is(tmp_path: Path) -> None:
    right, left = column(200, 700, texts("乙", 6)), column(40, 700, texts("甲", 6))
    assert read(tmp_path, [*right, *left]) == [*texts("乙", 6), *texts("甲", 6)]


def test_a_table_keeps_its_rows(tmp_path: Path) -> None:
    rows = [("青屿", "多云", f"{degree}度") for degree in range(8)]
    cells = [(40 + 110 * x, 700 - 14 * y, SIZE, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]
    assert read(tmp_path, cells) == [" ".join(row) for row in rows]
    columns = across(column(40, 500, texts("甲", 5)), column(200, 500, texts("乙", 5)))
    assert read(tmp_path, [*cells, *columns]) == [*(" ".join(row) for row in rows), *texts("甲", 5), *texts("乙", 5)]


def test_vertical_lines_are_read_from_the_right_and_band_by_band(tmp_path: Path) -> None:
    upper = [(400.0 - 20 * place, 700, SIZE, text) for place, text in enumerate(texts("甲", 5))]
    lower = [(400.0 - 20 * place, 500, SIZE, text) for place, text in enumerate([*texts("乙", 3), "完了"])]
    shown = [*upper, *lower]
    random.Random(3).shuffle(shown)
    (page,) = read_pdf(write(tmp_path / "page.pdf", placed_pdf(shown, vertical=True)))
    assert page.text.split("\n") == [*texts("甲", 5), *texts("乙", 3), "完了"]


def test_a_page_of_hostile_boxes_is_read_in_bounded_time() -> None:
    stairs = [
        Run("字" * 9, 100.0 * x + y, 100.0 * x + y + 90, 10.0 * y, 10.0 * y + 9) for y in range(700) for x in (0, 9)
    ]
    lines = [stairs[place : place + 2] for place in range(0, len(stairs), 2)]
    ordered = in_reading_order([*lines, [Run("平", 0, 0, 5, 5)]])
    assert ordered is not None and sum(map(len, ordered)) >= 700 * 2 * 9 + 1


def test_a_page_whose_boxes_nobody_knows_is_read_as_it_is_stored(tmp_path: Path, monkeypatch: MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise PdfiumError("Failed to get charbox.")

    monkeypatch.setattr(PdfTextPage, "get_charbox", unknown)
    assert read(tmp_path, column(40, 700, texts("甲", 3))) == texts("甲", 3)


def test_indentation_and_rare_characters_survive(tmp_path: Path) -> None:
    left = ["　　第一段从这里开始写到", "栏底还没有写完𠮷野家的事", "情接着写下去直到完了为止。"]
    page = across(column(40, 700, left), column(200, 700, texts("乙", 3)))
    assert read(tmp_path, page) == [*left, *texts("乙", 3)]


def test_an_article_in_two_columns_is_one_article(tmp_path: Path) -> None:
    left = [
        "　　本报讯(记者 钟一)昨日,修复的",
        "灯塔重新亮起,渔民们在码头观看,",
        "掌声响了很久很久,港湾里停满了回",
        "来的船只和点着灯的小艇,岸上的人",
    ]
    right = [
        "也迟迟不肯离去。",
        "　　市文物局说,工程历时三年,耗资",
        "两千万元,明年对公众开放,市民届时",
        "可以凭证件免费登塔参观。",
    ]
    page = write(tmp_path / "page.pdf", placed_pdf([HEAD, *across(column(40, 700, left), column(240, 700, right))]))
    (article,) = articles(read_sources([page]))
    assert article.title and article.title.text == HEAD[3]
    assert [paragraph.text for paragraph in article.paragraphs] == [
        "".join([*left, right[0]]).strip(),
        "".join(right[1:]).strip(),
    ]


BOXES = st.builds(
    lambda left, width, bottom: Run("字", left, left + width, bottom, bottom + 10),
    st.floats(0, 500), st.floats(0, 200), st.floats(0, 700),
)  # fmt: skip


@given(st.lists(st.lists(BOXES, min_size=1, max_size=4), max_size=30), st.integers(0, 9))
def test_no_character_is_lost_or_made(lines: list[list[Run]], seed: int) -> None:
    random.Random(seed).shuffle(lines)
    ordered = in_reading_order(lines)
    assert ordered is None or "".join(ordered).count("字") == sum(map(len, lines))

"""References by GB/T 7714—2015 and as RIS. The names and articles are invented; the forms are those of the standard."""

from dataclasses import replace

import pytest
from conftest import ARTICLES, make_article
from hypothesis import given
from hypothesis import strategies as st

from indexer.articles import Article, Part
from indexer.facts import Basis, DocumentFacts, Fact, Issue
from search.citation import gbt, reference, ris
from search.cited_names import LatinName, latin_name

ISSUE = Issue(Fact("青屿日报", Basis.GIVEN), Fact("2024-11-15", Basis.READ), Fact("03", Basis.READ))
STORY = make_article("story", "灯塔复明", "灯塔昨夜复明。", issue=ISSUE, kind="report")


def cited(article: Article = STORY, **changes: object) -> str:
    return gbt(reference(replace(article, **changes)))  # type: ignore[arg-type]


def part(page: str | None) -> Part:
    return Part(f"part-{page}", "made-up.txt", page, (1, 2), (), (), (0, 0), (0, 0), None, None)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"reporters": ("乔砚秋",)}, "乔砚秋. 灯塔复明[N]. 青屿日报, 2024-11-15(03)."),
        ({}, "灯塔复明[N]. 青屿日报, 2024-11-15(03)."),
        ({"reporters": ("乔砚秋", "林海", "苏晴")}, "乔砚秋, 林海, 苏晴. 灯塔复明[N]. 青屿日报, 2024-11-15(03)."),
        (
            {"reporters": ("乔砚秋", "林海"), "correspondents": ("苏晴", "周帆")},
            "乔砚秋, 林海, 苏晴, 等. 灯塔复明[N]. 青屿日报, 2024-11-15(03).",
        ),
        (
            {"writers": ("Ada Quill", "Ben T. Reed", "Cy Moss", "Di Vane")},
            "QUILL A, REED B T, MOSS C, et al. 灯塔复明[N]. 青屿日报, 2024-11-15(03).",
        ),
        ({"reporters": ("乔砚秋",), "writers": ("乔砚秋",)}, "乔砚秋. 灯塔复明[N]. 青屿日报, 2024-11-15(03)."),
        ({"reporters": ("林海",), "photographers": ("周帆",)}, "林海. 灯塔复明[N]. 青屿日报, 2024-11-15(03)."),
        ({"photographers": ("周帆",)}, "周帆. 灯塔复明[N]. 青屿日报, 2024-11-15(03)."),
        ({"agency": "新华社"}, "新华社. 灯塔复明[N]. 青屿日报, 2024-11-15(03)."),
        (
            {"document": DocumentFacts(issuer=Fact("青屿市人民政府", Basis.READ)), "reporters": ("林海",)},
            "青屿市人民政府. 灯塔复明[N]. 青屿日报, 2024-11-15(03).",
        ),
        ({"title": None}, "[灯塔昨夜复明。][N]. 青屿日报, 2024-11-15(03)."),
        ({"title": None, "paragraphs": ()}, "[无题][N]. 青屿日报, 2024-11-15(03)."),
        ({"parts": (part("03"), part("07"), part("03"))}, "灯塔复明[N]. 青屿日报, 2024-11-15(03, 07)."),
        ({"issue": replace(ISSUE, page=None)}, "灯塔复明[N]. 青屿日报, 2024-11-15."),
        ({"issue": replace(ISSUE, date=None)}, "灯塔复明[N]. 青屿日报, [出版日期不详](03)."),
        (
            {"issue": replace(ISSUE, date=Fact("2024-11", Basis.INFERRED))},
            "灯塔复明[N]. 青屿日报, [2024-11](03).",
        ),
        ({"issue": replace(ISSUE, paper=None)}, "灯塔复明[N]. [报纸名不详], 2024-11-15(03)."),
        ({"issue": Issue()}, "灯塔复明[N]. [报纸名不详], [出版日期不详]."),
        ({"issue": Issue(), "kind": "article", "writers": ("林海",)}, "林海. 灯塔复明[Z]."),
        ({"issue": Issue(date=ISSUE.date), "kind": "小说"}, "灯塔复明[Z]. 2024-11-15."),
    ],
)
def test_by_the_national_standard(changes: dict[str, object], expected: str) -> None:
    assert cited(**changes) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Albert Einstein", "EINSTEIN A"),
        ("Augustus De Morgan", "DE MORGAN A"),
        ("Amabel Williams-Ellis", "WILLIAMS-ELLIS A"),
        ("J. B. Marlowe", "MARLOWE J B"),
        ("Jean-Luc Petit", "PETIT J L"),
        ("Marlowe, Jane B.", "MARLOWE J B"),
        ("Otto van der Linde Jr.", "VAN DER LINDE O Jr"),
        ("Li Jiangning", "LI Jiangning"),
        ("Ouyang Xiu", "OUYANG Xiu"),
        ("Zhang Xi'an", "ZHANG Xi'an"),
        ("Mo Farrow", "FARROW M"),
    ],
)
def test_latin_names_have_the_surname_first(name: str, expected: str) -> None:
    assert cited(writers=(name,)).startswith(f"{expected}. 灯塔复明")


@pytest.mark.parametrize(
    "name",
    ["乔砚秋", "阿卜杜·热合曼", "Sting", "Associated Press", "本报记者 Tom", "Иван Петров", "Staff Reporter", ""],
)
def test_other_names_stay_as_they_are_printed(name: str) -> None:
    assert latin_name(name) is None


def test_a_reference_for_programs() -> None:
    article = replace(STORY, reporters=("乔砚秋", "Ada B. Quill"))
    assert ris(reference(article)).split("\r\n") == [
        "TY  - NEWS",
        "AU  - 乔砚秋",
        "AU  - Quill, Ada B.",
        "TI  - 灯塔复明",
        "T2  - 青屿日报",
        "PY  - 2024",
        "DA  - 2024/11/15/",
        "SP  - 03",
        "AN  - story",
        "ER  - ",
        "",
    ]


def test_a_program_is_told_what_is_inferred_and_nothing_that_is_unknown() -> None:
    issue = Issue(date=Fact("2024", Basis.INFERRED))
    record = ris(reference(make_article("letter", None, "亲爱的读者。", issue=issue, kind="article")))
    expected = ["TY  - GEN", "TI  - [亲爱的读者。]", "PY  - 2024", "DA  - 2024///", "N1  - the date is inferred"]
    assert record.split("\r\n") == [*expected, "AN  - letter", "ER  - ", ""]


LINES = st.text(min_size=1).filter(str.strip)


@given(title=LINES, names=st.lists(LINES, max_size=5), paper=LINES)
def test_any_article_is_one_line_and_one_record(title: str, names: list[str], paper: str) -> None:
    article = make_article("any", title, "文。", reporters=tuple(names), issue=Issue(Fact(paper, Basis.READ)))
    citation, record = gbt(reference(article)), ris(reference(article))
    assert len(citation.splitlines()) == 1
    assert citation.endswith(".")
    tags = [line[:6] for line in record.split("\r\n")[:-1]]
    assert all(tag[2:] == "  - " for tag in tags)
    assert (tags[0], tags[-1], tags.count("ER  - ")) == ("TY  - ", "ER  - ", 1)


@given(st.text())
def test_any_name_is_taken_apart_or_left(name: str) -> None:
    parts = latin_name(name)
    assert parts is None or (isinstance(parts, LatinName) and parts.surname and parts.ris())


def test_the_articles_of_an_index_are_cited() -> None:
    assert [gbt(reference(article)) for article in ARTICLES][:2] == [
        "乔砚秋. 青屿港新泊位投产[N]. 青屿日报, 2024-11-15(1).",
        "盐田上的光伏[N]. [报纸名不详], [出版日期不详].",
    ]

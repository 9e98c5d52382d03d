"""The readers' front door: what comes out of files, folders, sources.toml, JSON Lines and broken input."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from indexer.articles import Article
from indexer.errors import SourceError
from indexer.facts import Basis, Fact
from indexer.reading.discovery import Skipped
from indexer.reading.formats.names import SUFFIXES
from indexer.reading.given import Given, iso_day
from indexer.reading.reports import SourceReport
from indexer.reading.sources import Event, read_page_files, read_sources

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
KNOWN = "known are " + ", ".join(SUFFIXES) + ", each also with .gz"
PAGE = """灯塔重新亮起

本报讯(记者 钟一)12月31日,修复的灯塔重新亮起,渔民们在码头观看。

记者昨日从市里获悉,2024年12月20日工程完工。
"""


def articles(events: Iterable[Event]) -> list[Article]:
    return [event for event in events if isinstance(event, Article)]


def reports(events: Iterable[Event]) -> list[SourceReport]:
    return [event for event in events if isinstance(event, SourceReport)]


def errors(events: Iterable[Event]) -> list[tuple[str, str]]:
    return [(Path(event.path).name, event.reason) for event in events if isinstance(event, SourceError)]


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def lines(*records: object) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def test_the_seeds_have_given_facts_and_stable_ids() -> None:
    events = list(read_sources([SEEDS]))
    assert [article.id for article in articles(events)] == [f"天津日报-2025-06-10-1-{n:02}" for n in range(1, 10)]
    issue = articles(events)[0].issue
    assert issue.date == Fact("2025-06-10", Basis.GIVEN, ("given with the page; it has no masthead of its own",))
    (report,) = reports(events)
    assert (report.articles, report.unplaced, report.doubts) == (9, (), ())


def test_without_facts_the_file_names_the_articles(tmp_path: Path) -> None:
    path = write(tmp_path / "page7.txt", "海边\n\n■记者 钟一\n\n今天没有日期,只有海。\n")
    events = list(read_sources([path]))
    assert [article.id for article in articles(events)] == ["page7-01"]
    assert reports(events)[0].doubts == ("the date of the issue is neither given nor printed nor to be inferred",)


def test_ids_below_a_folder_have_its_folders_and_the_same_id_twice_gets_a_suffix_and_a_doubt(tmp_path: Path) -> None:
    for folder in ("a", "b", "c"):
        write(tmp_path / folder / "page.txt", PAGE)
    events = list(read_sources([tmp_path]))
    assert [article.id for article in articles(events)] == ["a-page-01", "b-page-01", "c-page-01"]
    events = list(read_sources([tmp_path / "b" / "page.txt", tmp_path / "a" / "page.txt"]))
    assert [article.id for article in articles(events)] == ["page-01", "page-01~2"]
    assert reports(events)[1].doubts == ("the id 'page-01' is taken; this article is 'page-01~2'",)


def test_folders_are_read_in_order_and_what_is_no_source_is_counted(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/notes.doc", ".hidden.txt", ".git/c.txt", "B.TXT"):
        write(tmp_path / name, PAGE)
    write(tmp_path / "sources.toml", "")
    events = list(read_sources([tmp_path]))
    assert [Path(report.path).name for report in reports(events)] == ["B.TXT", "z.txt", "b.txt"]
    assert events[-1] == Skipped(str(tmp_path), 3)


def test_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "page.txt", PAGE)
    assert len(articles(read_sources([path, tmp_path, path]))) == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("binary.txt", b"GIB89a\x00\x01\x02", "binary content, expected text"),
        ("controls.txt", bytes(range(1, 9)) * 20, "binary content, expected text"),
        (
            "noise.txt",
            b"\xff\xfe\xfd\xfc" * 3 + b"\x80\x81\xff",
            "begins with the mark of utf-16 but is none; save it as UTF-8, or name its encoding with --encoding",
        ),
        (
            "noise2.txt",
            bytes(range(128, 256)),
            "in no known encoding, neither UTF-8 nor GB18030 nor Big5; save it as UTF-8, or name its encoding with "
            "--encoding",
        ),
        ("empty.txt", b"", "empty: there is no text in it"),
        ("blank.txt", "\ufeff \n\u3000\n".encode(), "empty: there is no text in it"),
        ("empty.jsonl", b"\n\n", "empty: there is no article in it"),
        ("page.doc", b"x", f"unknown kind of source '.doc'; {KNOWN}; or say --format"),
    ],
)
def test_what_cannot_be_read_is_an_error_and_the_rest_goes_on(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    broken = write(tmp_path / name, content)
    good = write(tmp_path / "good" / "page.txt", PAGE)
    events = list(read_sources([broken, good]))
    assert errors(events) == [(name, reason)]
    assert len(articles(events)) == 1


def test_missing_paths_and_folders_without_sources_are_errors(tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    assert errors(read_sources([tmp_path / "none.txt", tmp_path / "bare"])) == [
        ("none.txt", "there is no such file or folder"),
        ("bare", f"no source below this folder; {KNOWN}"),
    ]


@pytest.mark.parametrize(
    ("encoding", "doubts"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("gb18030", ["not UTF-8; read as gb18030, a guess"]),
        ("gbk", ["not UTF-8; read as gb18030, a guess"]),
    ],
)
def test_encodings_give_the_same_articles(tmp_path: Path, encoding: str, doubts: list[str]) -> None:
    events = list(read_sources([write(tmp_path / "page.txt", PAGE.encode(encoding))]))
    (article,) = articles(events)
    assert (article.title and article.title.text, article.reporters) == ("灯塔重新亮起", ("钟一",))
    assert list(reports(events)[0].doubts) == doubts


def test_big5_is_told_from_gb18030(tmp_path: Path) -> None:
    text = "社區廚房開張\n\n【記者何佳／平湖報導】平湖鎮首座社區廚房昨日開張，每週供應五天午餐，長者只需付二十元。\n"
    events = list(read_sources([write(tmp_path / "page.txt", text.encode("big5"))]))
    assert articles(events)[0].body == text.split("\n")[2]
    assert reports(events)[0].doubts[0] == "not UTF-8; read as big5hkscs, a guess"


def test_given_values_win_and_contradictions_are_reported(tmp_path: Path) -> None:
    path = write(tmp_path / "page.txt", PAGE)
    write(
        tmp_path / "sources.toml",
        '["page.txt"]\npaper = "港湾报"\ndate = 2025-01-02\npage = 3\nbasis = "the archive"\n',
    )
    events = list(read_sources([path]))
    (article,) = articles(events)
    assert article.id == "港湾报-2025-01-02-3-01"
    assert article.issue.date == Fact("2025-01-02", Basis.GIVEN, ("the archive",))
    (doubt,) = reports(events)[0].doubts
    assert doubt.startswith("given date 2025-01-02, inferred 2025-01-01: L3 12月31日,修复的灯塔重新亮起")


def test_the_command_line_wins_over_sources_toml(tmp_path: Path) -> None:
    path = write(tmp_path / "page.txt", PAGE)
    write(
        tmp_path / "sources.toml",
        '["page.txt"]\npaper = "港湾报"\ndate = "2025-01-01"\npage = "1"\nbasis = "the archive"\n',
    )
    events = list(read_sources([path], Given(date="2025-01-05", page="A2", basis="command line")))
    assert articles(events)[0].id == "港湾报-2025-01-05-A2-01"
    assert reports(events)[0].doubts == (
        "given date 2025-01-05, given 2025-01-01: the archive",
        "given page A2, given 1: the archive",
    )


@pytest.mark.parametrize(
    ("toml", "reason"),
    [
        (
            '["page.txt"]\ndatum = 2025-01-01\n',
            "['page.txt'] has an unknown key 'datum'; known are paper, date, page, section, basis",
        ),
        ('["page.txt"]\ndate = "soon"\n', "['page.txt'] date must be a date such as 2025-06-10, not 'soon'"),
        ('["page.txt"]\npaper = 3\n', "['page.txt'] paper must be a text, not 3"),
        ('["page.txt"]\npage = true\n', "['page.txt'] page must be a text, not True"),
        ('"page.txt" = "x"\n', "'page.txt' must be a table such as ['page.txt'], not str"),
        (
            '["sub/page.txt"]\npaper = "港湾报"\n',
            "['sub/page.txt'] must be the name of a file beside it; say it in the sources.toml beside that",
        ),
        (
            '["./page.txt"]\npaper = "港湾报"\n',
            "['./page.txt'] must be the name of a file beside it; say it in the sources.toml beside that",
        ),
        ("[page.txt]\n", "['page'] names a file that is not beside it (a name with a dot needs quotes)"),
        ("[page\n", "no valid TOML (Expected ']' at the end of a table declaration (at line 1, column 6))"),
    ],
)
def test_a_broken_sources_toml_is_an_error_and_the_page_is_read(tmp_path: Path, toml: str, reason: str) -> None:
    path = write(tmp_path / "page.txt", PAGE)
    write(tmp_path / "sources.toml", toml)
    events = list(read_sources([path]))
    assert errors(events) == [("sources.toml", reason)]
    assert len(articles(events)) == 1
    (reading,) = read_page_files([path])
    assert reading.articles == tuple(articles(events))
    assert reading.doubts[0] == f"{tmp_path / 'sources.toml'}: {reason}"


def test_a_broken_entry_spoils_no_other(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        write(tmp_path / name, PAGE)
    write(tmp_path / "sources.toml", '["a.txt"]\nwhen = 1\n["b.txt"]\npaper = "港湾报"\n')
    first, second = articles(read_sources([tmp_path]))
    assert first.issue.paper is None
    assert second.issue.paper is not None and second.issue.paper.value == "港湾报"
    (reading,) = read_page_files([tmp_path / "b.txt"])
    assert reading.issue.paper == second.issue.paper
    assert "sources.toml: ['a.txt'] has an unknown key 'when'" in reading.doubts[0]


def test_json_lines_in_both_forms(tmp_path: Path) -> None:
    beir = {"_id": "d1", "title": "Lights", "text": "One.\n\nTwo."}
    full = {
        "id": 7,
        "title": "海",
        "text": "正文。",
        "kicker": "引题",
        "reporters": ["钟一"],
        "paper": "港湾报",
        "date": "2025-01-02",
        "page": 3,
    }
    path = write(tmp_path / "articles.jsonl", "\ufeff" + lines(beir) + "\n" + lines(full))
    first, second = articles(read_sources([path]))
    assert (first.id, first.title and first.title.text) == ("d1", "Lights")
    assert [(p.text, p.lines) for p in first.paragraphs] == [("One.", (1,)), ("Two.", (1,))]
    assert (second.id, second.lines, second.reporters) == ("7", (3, 3), ("钟一",))
    assert second.kicker is not None and second.kicker.text == "引题"
    assert second.issue.date == Fact("2025-01-02", Basis.READ, ("L3 date",))


def test_json_lines_without_ids_are_numbered_and_the_same_id_is_told_apart(tmp_path: Path) -> None:
    path = write(
        tmp_path / "news.jsonl",
        lines({"text": "a"}, {"id": "x", "text": "b"}, {"id": "x", "text": "c"}, {"id": "y", "text": " "}),
    )
    events = list(read_sources([path]))
    assert [article.id for article in articles(events)] == ["news-01", "x", "x~2"]
    assert reports(events)[0].doubts == ("the id 'x' is taken; this article is 'x~2'",)
    assert errors(events) == [("news.jsonl", "line 4 has neither title nor text")]


def test_doubts_that_repeat_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "news.jsonl", lines(*({"id": "x", "text": str(n)} for n in range(100))))
    (report,) = reports(read_sources([path]))
    assert (report.articles, len(report.doubts), report.doubts[-1]) == (100, 21, "and 79 more doubts of this kind")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "line 2 is no valid JSON (Expecting property name enclosed in double quotes at character 2)"),
        (b"[1]", "line 2 must be an object with the fields id, title and text"),
        (b'{"id": "a"}', "line 2 has no field 'text'"),
        (b'{"text": 3}', "line 2: 'text' must be a text, not int"),
        (b'{"id": [], "text": "a"}', "line 2: 'id' must be a text or a whole number, not list"),
        (b'{"text": "a", "reporters": [1]}', "line 2: 'reporters' must be a list of names, not list"),
        (b'{"text": "a", "date": "May"}', "line 2: 'date' must be a date such as 2025-06-10, not 'May'"),
        (b'{"text": "\\ud800"}', "line 2 holds half a character (surrogates not allowed)"),
        (
            b"[" * 100_000,
            "line 2 holds a number too long or is nested too deeply",
        ),
    ],
)
def test_a_broken_json_line_is_named_and_the_articles_before_it_are_there(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    path = write(tmp_path / "news.jsonl", lines({"id": "x", "text": "b"}).encode() + line + b"\n")
    events = list(read_sources([path]))
    assert [article.id for article in articles(events)] == ["x"]
    assert errors(events) == [("news.jsonl", reason)]


def test_one_page_by_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "page.txt", PAGE)
    reading = read_page_files([path], Given(paper="港湾报", page="1"))[0]
    assert [article.id for article in reading.articles] == ["港湾报-2025-01-01-1-01"]
    with pytest.raises(SourceError, match="not a newspaper page"):
        read_page_files([tmp_path / "x.jsonl"])


def test_days_are_understood_in_the_usual_forms() -> None:
    assert {iso_day(day) for day in ("2025-06-10", "20250610", "2025/6/10", "2025-06-10T08:00:00Z")} == {"2025-06-10"}
    assert [iso_day(day) for day in ("", "10.6.", "2025-13-01", None, 3)] == [None] * 5

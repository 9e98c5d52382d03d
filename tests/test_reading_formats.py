"""Sources besides newspaper pages and JSON Lines: what is read from them, and what is said of those that are broken."""

import gzip
import io
import json
import os
import re
import sys
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import HashingEmbedder
from pdf_files import pdf
from test_reading_sources import PAGE, articles, errors, lines, reports, write

from api.cli import main
from indexer.articles import Article, Section
from indexer.errors import SourceError
from indexer.facts import Basis, Fact
from indexer.indexing import content_digest, index_sources
from indexer.reading.discovery import Skipped
from indexer.reading.formats.names import Format, How, format_of, stem_of
from indexer.reading.given import Given, iso_day
from indexer.reading.sources import Event, read_page_files, read_sources

HTML = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>灯塔重新亮起_港湾网</title>
<meta property="article:published_time" content="2025-01-02T08:30:00+08:00">
<meta property="og:site_name" content="港湾网"><meta name="author" content="钟一、李二"></head>
<body><nav><a href="/">首页</a> <a href="/a">时政</a></nav>
<article><h1>灯塔重新亮起</h1>
<p>本报讯 12月31日,修复的灯塔重新亮起,渔民们在码头观看。</p>
<p>修复工程历时三年,耗资两千万元,由市文物局主持。</p></article>
<footer>版权所有 港湾网</footer><script>var x = "不是正文";</script></body></html>
"""
PAGE_LINES = [line for line in PAGE.splitlines() if line]


def one(events: Iterable[Event]) -> Article:
    (article,) = articles(events)
    return article


def said(article: Article) -> list[tuple[str, tuple[int, ...]]]:
    return [(paragraph.text, paragraph.lines) for paragraph in article.paragraphs]


def title(article: Article) -> str | None:
    return article.title.text if article.title else None


def test_names_say_the_format() -> None:
    names = ("a.txt", "A.TXT.GZ", "a.text", "a.md", "a.HTM", "a.pdf", "a.tsv.gz", "a.ndjson", "a.gz", "a.doc", "a")
    assert [format_of(Path(name)) for name in names] == [
        "page", "page", "prose", "markdown", "html", "pdf", "csv", "jsonl", None, None, None,
    ]  # fmt: skip
    assert [stem_of(Path(name)) for name in ("a.b.txt.gz", "a.md", "a.log")] == ["a.b", "a", "a.log"]


# Markdown


MARKDOWN = """---
title: 海
date: 2025-01-02
author: [钟一, John Smith]
page: 3
paper: 港湾报
draft: false
---

# 海

第一段,
接着**写**。 `代码` ![灯塔](x.png)
Latin words
go on.

## 历史

- 甲
- 乙 [链接](http://example.org)

### 细节

| 年 | 事 |
|---|---|
| 1906 | 建成 |

    code
"""


def test_markdown_has_front_matter_sections_and_raw_lines(tmp_path: Path) -> None:
    article = one(read_sources([write(tmp_path / "sea.md", MARKDOWN)]))
    assert (article.id, title(article), article.writers) == ("港湾报-2025-01-02-3-01", "海", ("钟一", "John Smith"))
    assert article.title and article.title.lines == (10,)
    assert article.issue.date and article.issue.date.value == "2025-01-02"
    assert said(article) == [
        ("第一段,接着写。 代码 灯塔Latin words go on.", (12, 13, 14, 15)),
        ("甲", (19,)),
        ("乙 链接", (20,)),
        ("年 事", (24,)),
        ("1906 建成", (26,)),
        ("code", (28,)),
    ]
    assert article.sections == (Section("历史", 17), Section("细节", 22, 2))
    assert [paragraph.section for paragraph in article.paragraphs] == [None, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 海\n\n正文。\n", ("海", ["正文。"])),
        ("+++\ntitle = '海'\n+++\n正文。\n", ("海", ["正文。"])),
        ("\ufeff---\r\ntitle: 2025\r\n---\r\n正文。\r\n", ("2025", ["正文。"])),
        ("---\n正文。\n\n---\n", (None, ["正文。"])),  # no mapping: the text stands between two lines
        ("## 只有小节\n", ("只有小节", [])),
        ("---\ntitle: 海\n\n正文。\n", (None, ["title: 海", "正文。"])),  # never closed
        ("正文。\n\n## 小节\n\n下文。\n", (None, ["正文。", "下文。"])),
    ],
)
def test_markdown_titles(tmp_path: Path, text: str, expected: tuple[str | None, list[str]]) -> None:
    article = one(read_sources([write(tmp_path / "a.md", text)]))
    assert (title(article), [paragraph.text for paragraph in article.paragraphs]) == expected


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("---\ntitle: [海\n---\n", "its front matter is no valid YAML (did not find expected ',' or ']' in line 3)"),
        ("---\ntitle: !!python/object:os.system x\n---\n", "its front matter is no valid YAML (could not determine"),
        ("---\ndate: 2025-13-45\n---\n", "its front matter is no valid YAML (month must be in 1..12)"),
        ("+++\ntitle\n+++\n", "its front matter is no valid TOML ("),
        ("---\ndate: soon\n---\n", "line 1: 'date' must be a date such as 2025-06-10, not 'soon'"),
        ("---\ntitle: [a, b]\n---\n", "line 1: 'title' must be a text, not list"),
        ("---\nx: " + "[" * 5000 + "\n---\n", "its front matter is no valid YAML ("),
    ],
)
def test_broken_front_matter_is_an_error_with_its_line(tmp_path: Path, front: str, reason: str) -> None:
    events = list(read_sources([write(tmp_path / "a.md", front + "正文。\n"), write(tmp_path / "b.md", "好。\n")]))
    ((name, told),) = errors(events)
    assert name == "a.md" and told.startswith(reason)
    assert [article.id for article in articles(events)] == ["b-01"]


# Prose


def test_prose_has_its_title_and_paragraphs(tmp_path: Path) -> None:
    wrapped = (
        "The lighthouse\n\nIt was a dark night and the sea was\nhigh over the stones, of the old\nwall.\n\nThen day.\n"
    )
    article = one(read_sources([write(tmp_path / "a.text", wrapped)]))
    assert title(article) == "The lighthouse"
    assert said(article) == [
        ("It was a dark night and the sea was high over the stones, of the old wall.", (3, 4, 5)),
        ("Then day.", (7,)),
    ]
    chinese = "海边\n  灯塔在夜里亮着,渔民们都看得见。\n  第二天早上,船回来了。\n"
    article = one(read_sources([write(tmp_path / "b.text", chinese)]))
    assert (title(article), len(article.paragraphs)) == ("海边", 2)


def test_a_txt_is_a_page_unless_prose_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "海边\n\n本报讯(记者 钟一)灯塔亮了。\n")
    assert one(read_sources([path])).reporters == ("钟一",)
    article = one(read_sources([tmp_path], how=How(Format.PROSE)))
    assert (article.kind, article.reporters, title(article)) == ("article", (), "海边")


# HTML


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030", "big5"])
def test_html_gives_main_text_title_date_and_people(tmp_path: Path, charset: str) -> None:
    text = HTML.format(charset=charset)
    data = text.encode("gb18030" if charset.startswith("gb") else "utf-8")
    events = list(read_sources([write(tmp_path / "a.html", data)]))
    article = one(events)
    assert (article.id, title(article), article.writers) == ("a-01", "灯塔重新亮起", ("钟一", "李二"))
    assert said(article) == [
        ("本报讯 12月31日,修复的灯塔重新亮起,渔民们在码头观看。", (7,)),
        ("修复工程历时三年,耗资两千万元,由市文物局主持。", (8,)),
    ]
    evidence = ("meta article:published_time: 2025-01-02T08:30:00+08:00",)
    assert article.issue.date == Fact("2025-01-02", Basis.READ, evidence)
    assert article.issue.paper == Fact("港湾网", Basis.READ, ("meta og:site_name",))
    wrong = ("says that it is big5, which is not so",) if charset == "big5" else ()
    assert reports(events)[0].doubts == wrong


def test_html_declared_latin_is_read_so(tmp_path: Path) -> None:
    text = (
        '<html><head><meta charset="iso-8859-1"><title>Café</title></head><body><p>Déjà vu – naïve.</p></body></html>'
    )
    article = one(read_sources([write(tmp_path / "a.html", text.encode("cp1252"))]))
    assert (title(article), article.body) == ("Café", "Déjà vu – naïve.")


@pytest.mark.parametrize(
    ("head", "line", "expected"),
    [
        ("", "2025年1月2日 来源:港湾报", Fact("2025-01-02", Basis.INFERRED, ("2025年1月2日 来源:港湾报",))),
        ("", "这座灯塔" * 20 + "2025年1月2日完工。", None),
        (
            '<script type="application/ld+json">{"datePublished": "2025-01-03"}</script>',
            "2025年1月2日",
            Fact("2025-01-03", Basis.READ, ("JSON-LD datePublished: 2025-01-03",)),
        ),
        ('<script type="application/ld+json">{"datePublished"</script><meta name="date" content="soon">', "海。", None),
    ],
)
def test_dates_of_html_are_stated_or_stand_by_themselves(
    tmp_path: Path, head: str, line: str, expected: Fact | None
) -> None:
    page = f"<html><head><title>海</title>{head}</head><body><h1>海</h1><p>{line}</p><p>正文。</p></body></html>"
    assert one(read_sources([write(tmp_path / "a.html", page)])).issue.date == expected


EPAPER = """<html><head><title>港湾日报</title></head><body><div>上一版 下一版 2024年01月01日</div>
<!--enpproperty <articleid>7</articleid><date>2025-01-02 00:00:00.0</date><author>本报记者 钟一 李二</author>
<title><p>灯塔重新亮起</p></title><keyword></keyword><subtitle>渔民码头观看</subtitle>
<introtitle>市文物局主持&ldquo;三年&rdquo;修复</introtitle><nodename>第03版:要闻</nodename> /enpproperty-->
<script>document.write("<p>广告</p>")</script>
<founder-content><!--enpcontent--><P>　　工程历时三年,耗资两千万元。</P>
<P>　　明年对公众开放。</P><!--/enpcontent--></founder-content><div>版权所有 港湾日报社</div></body></html>
"""


@pytest.mark.parametrize("without", ["", "enpcontent"])
def test_an_e_paper_states_its_head_date_and_page(tmp_path: Path, without: str) -> None:
    page = re.sub(r"<!--/?enpcontent-->", "", EPAPER) if without else EPAPER
    article = one(read_sources([write(tmp_path / "a.html", page)]))
    heads = (article.kicker, article.title, article.subtitle)
    assert [head.text for head in heads if head] == ["市文物局主持“三年”修复", "灯塔重新亮起", "渔民码头观看"]
    assert (article.reporters, article.writers) == (("钟一", "李二"), ())
    assert said(article) == [("工程历时三年,耗资两千万元。", (6,)), ("明年对公众开放。", (7,))]
    assert article.issue.date == Fact("2025-01-02", Basis.READ, ("enpproperty date: 2025-01-02 00:00:00.0",))
    assert article.issue.page == Fact("3", Basis.READ, ("enpproperty nodename",))
    assert article.issue.section == Fact("要闻", Basis.READ, ("enpproperty nodename",))


def test_an_e_paper_that_states_nothing_is_a_web_page(tmp_path: Path) -> None:
    page = re.sub(r"(?s)<!--enpproperty.*?-->", "", EPAPER).replace("founder-content", "div")
    page = re.sub(r"<!--/?enpcontent-->", "", page)
    article = one(read_sources([write(tmp_path / "a.html", page)]))
    assert (title(article), article.kicker) == ("港湾日报", None)
    assert "工程历时三年,耗资两千万元。" in article.body


# PDF


def test_pdf_pages_are_newspaper_pages(tmp_path: Path) -> None:
    path = write(tmp_path / "paper.pdf", pdf([PAGE_LINES, [], ["第二天", *PAGE_LINES[1:]], [], []]))
    events = list(read_sources([path]))
    first, second = articles(events)
    assert (first.id, first.source, title(first)) == ("paper-p1-01", f"{path}#page=1", "灯塔重新亮起")
    assert (second.id, second.source, second.reporters) == ("paper-p3-01", f"{path}#page=3", ("钟一",))
    assert first.issue.date and first.issue.date.value == "2025-01-01"
    assert [report.path for report in reports(events)] == [f"{path}#page=1", f"{path}#page=3"]
    assert errors(events) == [("paper.pdf", "no text on page 2, 4-5 of 5; recognise it (OCR) first")]


def test_one_page_of_a_pdf_by_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "paper.pdf", pdf([[], PAGE_LINES]))
    assert [article.id for article in read_page_files([path], pdf_number=2)[0].articles] == ["paper-p2-01"]
    with pytest.raises(SourceError, match="no text on page 1 of 2"):
        read_page_files([path])
    with pytest.raises(SourceError, match="there is no page 3"):
        read_page_files([path], pdf_number=3)


# CSV


def test_csv_has_the_fields_of_json_lines(tmp_path: Path) -> None:
    text = 'id,title,text,date,page,reporters\n7,海,"第一段,\n第二段",2025年1月2日,3,钟一、李二\n\n,,只有正文,,,\n'
    events = list(read_sources([write(tmp_path / "a.csv", "\ufeff" + text)]))
    first, second = articles(events)
    assert (first.id, title(first), first.reporters, first.lines) == ("7", "海", ("钟一", "李二"), (2, 3))
    assert [paragraph.text for paragraph in first.paragraphs] == ["第一段,", "第二段"]
    assert first.issue.date == Fact("2025-01-02", Basis.READ, ("L2 date",))
    assert (second.id, second.body, second.lines[1]) == ("a-02", "只有正文", 5)
    assert errors(events) == []


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_in_other_forms(tmp_path: Path, separator: str) -> None:
    text = separator.join(["id", "title", "text"]) + "\r\n" + separator.join(["1", "海", "港口的灯塔在夜里亮了。"])
    for encoding, doubts in (("gb18030", ("not UTF-8; read as gb18030, a guess",)), ("utf-16", ()), ("utf-8-sig", ())):
        events = list(read_sources([write(tmp_path / "a.csv", text.encode(encoding))]))
        assert (one(events).id, one(events).body) == ("1", "港口的灯塔在夜里亮了。")
        assert reports(events)[0].doubts == doubts


def test_a_long_field_is_read_and_one_too_long_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,text\n1," + "海" * 1_000_000 + "\n")
    assert len(one(read_sources([path])).body) == 1_000_000
    path = write(tmp_path / "b.csv", "id,text\n1,好\n2," + "x" * (17 << 20) + "\n")
    events = list(read_sources([path]))
    assert (one(events).id, errors(events)) == ("1", [("b.csv", "line 3 is longer than 16 million characters")])
    path = write(tmp_path / "c.csv", 'id,text\n1,"' + "x\n" * (9 << 20) + '"\n')
    assert errors(read_sources([path])) == [
        ("c.csv", "no valid CSV from line 2 on (field larger than field limit (16777216))")
    ]


def test_a_broken_row_or_line_is_left_out_and_the_next_is_read(tmp_path: Path) -> None:
    rows = write(tmp_path / "a.csv", "id,text,date\n1,甲,\n2,乙\n3,丙,soon\n4,丁,2025-01-02\n")
    records = write(tmp_path / "b.jsonl", lines({"id": "x", "text": "甲"}) + "{\n" + lines({"id": "y", "text": "乙"}))
    events = list(read_sources([rows, records]))
    assert [article.id for article in articles(events)] == ["1", "4", "x", "y"]
    assert [report.articles for report in reports(events)] == [2, 2]
    assert [(name, reason[:30]) for name, reason in errors(events)] == [
        ("a.csv", "line 3 has 2 columns, the head"),
        ("a.csv", "line 4: 'date' must be a date "),
        ("b.jsonl", "line 2 is no valid JSON (Expec"),
    ]


def test_of_many_broken_lines_the_first_are_told_and_the_good_ones_read(tmp_path: Path) -> None:
    events = list(read_sources([write(tmp_path / "a.jsonl", "no json\n" * 1000 + lines({"text": "一"}))]))
    assert len(errors(events)) == 21
    assert errors(events)[-1] == ("a.jsonl", "and 980 more broken lines")
    assert [article.body for article in articles(events)] == ["一"]


def test_a_name_that_is_not_utf_8_is_told_and_the_rest_read(tmp_path: Path) -> None:
    write(tmp_path / "good.text", "好。\n")
    (tmp_path / os.fsdecode(b"\xc7\xe0.text")).write_text("坏名。\n", encoding="utf-8")
    events = list(read_sources([tmp_path]))
    assert [article.body for article in articles(events)] == ["好。"]
    assert errors(events) == [("\\xc7\\xe0.text", "its name is not UTF-8; rename it, such as with convmv")]
    assert content_digest([str(tmp_path)], Given()) == content_digest([str(tmp_path)], Given())


def test_a_source_that_is_no_file_never_equals_itself(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    assert content_digest([str(tmp_path / "pipe.jsonl")], Given()) == "incomplete"


@pytest.mark.parametrize(
    "front", ["+++\na = " + "[" * 5000 + "\n+++\n", "---\na: " + "[" * 40_000 + "]" * 40_000 + "\n---\n"]
)
def test_front_matter_nested_without_end_is_told(tmp_path: Path, front: str) -> None:
    write(tmp_path / "bad.md", front + "正文。\n")
    write(tmp_path / "good.md", "# 题\n\n好。\n")
    write(tmp_path / "sources.toml", "a = " + "[" * 5000)
    events = list(read_sources([tmp_path]))
    assert [article.body for article in articles(events)] == ["好。"]
    assert [name for name, _ in errors(events)] == ["sources.toml", "bad.md"]


def test_a_quotation_mark_that_is_never_closed_is_told(tmp_path: Path) -> None:
    rows = [f'{n},t{n},"text {n}"' for n in range(50)]
    rows[3] = '3,t3,"he said'
    events = list(read_sources([write(tmp_path / "a.csv", "id,title,text\n" + "\n".join(rows) + "\n")]))
    assert [int(article.id) for article in articles(events)] == [0, 1, 2, *range(4, 50)]
    assert [int(article.body.split()[1]) for article in articles(events)] == [0, 1, 2, *range(4, 50)]
    assert errors(events) == [("a.csv", "line 5 is no valid CSV (',' expected after '\"')")]


def test_a_field_that_no_column_has_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "id,headline,text\n1,题,文。\n")
    events = list(read_sources([path], how=How(fields=(("title", "headlin"),))))
    assert errors(events) == [("a.csv", "no column 'headlin' or 'title' in the header (id, headline, text)")]


def test_a_title_repeated_below_the_text_cuts_nothing_away(tmp_path: Path) -> None:
    long = "The new harbour opened on Monday with a long ceremony, and many people came to see the ships. " * 4
    paragraphs = "".join(f"<p>{n} {long}</p>" for n in range(8))
    page = f"<title>Harbour opens</title><main>{paragraphs}<p>Harbour opens</p><p>Copyright</p></main>"
    (article,) = articles(read_sources([write(tmp_path / "a.html", page)]))
    assert article.body.count("new harbour") == 32


def test_a_declaration_that_can_be_read_is_not_utf_16(tmp_path: Path) -> None:
    text = "<meta charset=utf-16><title>Harbour</title><main><p>" + "The harbour opened. " * 20 + "</p></main>"
    for padding in ("", " "):
        (article,) = articles(read_sources([write(tmp_path / "a.html", text + padding)]))
        assert article.body.startswith("The harbour opened.")


def test_tags_nested_without_end_are_refused(tmp_path: Path) -> None:
    events = list(read_sources([write(tmp_path / "a.html", "<div>" * 30_000 + "text")]))
    assert errors(events) == [("a.html", "tags are nested more than 2,000 deep")]


def test_fields_by_other_names(tmp_path: Path) -> None:
    how = How(fields=(("title", "headline"), ("text", "content"), ("id", "no")))
    record = {"no": 5, "headline": "海", "content": "正文。", "title": "不是", "_id": "不是"}
    events = list(
        read_sources(
            [
                write(tmp_path / "a.jsonl", lines(record)),
                write(tmp_path / "b.csv", "no,headline,content\n6,山,山里。\n"),
                write(tmp_path / "c.csv", "id,headline,body\n7,河,河水。\n"),
                write(tmp_path / "d.jsonl", lines({"body": "河"})),
            ],
            how=how,
        )
    )
    assert [(a.id, title(a), a.body) for a in articles(events)] == [("5", "海", "正文。"), ("6", "山", "山里。")]
    assert errors(events) == [
        (
            "c.csv",
            "no column 'content' or 'text' in the header (id, headline, body); name it with --field text=COLUMN",
        ),
        ("d.jsonl", "line 1 has no field 'content' or 'text'"),
    ]


def test_records_without_the_other_name_keep_the_standard_one(tmp_path: Path) -> None:
    how = How(fields=(("title", "headline"), ("text", "content"), ("id", "no")))
    paths = [
        write(tmp_path / "odd.csv", "no,headline,content\n6,山,山里。\n"),
        write(tmp_path / "beir" / "corpus.jsonl", lines({"_id": "d1", "title": "河", "text": "河水。"})),
        write(tmp_path / "plain.csv", "id;title;text\n7;湖;湖水。\n"),
    ]
    events = list(read_sources(paths, how=how))
    found = [(a.id, title(a), a.body) for a in articles(events)]
    assert found == [("6", "山", "山里。"), ("d1", "河", "河水。"), ("7", "湖", "湖水。")]
    assert errors(events) == []


def test_a_standard_name_that_means_another_field_is_not_fallen_back_on(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", lines({"text": "其实是题目"}))
    events = list(read_sources([path], how=How(fields=(("title", "text"), ("text", "content")))))
    assert articles(events) == []
    assert len(errors(events)) == 1


# What is broken, disguised, packed


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", pdf([PAGE_LINES]), "binary content (a PDF (.pdf)), expected text"),
        ("a.md", gzip.compress(b"x"), "binary content (gzip (.gz)), expected text"),
        ("a.csv", b"PK\x03\x04" + bytes(40), "binary content (a ZIP archive or an office document), expected text"),
        ("a.jsonl", gzip.compress(b"{}"), "binary content (gzip (.gz)), expected text"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "binary content (a picture), expected text"),
        ("a.html", b"", "empty: there is no text in it"),
        ("a.html", '<html><body><nav><a href="/">首页</a></nav></body></html>'.encode(), "no main text in this page"),
        ("a.md", b" \n", "empty: there is no text in it"),
        ("a.text", b"", "empty: there is no text in it"),
        ("a.csv", b"", "empty: there is no header in its first line"),
        ("a.csv", b"id,text\n", "empty: there is no article in it"),
        ("a.csv", b"id,text\n1,a\0b\n", "binary content, expected text"),
        (
            "a.csv",
            b"id,text\n" + b"1,a\n" * 20_000 + b"2,\0\n",
            "line 20002 holds a NUL: binary or damaged, expected text",
        ),
        ("a.csv", b"id,text\n" + b"1,a\n" * 40_000 + b"2,\xff\n", "line 40002 holds bytes that are not utf-8"),
        ("a.csv", b"id,text\n1," + bytes(range(128, 256)) + b"\n", "in no known encoding, neither UTF-8 nor GB18030"),
        ("a.csv", b"id,id,text\n1,2,a\n", "two columns of the header have one name (id, id, text)"),
        ("a.pdf", b"", "empty: there is nothing in it"),
        ("a.pdf", b"<html></html>", "no PDF, though its name or --format says so"),
        ("a.pdf", b"%PDF-1.7\nbroken", "no valid PDF, or damaged"),
        ("a.pdf", pdf([PAGE_LINES], locked=True), "encrypted, and opens only with a password; store it without one"),
        ("a.pdf", pdf([[]]), "no text on page 1 of 1; recognise it (OCR) first"),
        ("a.pdf.gz", gzip.compress(b"x"), "no PDF, though its name or --format says so"),
        ("a.txt.gz", b"no gzip", "cannot be read (Not a gzipped file (b'no'))"),
        ("a.txt.gz", gzip.compress(PAGE.encode() * 99)[:-20], "broken gzip (Compressed file ended before"),
        (
            "a.txt.gz",
            gzip.compress(PAGE.encode() * 99)[:50] + b"\xff" * 99,
            "broken gzip (Error -3 while",
        ),
        ("a.txt.gz", b"", "empty: there is no text in it"),
        ("a.log.gz", gzip.compress(b"x"), "unknown kind of source '.gz'"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_read(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    good = write(tmp_path / "good.md", "好。\n")
    events = list(read_sources([write(tmp_path / name, content), good]))
    ((told_name, told),) = errors(events)
    assert told_name == name and told.startswith(reason)
    assert articles(events)[-1].id == "good-01"


def test_everything_may_be_packed(tmp_path: Path) -> None:
    packed = {
        "a.txt.gz": PAGE.encode(),
        "b.md.gz": "# 海\n\n正文。\n".encode(),
        "c.jsonl.gz": lines({"text": "一"}).encode(),
        "d.csv.gz": "text\n二\n".encode("gb18030") * 1,
        "e.html.gz": HTML.format(charset="utf-8").encode(),
        "f.pdf.gz": pdf([PAGE_LINES]),
        "g.text.GZ": "散文。\n".encode(),
    }
    for name, content in packed.items():
        write(tmp_path / name, gzip.compress(content))
    events = list(read_sources([tmp_path]))
    ids = [article.id for article in articles(events)]
    # Dated pages wait for the others of their issue, and come behind all that need not.
    assert (errors(events), sorted(ids)) == ([], ["a-01", "b-01", "c-01", "d-01", "e-01", "f-p1-01", "g-01"])


def test_a_truncated_gzip_gives_what_was_whole(tmp_path: Path) -> None:
    records = lines(*({"id": str(n), "text": str(7919**40 // (n + 1))} for n in range(20_000))).encode()
    events = list(read_sources([write(tmp_path / "a.jsonl.gz", gzip.compress(records)[:-50_000])]))
    assert 1_000 < len(articles(events)) < 20_000
    assert reports(events)[0].articles == len(articles(events))
    assert errors(events)[0][1].startswith("broken gzip (Compressed file ended")


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz", "a.html.gz"])
def test_a_gzip_bomb_does_not_fill_the_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"id,text\n1," if "csv" in name else b"")
        for _ in range(400):
            file.write(b" " * (1 << 20))
    tracemalloc.start()
    events = list(read_sources([path]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(errors(events)) == 1 and "longer than" in errors(events)[0][1]
    assert peak < 200 << 20


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_records_are_streamed(tmp_path: Path, name: str) -> None:
    record = "1," + "x" * 999 + "\n" if name == "a.csv" else lines({"text": "x" * 999})
    path = write(tmp_path / name, ("id,text\n" if name == "a.csv" else "") + record * 20_000)
    tracemalloc.start()
    count = sum(isinstance(event, Article) for event in read_sources([path]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 8 << 20


# Folders, standard input, the index


def test_of_a_beir_folder_the_corpus_is_taken(tmp_path: Path) -> None:
    corpus = lines({"_id": "d1", "title": "Lights", "text": "One.", "metadata": {}})
    write(tmp_path / "nfcorpus" / "corpus.jsonl", corpus)
    write(tmp_path / "nfcorpus" / "queries.jsonl", lines({"_id": "q1", "text": "lights?"}))
    write(tmp_path / "nfcorpus" / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t1\n")
    write(tmp_path / "other" / "queries.jsonl", lines({"id": "o", "text": "其他。"}))
    events = list(read_sources([tmp_path]))
    assert [article.id for article in articles(events)] == ["d1", "o"]
    assert events[-1] == Skipped(str(tmp_path), 2)


class Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        (Format.PAGE, PAGE.encode(), "--01"),
        (Format.JSON_LINES, lines({"id": "x", "text": "海"}).encode(), "x"),
        (Format.CSV, b"id,text\ny,sea\n", "y"),
        (Format.PDF, pdf([PAGE_LINES]), "--p1-01"),
        (Format.MARKDOWN, "# 海\n\n正文。\n".encode(), "--01"),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, kind: Format, data: bytes, expected: str) -> None:
    for given in (data, gzip.compress(data)):
        monkeypatch.setattr(sys, "stdin", Stdin(given))
        assert one(read_sources(["-"], how=How(kind))).id == expected


def test_broken_gzip_on_standard_input_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(gzip.compress(PAGE.encode() * 99)[:-20]))
    ((_, reason),) = errors(read_sources(["-"], how=How(Format.PAGE)))
    assert reason.startswith("broken gzip (Compressed file ended before")


def test_standard_input_needs_a_format() -> None:
    ((_, reason),) = errors(read_sources(["-"]))
    assert reason.startswith("standard input has no name; say --format, one of page, prose, markdown")


def test_a_name_that_says_nothing_needs_a_format(tmp_path: Path) -> None:
    path = write(tmp_path / "articles.json", lines({"id": "x", "text": "海"}))
    assert one(read_sources([path], how=How(Format.JSON_LINES))).id == "x"


def test_the_digest_sees_every_format_and_how_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv.gz", gzip.compress(b"text\na\n"))
    write(tmp_path / "b.md", "海。\n")
    plain = content_digest([str(tmp_path)], Given())
    assert plain == content_digest([str(tmp_path)], Given(), How())
    assert plain != content_digest([str(tmp_path)], Given(), How(fields=(("title", "t"),)))
    path.write_bytes(gzip.compress(b"text\nb\n"))
    assert plain != content_digest([str(tmp_path)], Given())


def test_what_can_be_read_only_once_is_read_again_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, text in ((1, "海"), (1, "海"), (2, "山")):
        monkeypatch.setattr(sys, "stdin", Stdin(lines({"id": "x", "text": text}).encode()))
        done = index_sources(
            ["-"], tmp_path, HashingEmbedder(), Given(), lambda *_: None, lambda _: None, How(Format.JSON_LINES)
        )
        assert done.manifest.generation == number


def test_days_are_understood_in_chinese() -> None:
    assert [iso_day(day) for day in ("2025年1月2日", "2025年13月2日", " 2025 年 1 月 2 日 星期四")] == [
        "2025-01-02",
        None,
        "2025-01-02",
    ]


# The command line


def test_read_shows_pages_only(tmp_path: Path) -> None:
    path = write(tmp_path / "paper.pdf", pdf([[], PAGE_LINES]))
    shown = CliRunner().invoke(main, ["read", str(path), "--pdf-page", "2", "--json"])
    assert json.loads(shown.stdout)["articles"][0]["title"] == "灯塔重新亮起"
    refused = CliRunner().invoke(main, ["read", str(write(tmp_path / "a.md", "海。"))])
    assert refused.exit_code == 5
    assert "articles as markdown, not a newspaper page; index them as they are" in refused.stderr


def test_all_formats_can_be_told_by_their_names() -> None:
    shown = CliRunner().invoke(main, ["index", "--help"]).stdout
    assert "[page|prose|markdown|html|pdf|csv|jsonl]" in shown


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--field", "headline=title"), "expected FIELD=NAME with FIELD one of id, title, text"),
        (("--field", "title="), "expected FIELD=NAME"),
        (("--format", "docx"), "'docx' is not one of 'page', 'prose'"),
    ],
)
def test_wrong_options_are_told(options: tuple[str, ...], says: str) -> None:
    result = CliRunner().invoke(main, ["index", "x.jsonl", *options])
    assert result.exit_code == 2
    assert says in result.stderr

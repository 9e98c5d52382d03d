"""Bytes to text: every encoding that archives hold, damage, and what is said of both. All texts are invented."""

import gzip
import random
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from test_reading_sources import articles, errors, lines, reports, write

from indexer.errors import SourceError
from indexer.reading.formats.decoding import decode
from indexer.reading.formats.names import How
from indexer.reading.reports import SourceReport
from indexer.reading.sources import read_sources

HERE = Path("x.txt")
SIMPLIFIED = "灯塔重新亮起\n\n本报讯(记者 钟一)12月31日,修复的灯塔重新亮起,渔民们在码头观看。\n"
TRADITIONAL = "社區廚房開張\n\n【記者何佳／平湖報導】平湖鎮首座社區廚房昨日開張，長者只需付二十元。\n"
CANTONESE = "啲嘢好靚，佢哋喺尖沙咀嗰度食咗飯。記者昨日在銅鑼灣訪問市民，市民表示滿意，政府會繼續改善。\n"
JAPANESE = "灯台が再び点灯した。昨日、修復された灯台が再び光り、漁師たちは港で見守った。\n"
KOREAN = "등대가 다시 켜졌다. 어제 복구된 등대가 다시 불을 밝혔고 어민들이 항구에서 지켜보았다.\n"
RUSSIAN = "Маяк снова зажёгся. Вчера рыбаки наблюдали за этим с причала, сообщил наш корреспондент.\n"
FRENCH = "Le phare rallumé hier à l'île: «Déjà vu», a déclaré un pêcheur très étonné; été, hôtel, naïve.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "guess"),
    [
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED, "hz", "hz"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        ("联通\n", "gbk", "gb18030"),  # by chance two characters of UTF-8
        ("遗失声明\n王小明遗失身份证,特此声明作废。\n", "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "utf-16-le", "utf-16-le"),
        (CANTONESE, "big5hkscs", "big5hkscs"),
        (JAPANESE, "shift_jis", "shift_jis"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (JAPANESE, "iso2022_jp", "iso2022_jp"),
        (KOREAN, "euc_kr", "cp949"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (FRENCH, "latin-1", "iso8859-1"),
        ("The lighthouse is lit again.\n" * 3, "utf-16-le", "utf-16-le"),
    ],
)
def test_what_is_no_utf_8_is_read_right_and_the_guess_reported(text: str, encoding: str, guess: str) -> None:
    decoded = decode(text.encode(encoding), HERE)
    assert (decoded.text, decoded.doubts) == (text, (f"not UTF-8; read as {guess}, a guess",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_or_utf_8_leaves_no_doubt(encoding: str) -> None:
    for text in (SIMPLIFIED, TRADITIONAL, JAPANESE, RUSSIAN, "～ＡＢＣ１２３，半角ABC\r\nx\ry\u2028z\n"):
        decoded = decode(text.encode(encoding), HERE)
        assert (decoded.text, decoded.doubts) == (text, ())


@given(st.text(st.characters(exclude_categories=["Cs", "Co", "Cn", "Cc"], exclude_characters="\ufffd\ufeff")))
def test_any_utf_8_is_read_as_it_is(text: str) -> None:
    text = text.removeprefix("\ufeff")
    try:
        assert decode(text.encode(), HERE).text == text
    except SourceError as error:
        assert "binary content" in error.reason


LONG = SIMPLIFIED * 30  # 90 lines
CUT = "characters are lost (\ufffd); compare with the original"


@pytest.mark.parametrize(
    ("data", "lost_line"),
    [
        (LONG.encode()[:-2], 90),
        (LONG.encode()[:10] + b"\xff" + LONG.encode()[10:], 1),
        (LONG.encode("gbk")[:10] + b"\xff\n" + LONG.encode("gbk")[10:], 1),
        ((TRADITIONAL * 30).encode("big5")[:-2], 90),
        (LONG.encode("utf-16") + b"a", 91),
    ],
)
def test_damage_is_shown_where_it_is_and_the_rest_is_read(data: bytes, lost_line: int) -> None:
    decoded = decode(data, HERE)
    assert f"line {lost_line}: {CUT}" in decoded.doubts
    damaged = [number for number, line in enumerate(decoded.text.split("\n"), 1) if "\ufffd" in line]
    assert damaged == [lost_line]
    whole = set((TRADITIONAL if lost_line == 90 and "社區" in decoded.text else SIMPLIFIED).split("\n"))
    rest = [line for line in decoded.text.split("\n") if "\ufffd" not in line]
    assert sum(line in whole for line in rest) >= 88


def test_what_was_mangled_before_is_told_with_its_lines() -> None:
    text = "好\n锟斤拷的灯塔\n\ue000\ue001\n" + SIMPLIFIED.split("\n")[2].encode().decode("cp1252", "replace")
    spoilt = "海边的灯塔亮了".encode().decode("latin-1")
    assert decode((text.replace("\ufffd", "?") + "\n" + spoilt + "\n好").encode(), HERE).doubts == (
        f"line 2: {CUT}",
        "line 3: characters of private use, which no other program can show",
        "line 5: UTF-8 that was read as another encoding and saved so",
    )


def test_two_encodings_in_one_file_are_told() -> None:
    other = "遗失声明:王小明遗失身份证,特此声明作废。\n"
    assert decode(LONG.encode() + other.encode("gbk") + LONG.encode(), HERE).doubts == (f"line 91: {CUT}",)
    doubts = decode(LONG.encode("gbk") + other.encode() + LONG.encode("gbk"), HERE).doubts
    assert doubts[0] == "not UTF-8; read as gb18030, a guess"
    assert any(doubt.startswith("line 91: ") for doubt in doubts[1:])


def test_nuls_in_a_text_are_left_out_and_told() -> None:
    decoded = decode((LONG[:20] + "\0" + LONG[20:]).encode(), HERE)
    assert decoded.text == LONG
    assert decoded.doubts == ("line 3: NUL characters, which are left out",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bytes(range(128, 256)) * 9, "in no known encoding, neither UTF-8 nor GB18030 nor Big5; save it as UTF-8"),
        (random.Random(7).randbytes(5000), "binary content, expected text"),
        (LONG.encode() + bytes(4000), "binary content, expected text"),
        (b"{\\rtf1\\ansi x}", "binary content (a rich text), expected text"),
        (b"\xff\xfe" + random.Random(7).randbytes(999), "begins with the mark of utf-16 but is none"),
        ("讣告\n龚霁翀、闫鑫喆、亓昕玥、仝彧、皮昊旻、郗浩淼\n".encode("gb18030"), "in no known encoding"),
    ],
)
def test_what_is_no_text_or_cannot_be_told_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode(data, HERE)
    assert caught.value.reason.startswith(reason)


def test_a_told_encoding_is_that_of_what_is_no_utf_8(tmp_path: Path) -> None:
    names = "讣告\n\n龚霁翀、闫鑫喆、亓昕玥、仝彧、皮昊旻、郗浩淼\n"
    write(tmp_path / "a.text", names.encode("gb18030"))
    write(tmp_path / "b.text", SIMPLIFIED)
    write(tmp_path / "c.csv", ("text\n" + names.split("\n")[2] + "\n").encode("gb18030"))
    write(tmp_path / "d.jsonl", ('{"text": "' + names.split("\n")[2] + '"}\n').encode("gb18030"))
    write(tmp_path / "e.html", f"<meta charset=big5><main><p>{names * 9}</p></main>".encode("gb18030"))
    events = list(read_sources([tmp_path], how=How(encoding="gb18030")))
    assert errors(events) == []
    found = {article.source[-6:]: article.body for article in articles(events)}
    assert found["a.text"] == names.split("\n")[2] == found["/c.csv"] == found[".jsonl"]
    assert "渔民们在码头观看" in found["b.text"] and "龚霁翀" in found["e.html"]
    assert [report.doubts for report in reports(events)] == [(), (), (), (), ()]
    wrong = list(read_sources([tmp_path / "a.text"], how=How(encoding="euc_kr")))
    assert errors(wrong) == [("a.text", "neither UTF-8 nor euc_kr, which --encoding says it is")]


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-16-le", "utf-8-sig"])
def test_json_lines_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    text = "记者昨日从市里获悉,灯塔的修复工程完工,渔民们在码头观看。"
    records = lines({"id": "a", "text": text}, {"id": "b", "text": text}).replace("\n", "\r\n")
    events = list(read_sources([write(tmp_path / "a.jsonl", records.encode(encoding))]))
    assert [(article.id, article.body) for article in articles(events)] == [("a", text), ("b", text)]
    assert errors(events) == []


def test_a_damaged_record_in_utf_16_is_told(tmp_path: Path) -> None:
    data = lines({"id": "a", "text": "海" * 99}, {"id": "b", "text": "山"}).encode("utf-16")
    half = data[:-6] + b"\x00\xd8" + data[-6:]  # half of a character
    events = list(read_sources([write(tmp_path / "a.jsonl", half)]))
    assert [article.id for article in articles(events)] == ["a"]
    assert errors(events) == [("a.jsonl", "line 2 holds bytes that are not utf-16")]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_damage_in_a_record_leaves_out_that_record_alone(tmp_path: Path, name: str) -> None:
    csv = name == "a.csv"
    records = [f"{n},灯塔{n}" if csv else f'{{"id": "{n}", "text": "灯塔{n}"}}' for n in range(400)]
    data = [record.encode() for record in (["id,text", *records] if csv else records)]
    data[300] = data[300].replace("灯".encode(), b"\xe7\x81")
    data[310] = data[310].replace("灯".encode(), b"\0")
    events = list(read_sources([write(tmp_path / name, b"\n".join(data))]))
    left_out = {"299", "309"} if csv else {"300", "310"}
    assert {article.id for article in articles(events)} == {str(n) for n in range(400)} - left_out
    assert [reason for _, reason in errors(events)] == [
        "line 301 holds bytes that are not utf-8",
        "line 311 holds a NUL: binary or damaged, expected text",
    ]


PIECES = st.sampled_from(
    [
        *(SIMPLIFIED.encode(), TRADITIONAL.encode("big5"), b"\xff\xfe", b"\0", b'"', b"\r", b"\n", b'{"text":"a"}\n'),
        *(b"id,text\n", b"---\n", b"<p>", b"<!--enpcontent-->", b"\x1b$B", b"~{", "\u2028".encode(), b"\x80", b"[1,"),
    ]
)


@pytest.mark.parametrize("suffix", [".txt", ".text", ".md", ".html", ".csv", ".jsonl", ".txt.gz", ".csv.gz"])
@example(data=b"\xff\xfe" * 3)
@example(data=b"0")
@given(data=st.lists(PIECES | st.binary(max_size=20), max_size=12).map(b"".join))
def test_any_bytes_by_any_name_are_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(gzip.compress(data) if suffix.endswith(".gz") and len(data) % 3 else data)
    events = list(read_sources([path]))
    # A page may be nothing but furniture, such as a page number; then its report tells each of its lines.
    told = [line for report in events if isinstance(report, SourceReport) for line in report.furniture]
    assert articles(events) or errors(events) or told
    assert all(article.body or article.title for article in articles(events))


def test_a_few_damaged_bytes_leave_a_short_page_readable() -> None:
    """More than a long text may have, but what is left is plainly Chinese."""
    text = (
        "北川晚报\n\n春耕农资储备充足\n\n本报讯 昨天,记者从市供销社了解到,今春化肥储备量达3.2万吨,比去年同期多两成。\n"
    )
    damaged = text.encode("gb18030").replace("供".encode("gb18030"), b"\xb9\xff")
    for told in (None, "gb18030"):
        decoded = decode(damaged, HERE, told)
        assert "春耕农资储备充足" in decoded.text and "\ufffd" in decoded.text
        assert any("5" in doubt for doubt in decoded.doubts)

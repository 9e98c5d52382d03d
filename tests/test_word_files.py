"""A reader's own words in files: what they say, what is wrong with them, and that they count at once."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import make_article, make_index
from hypothesis import given
from hypothesis import strategies as st

from api.cli import main
from indexer.index import open_index
from search.errors import WordListBroken
from search.expansion.own_words import listed
from search.expansion.word_files import WordFiles
from search.expansion.word_lists import read_dictionary, read_synonyms
from search.request import Mode, search_request
from search.searcher import Searcher


def test_a_dictionary(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("\ufeff# ours\n海珀集團\n\n乔砚秋 3 nr\r\nＬａｎｔｅｒｎ Island\nBoeing 747\n", encoding="utf-8")
    assert read_dictionary(path) == {"海珀集团", "乔砚秋", "lantern island", "boeing 747"}


def test_synonyms(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_text("绿证, 绿色电力证书\n达沃斯 => 新领军者年会， 论坛\n绿证、GEC\n", encoding="utf-8")
    assert read_synonyms(path) == {
        "绿证": ("绿色电力证书", "gec"),
        "绿色电力证书": ("绿证",),
        "gec": ("绿证",),
        "达沃斯": ("新领军者年会", "论坛"),
    }


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("绿证, 证书\n绿证\n".encode(), 2, "has one word"),
        ("绿证,\n".encode(), 1, "is no word"),
        (b"a => \n", 1, "is no word"),
        (b"# x\n\xff\xfe\n", 2, "not UTF-8"),
        (("长" * 65 + ", 短\n").encode(), 1, "65 characters; at most 64"),
        (b", ".join(b"w%d" % n for n in range(22)), 1, "more than 20 synonyms"),
        (b"\n" * 100_000, None, "100001 lines; at most 100000"),
    ],
)
def test_a_faulty_line_is_told(tmp_path: Path, content: bytes, line: int | None, reason: str) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_bytes(content)
    with pytest.raises(WordListBroken, match=reason) as caught:
        read_synonyms(path)
    assert caught.value.line == line
    assert str(path) in str(caught.value)


@given(st.binary(max_size=80))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("words") / "words.txt"
    path.write_bytes(content)
    for read in (read_dictionary, read_synonyms):
        try:
            assert all(word.strip() == word != "" for word in read(path))
        except WordListBroken as error:
            assert str(path) in str(error)


def test_listed_words_are_whole_words() -> None:
    words = {"砚秋", "乔砚秋", "port", "港"}
    assert list(listed("乔砚秋在港 airport port", words)) == ["乔砚秋", "砚秋", "港", "port"]
    assert list(listed("airport", words)) == []


def test_a_name_counts_as_one_word_as_soon_as_the_dictionary_has_it(tmp_path: Path) -> None:
    bigrams = make_article("bigrams", "砚秋", "乔砚二字。砚秋二字。乔砚。砚秋。")
    name = make_article("name", "来稿", "本市作者乔砚秋来稿,写的是青屿港的清晨和码头上的人们,以及海上的雾。")
    make_index(tmp_path, [bigrams, name])
    searcher = Searcher(open_index(tmp_path), lambda: pytest.fail("no model is asked"))

    def hits() -> list[str]:
        return [hit.id for hit in searcher.search(search_request("乔砚秋", Mode.LEXICAL)).hits]

    before = hits()
    assert set(before) == {"bigrams", "name"}
    (tmp_path / "dictionary.txt").write_text("乔砚秋\n", encoding="utf-8")
    assert hits() == ["name", "bigrams"]
    (tmp_path / "dictionary.txt").unlink()
    assert hits() == before


def test_a_file_that_becomes_faulty_leaves_the_words_before_in_force(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.txt"
    path.write_text("绿证, 证书\n", encoding="utf-8")
    files = WordFiles(tmp_path)
    lists, fault = files.current()
    assert (lists.synonyms["绿证"], fault) == (("证书",), None)
    path.write_text("绿证, 证书\n绿证\n", encoding="utf-8")
    again, fault = files.current()
    assert again == lists
    assert fault is not None and "synonyms.txt, line 2" in fault and "stay in force" in fault
    path.write_text("绿证, 证书, 凭证\n", encoding="utf-8")
    mended, fault = files.current()
    assert (mended.synonyms["绿证"], fault) == (("证书", "凭证"), None)


def test_a_file_that_is_named_must_be_there(index_root: Path, tmp_path: Path) -> None:
    asked = ["search", "青屿港", "--index", str(index_root), "--mode", "lexical"]
    result = CliRunner().invoke(main, [*asked, "--dictionary", str(tmp_path / "none.txt")])
    assert result.exit_code == 5
    assert "none.txt: there is no such file" in result.output


def test_synonyms_on_the_command_line(index_root: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("太阳能 => 光伏\n", encoding="utf-8")
    asked = ["search", "太阳能", "--index", str(index_root), "--mode", "lexical"]
    assert "盐田上的光伏" not in CliRunner().invoke(main, asked).output
    result = CliRunner().invoke(main, [*asked, "--synonyms", str(path)])
    assert "盐田上的光伏" in result.output
    assert "光伏 (a synonym)" in result.output

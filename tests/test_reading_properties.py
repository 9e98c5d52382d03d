"""Whatever the text: no exception, and every line that is not blank is in exactly one place."""

import random
import re
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.articles import Article
from indexer.reading.document import reading_document
from indexer.reading.newspaper.page import PageReading, read_page

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "seeds" / "000_342891d07ba4d281.txt", *sorted((ROOT / "tests" / "data" / "pages").glob("*.txt"))]
LINES = [line for page in PAGES for line in page.read_text(encoding="utf-8").split("\n")]
MARKS = "(（)）【】■▲记者摄電报讯本新华社月日年版下转第上接一二、,，。：:问答 \u3000\n\r\t19A·-…？！“”"


def lines_of(article: Article) -> list[int]:
    heads = [head for head in (article.kicker, article.title, article.subtitle) if head]
    found = [line for head in heads for line in head.lines]
    found += [line for paragraph in article.paragraphs for line in paragraph.lines]
    found += [section.line for section in article.sections if not section.run_in]
    found += [label.line for label in article.labels]
    jumps = [jump.line for jump in (article.jump, article.continued_from) if jump]
    in_text = {line for paragraph in article.paragraphs for line in paragraph.lines}
    return found + [line for line in jumps if line not in in_text]


def placed(reading: PageReading) -> Counter[int]:
    strays = [line.line for line in (*reading.furniture, *reading.unplaced)]
    return Counter([line for article in reading.articles for line in lines_of(article)] + strays)


def check(text: str) -> PageReading:
    reading = read_page(text)
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    assert placed(reading) == Counter(number for number, line in enumerate(lines, 1) if line.strip())
    assert all(article.paragraphs for article in reading.articles)
    reading_document(reading)
    return reading


@given(st.text())
def test_any_text_is_read_and_no_line_is_lost(text: str) -> None:
    check(text)


@given(st.text(alphabet=MARKS, max_size=400))
def test_any_mixture_of_marks_is_read_and_no_line_is_lost(text: str) -> None:
    check(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_any_mixture_of_real_lines_is_read_and_no_line_is_lost(lines: list[str]) -> None:
    check("\n".join(lines))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PAGES), st.integers(0, 2**32), st.floats(0, 0.5))
def test_a_page_with_lines_missing_is_read_and_no_line_is_lost(page: Path, seed: int, share: float) -> None:
    chance = random.Random(seed)
    lines = page.read_text(encoding="utf-8").split("\n")
    check("\n".join(line for line in lines if chance.random() >= share))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PAGES), st.integers(1, 30), st.booleans())
def test_a_page_wrapped_to_any_width_is_read_and_no_line_is_lost(page: Path, width: int, indented: bool) -> None:
    wrapped: list[str] = []
    for line in page.read_text(encoding="utf-8").split("\n"):
        text = ("\u3000\u3000" if indented else "") + line.strip()
        wrapped += [text[i : i + width] for i in range(0, len(text), width)] if line.strip() else []
    check("\n".join(wrapped))


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(PAGES))
def test_line_ends_and_byte_order_marks_change_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert check("\ufeff" + text.replace("\n", "\r\n")) == check(text) == check(text.replace("\n", "\r"))


def paragraphs_of(article: Article) -> list[str]:
    """The paragraphs with the jumps that stand in their first and last line."""
    texts = [paragraph.text for paragraph in article.paragraphs]
    if (mark := article.continued_from) and mark.line in article.paragraphs[0].lines:
        texts[0] = mark.text + texts[0]
    if (mark := article.jump) and mark.line in article.paragraphs[-1].lines:
        texts[-1] += mark.text
    return texts


def test_paragraphs_keep_their_raw_characters_but_for_the_jumps_beside_them() -> None:
    marked = "渠水到村\n\n(上接第1版)进村入户,家家有水。\n\n夏粮也浇上了水。▶下转4版\n"
    for text in [marked, *(page.read_text(encoding="utf-8") for page in PAGES)]:
        raw = dict(enumerate(text.split("\n"), 1))
        for article in read_page(text).articles:
            expected = ["".join(raw[line].strip() for line in paragraph.lines) for paragraph in article.paragraphs]
            assert paragraphs_of(article) == expected

from dataclasses import replace

from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st

from indexer import sentences as sentences_module
from indexer.articles import Article, Headline, Label, Paragraph, Section
from indexer.chunking import chunks, embedded_text, indexed_text, lead_text, path, wide_text, wide_windows
from indexer.facts import Basis, Fact, Issue
from indexer.recipe import RECIPE, Recipe
from indexer.sentences import width, windows

texts = st.text(alphabet="天津港,。;!”、 \nab.1中", min_size=1, max_size=400)


@given(texts, st.integers(1, 90))
def test_windows_tile_a_text_in_order(text: str, size: int) -> None:
    spans = windows(text, 0, len(text), size)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@given(texts, st.integers(1, 90))
def test_what_fits_is_one_window_as_its_sentences_joined_are(text: str, size: int) -> None:
    joined = list(sentences_module._grouped(text, sentences_module._pieces(text, 0, len(text), 2 * size), size))
    # Thirds of characters do not add up to the last bit.
    assert windows(text, 0, len(text), size) == joined or abs(width(text) - size) < 1e-6


def test_windows_are_whole_sentences() -> None:
    text = "第一句在这里。“第二句在引号里。”第三句,有两个分句!"
    cut = [text[start:end] for start, end in windows(text, 0, len(text), 17)]
    assert cut == ["第一句在这里。“第二句在引号里。”", "第三句,有两个分句!"]


def test_a_sentence_too_long_is_cut_at_its_commas_and_a_clause_too_long_anywhere() -> None:
    text = "一" * 30 + "," + "二" * 5 + "。"
    assert [text[a:b] for a, b in windows(text, 0, len(text), 10)] == ["一" * 20, "一" * 10 + ",", "二" * 5 + "。"]


def test_english_counts_a_third() -> None:
    assert width("天津") == 2
    assert width("abc") == 1
    assert width("Hello, 天津!") == 2 + 8 / 3


articles = st.lists(st.tuples(texts, st.sampled_from([None, 0, 1])), max_size=6).map(
    lambda parts: Article(
        id="a",
        source="s",
        lines=(1, 9),
        paragraphs=tuple(Paragraph(text * 5, (n,), section) for n, (text, section) in enumerate(parts, 1)),
        sections=(Section("甲", 1), Section("乙", 2)),
    )
)


@given(articles)
def test_chunks_and_their_windows_cover_every_character_once_in_order(article: Article) -> None:
    found = list(chunks(article))
    assert "".join(article.body[chunk.start : chunk.end] for chunk in found) == article.body
    for chunk in found:
        assert "".join(article.body[a:b] for a, b in chunk.windows) == article.body[chunk.start : chunk.end]
        assert width(article.body[chunk.start : chunk.end]) <= 2 * RECIPE.longest_chunk


def test_an_article_without_text_is_found_by_its_title() -> None:
    article = make_article("only-title", "只有标题")
    (chunk,) = chunks(article)
    assert "只有标题" in indexed_text(article, chunk)
    assert embedded_text(article, chunk, chunk.windows[0]) == "只有标题"


def test_what_is_indexed_and_embedded_of_a_passage() -> None:
    article = Article(
        id="a",
        source="s",
        lines=(1, 5),
        paragraphs=(Paragraph("青屿港投产。", (3,), 0),),
        photographers=("童小满",),
        reporters=("乔砚秋",),
        sections=(Section("港口新貌", 2),),
        labels=(Label("credit", "记者 童小满 摄", 4),),
        issue=Issue(Fact("青屿日报", Basis.READ), Fact("2024-11-05", Basis.READ), Fact("1", Basis.READ)),
    )
    (chunk,) = chunks(article)
    assert indexed_text(article, chunk).split("\n") == [
        "港口新貌",
        "记者 童小满 摄",
        "乔砚秋",
        "青屿日报 2024年11月5日 头版 第1版",
        "青屿港投产。",
    ]
    assert embedded_text(article, chunk, chunk.windows[0]) == "港口新貌\n青屿港投产。"


def test_a_recipe_says_how_wide_passages_are_and_whether_heads_stand_in_front() -> None:
    article = make_article("a", "港口新貌", "一号泊位投产了。" * 4, "二号泊位还在建。" * 4)
    assert len(list(chunks(article))) == 1
    plain = Recipe(joined_chunk=40, window=10, heads=False)
    first, second = chunks(article, plain)
    assert article.body[first.start : first.end] == "一号泊位投产了。" * 4 + "\n"
    assert [article.body[slice(*span)] for span in second.windows] == ["二号泊位还在建。"] * 4
    assert indexed_text(article, second, plain) == "二号泊位还在建。" * 4
    assert embedded_text(article, second, second.windows[0], plain) == "二号泊位还在建。"
    assert embedded_text(article, second, second.windows[0]) == "港口新貌\n二号泊位还在建。"


def test_short_neighbours_are_taken_together_within_a_section() -> None:
    paragraphs = [("甲" * 60, 0), ("乙" * 60, 0), ("丙" * 60, 0), ("丁" * 10, 1)]
    article = Article(
        id="a",
        source="s",
        lines=(1, 4),
        paragraphs=tuple(Paragraph(text, (n,), section) for n, (text, section) in enumerate(paragraphs, 1)),
        sections=(Section("一", 1), Section("二", 4)),
    )
    cut = [article.body[chunk.start : chunk.end].split() for chunk in chunks(article)]
    assert cut == [["甲" * 60, "乙" * 60], ["丙" * 60], ["丁" * 10]]


POLICY = Article(
    id="policy",
    source="s",
    lines=(1, 12),
    title=Headline("渔港建设若干措施", (1,)),
    paragraphs=(
        Paragraph("为了渔港,制定本措施。", (2,)),
        Paragraph("(一)提升避风能力。防波堤加固按投资的四成补助。", (4,), 0),
        Paragraph("1.先修外堤。", (5,), 0),
        Paragraph("(二)建设智慧渔港。" + "中心渔港全部实现自动识别。" * 60, (6,), 0),
        Paragraph("本措施自印发之日起施行。", (8,), 3),
    ),
    sections=(
        Section("一、支持渔港改造升级", 3),
        Section("(一)提升避风能力。", 4, 2, run_in=True),
        Section("(二)建设智慧渔港。", 6, 2, run_in=True),
        Section("二、附则", 7),
    ),
)


def test_each_item_of_a_policy_document_is_a_chunk_that_knows_its_path() -> None:
    found = [(POLICY.body[c.start : c.end].split("\n")[0][:7], path(POLICY, c.section)) for c in chunks(POLICY)]
    one, two, last = "一、支持渔港改造升级", "(二)建设智慧渔港。", "二、附则"
    assert found == [
        ("为了渔港,制定", ()),
        ("(一)提升避风", (one, "(一)提升避风能力。")),
        ("(二)建设智慧", (one, two)),
        ("中心渔港全部实", (one, two)),
        ("本措施自印发之", (last,)),
    ]


def test_an_item_stands_once_in_what_is_indexed_of_it() -> None:
    _, first, second, rest, _ = (indexed_text(POLICY, chunk) for chunk in chunks(POLICY))
    assert first.count("提升避风能力") == second.count("建设智慧渔港") == rest.count("建设智慧渔港") == 1
    assert all(text.count("一、支持渔港改造升级") == 1 for text in (first, second, rest))


def test_chunks_of_a_policy_document_cover_it_in_order() -> None:
    assert "".join(POLICY.body[chunk.start : chunk.end] for chunk in chunks(POLICY)) == POLICY.body


def test_the_model_sees_title_and_outermost_heading_over_a_window() -> None:
    embedded = [embedded_text(POLICY, chunk, chunk.windows[0]).split("\n")[:2] for chunk in chunks(POLICY)]
    assert [head for head, _ in embedded] == ["渔港建设若干措施"] * 5
    assert [second for _, second in embedded[1:]] == ["一、支持渔港改造升级"] * 3 + ["二、附则"]


def test_wide_windows_tile_an_article_under_its_date_and_title() -> None:
    dated = replace(POLICY, issue=Issue(date=Fact("2024-11-05", Basis.READ)))
    wide = [wide_text(dated, window).split("\n", 2) for window in wide_windows(dated, 100)]
    assert len(wide) > 2
    assert {(date, title) for date, title, _ in wide} == {("2024年11月5日", "渔港建设若干措施")}
    assert "".join("".join(text for _, _, text in wide).split()) == "".join(POLICY.body.split())


def test_an_article_as_a_whole_is_its_first_wide_window() -> None:
    first = "".join(f"第{n}句话有十个字啊。" for n in range(9))  # 84 wide
    article = make_article("a", "标题", first, "第二段。" * 3, "第三段。" * 100)
    recipe = Recipe(wide_window=100)
    assert lead_text(article, recipe) == f"标题\n{first}\n{'第二段。' * 3}"
    assert lead_text(article, replace(recipe, heads=False)) == f"{first}\n{'第二段。' * 3}"
    assert lead_text(make_article("a", "只有标题"), recipe) == "只有标题"
    assert lead_text(make_article("a", None, "正文。"), recipe) == "正文。"

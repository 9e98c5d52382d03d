"""What a page says of its issue and its articles besides their text. All pages are invented."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import HashingEmbedder, make_article, make_index
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.app import create_app
from api.cli import main
from api.live import LiveSearcher
from indexer.articles import Article, Dateline, Label
from indexer.facts import Basis, DocumentFacts, Fact, Issue
from indexer.kinds import Kind
from indexer.reading.document import article_document
from indexer.reading.given import Given, apply_given
from indexer.reading.newspaper.bylines import Names, parse_byline
from indexer.reading.newspaper.description import described
from indexer.reading.newspaper.leads import find_lead
from indexer.reading.newspaper.page import read_page
from indexer.reading.newspaper.quotations import is_inside, quoted
from indexer.reading.sources import read_page_files, read_sources

HEAD = "港湾日报\n2024年11月15日 星期五\n"


def page(*lines: str) -> str:
    return "\n\n".join(lines)


def only(text: str) -> Article:
    (article,) = read_page(text).articles
    return article


MASTHEADS = [
    ("综合新闻\n2024年11月15日 星期五 第3版", "综合新闻", "3"),
    ("A05 社会\n2024年11月15日 星期五 港湾晚报", "社会", "A5"),
    ("A05 | 社会 港湾晚报\n2024年11月15日 星期五", "社会", "A5"),
    ("体育 A12\n2024年11月15日 星期五", "体育", "A12"),
    ("3版 要闻\n2024年11月15日 星期五", "要闻", "3"),
    ("港湾日报 2024年11月15日 星期五 第3版 国际新闻", "国际新闻", "3"),
    ("7 城事 2024年11月15日 星期五", "城事", "7"),
    ("海灣時報 中華民國一一三年十一月十五日 星期五 A2 要聞", "要聞", "A2"),
    ("港湾日报\n2024年11月15日 星期五 今日8版", None, "1"),
    ("港湾日报\n2024年11月15日 星期五 农历甲辰年十月十五", None, None),
]


@pytest.mark.parametrize(("masthead", "section", "number"), MASTHEADS)
def test_the_section_stands_by_itself_or_beside_the_page_number(
    masthead: str, section: str | None, number: str | None
) -> None:
    issue = read_page(f"{masthead}\n\n大桥通车\n\n本报讯(记者 钟一)大桥通车了。").issue
    assert (issue.section.value if issue.section else None, issue.page.value if issue.page else None) == (
        section,
        number,
    )
    assert issue.section is None or (issue.section.basis is Basis.READ and section in issue.section.evidence[0])


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("港湾日报 2024年11月15日 星期五", "2024-11-15"),
        ("港湾日报 二〇二四年十一月十五日 星期五", "2024-11-15"),
        ("港灣日報 中華民國一一三年十一月十五日 星期五", "2024-11-15"),
        ("港湾日报 2024-11-15 星期五", "2024-11-15"),
        ("港湾日报 24年11月15日 星期五", None),
        ("港湾日报 2024年11月31日 星期五", None),
    ],
)
def test_the_date_of_a_masthead(line: str, day: str | None) -> None:
    fact = read_page(f"{line}\n\n大桥通车\n\n大桥通车了。").issue.date
    assert (fact.value if fact else None) == day


def test_every_kind_that_pages_are_read_as_is_a_known_one() -> None:
    pages = sorted((Path(__file__).parent / "data" / "pages").glob("*.txt"))
    kinds = {article.kind for page in read_page_files(pages) for article in page.articles}
    assert {"report", "letter", "notice"} < kinds <= set(Kind)


LEADS = [
    ("新华社北京11月14日电(记者 林观星)", "新华社", Dateline("北京", "11月14日")),
    ("新华社北京11月14日电", "新华社", Dateline("北京", "11月14日")),
    ("新华社北京 11 月 14 日专电", "新华社", Dateline("北京", "11 月 14 日")),
    ("据新华社北京14日电", "新华社", Dateline("北京", "14日")),
    ("中新社香港十一月十四日电", "中新社", Dateline("香港", "十一月十四日")),
    ("新華社北京11月14日電", "新華社", Dateline("北京", "11月14日")),
    ("新华社11月14日电", "新华社", Dateline(None, "11月14日")),
    ("华闻社临港8月26日电", "华闻社", Dateline("临港", "8月26日")),
    ("本报北京11月14日电(记者 钟一)", "", Dateline("北京", "11月14日")),
    ("【本報記者陳大文台北報導】", "", Dateline("台北", None)),
    ("【記者何佳／平湖報導】", "", Dateline("平湖", None)),
    ("本报讯(记者 钟一)", "", None),
    ("本报讯", "", None),
]


@pytest.mark.parametrize(("marker", "agency", "dateline"), LEADS)
def test_agency_and_dateline_of_a_lead_marker(marker: str, agency: str, dateline: Dateline | None) -> None:
    article = only(f"{HEAD}\n大桥通车\n\n{marker} 港湾大桥日前通车,两岸往来更加方便。")
    assert (article.lead, article.agency, article.dateline) == (marker, agency, dateline)
    assert article.body.startswith(marker)


@pytest.mark.parametrize(
    ("last", "agency"),
    [
        ("大桥通车了。(据新华社)", "新华社"),
        ("大桥通车了。（据新华社电）", "新华社"),
        ("大桥通车了。(来源:中新社)", "中新社"),
        ("据新华社报道,大桥通车了。", ""),
        ("大桥(新华社供图)通车了。", ""),
    ],
)
def test_an_agency_behind_the_last_sentence(last: str, agency: str) -> None:
    assert described(make_article("a", "大桥", "两岸往来更加方便。", last)).agency == agency


def test_an_agency_in_a_credit_and_one_that_is_known() -> None:
    photo = make_article("a", None, "大桥。", labels=(Label("credit", "新华社记者 钟一 摄", 3),))
    assert described(photo).agency == "新华社"
    assert described(make_article("a", None, "新华社北京11月14日电 大桥通车。", agency="中新社")).agency == "中新社"


def test_the_dispatch_is_dated_by_the_issue_in_force() -> None:
    wire = described(make_article("a", None, "新华社北京12月31日电 大桥通车。"))
    issued = make_article(
        "a", None, wire.body, dateline=wire.dateline, issue=Issue(date=Fact("2024-01-01", Basis.READ))
    )
    assert article_document(wire).dateline is not None
    assert [getattr(article_document(one).dateline, "date", "") for one in (wire, issued)] == [None, "2023-12-31"]


DOCUMENT = page(
    HEAD,
    "港湾市人民政府办公室关于加强灯塔保护的意见",
    "港政办发〔2024〕7 号",
    "各区人民政府:",
    "一、总体要求",
    "(一)保护优先。灯塔一律不得拆除。去年6月1日以来建成的同样适用。",
    "本意见自2025年1月1日起施行。",
    "港湾市人民政府办公室",
    "2024年11月1日",
)


def test_an_official_document_says_who_issued_it_when() -> None:
    article = only(DOCUMENT)
    assert (article.kind, article.lead, article.agency) == (Kind.POLICY_DOCUMENT, "", "")
    assert article.document == DocumentFacts(
        Fact("港湾市人民政府办公室", Basis.READ, ("L17 港湾市人民政府办公室",)),
        Fact("港政办发〔2024〕7号", Basis.READ, ("L7 港政办发〔2024〕7 号",)),
        Fact("2024-11-01", Basis.READ, ("L19 2024年11月1日",)),
        Fact("2025-01-01", Basis.READ, ("L15 自2025年1月1日起施行",)),
    )
    assert [date.value for date in article_document(article).dates] == ["2025-01-01"]


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("港湾市人民政府办公室关于加强灯塔保护的意见", "港湾市人民政府办公室"),
        ("港湾市教育局 港湾市财政局关于免费午餐的通知", "港湾市教育局 港湾市财政局"),
        ("中办国办印发灯塔保护意见", "中办国办"),
        ("港湾海事局发布航行规定", "港湾海事局"),
        ("关于加强灯塔保护的意见", None),
        ("局长关于灯塔的谈话", None),
    ],
)
def test_the_issuer_in_a_title(title: str, issuer: str | None) -> None:
    facts = described(make_article("a", title, "灯塔不得拆除。", kind="policy_document")).document
    assert facts is not None
    assert (facts.issuer.value if facts.issuer else None) == issuer


@pytest.mark.parametrize(
    ("sentence", "day", "basis"),
    [
        ("本办法自2025年1月1日起施行。", "2025-01-01", Basis.READ),
        ("本办法自 2025 年 1 月 1 日起正式实施。", "2025-01-01", Basis.READ),
        ("本办法自印发之日起施行。", "2024-11-01", Basis.INFERRED),
        ("本办法自发布之日起三十日后施行。", None, None),
        ("本办法有效期至2027年12月31日。", None, None),
    ],
)
def test_when_a_document_takes_effect(sentence: str, day: str | None, basis: Basis | None) -> None:
    dated = (Label("docdate", "(2024年11月1日)", 2),)
    facts = described(make_article("a", None, sentence, kind="policy_document", labels=dated)).document
    assert facts is not None
    found = facts.effective
    assert (found.value if found else None, found.basis if found else None) == (day, basis)


KINDS = [
    (("大桥通车", "本报讯(记者 钟一)大桥通车了。"), Kind.REPORT),
    (("大桥通车", "新华社北京11月14日电 大桥通车了。"), Kind.WIRE),
    (("守桥的人", "老桥守了三十年,他的头发白了,桥还是那座桥。"), Kind.FEATURE),
    (("社论:修桥先修心", "修桥是大事,更是小事。"), Kind.EDITORIAL),
    (("灯塔时评", "修桥先修心", "修桥是大事,更是小事。"), Kind.COMMENTARY),
    (("修桥先修心", "■本报评论员 钟一", "修桥是大事,更是小事。"), Kind.EDITORIAL),
    (("关于灯塔路停水的公告", "因管网改造,灯塔路一带暂停供水,请居民提前储水。"), Kind.NOTICE),
    (("灯塔路改造招标公告", "本项目现公开招标,有意者请与招标人联系。", "港湾市建设局", "2024年11月10日"), Kind.NOTICE),
    (("海景家居夏日惠", "全场家具5折起 满5000元送凉席。电话:0000-0000000"), Kind.ADVERTISEMENT),
    (("寻物启事", "本人在码头遗失蓝色提包一只,拾到者请送门卫。"), Kind.CLASSIFIED),
    (("大桥通车", "本报讯 大桥通车了。", "广告", "新房发售,欢迎垂询。"), Kind.ADVERTISEMENT),
    (("海景新居", "灯塔路旁全新现房,均价优惠,欢迎选购。咨询电话:0000-0000000,地址:灯塔路1号。"), Kind.ADVERTISEMENT),
    (("两国发表联合声明", "两国领导人昨日举行会谈,一致同意扩大往来。"), Kind.FEATURE),
    (("气温回升 出游正当时", "周末天气转晴,最高气温升到20℃,公园里游人如织。"), Kind.FEATURE),
    (("天气预报", "白天多云转晴,偏北风三级,最高气温14℃,夜间最低气温9℃。"), Kind.WEATHER),
    (("更正", "本报11月13日2版《大桥通车》中,“三公里”应为“两公里”。"), Kind.CORRECTION),
    (("编后说明", "本报11月13日2版《大桥通车》一文有误,三公里应为两公里,特此更正。"), Kind.CORRECTION),
    (("渔船补助怎么领", "问:哪些人能领?", "答:船主都能领。", "问:去哪里领?", "答:到渔政大厅。"), Kind.QA),
    (("编辑同志:", "桥上的灯坏了,请修一修。"), Kind.LETTER),
]


@pytest.mark.parametrize(("lines", "kind"), KINDS)
def test_the_kind_by_label_form_and_words(lines: tuple[str, ...], kind: Kind) -> None:
    assert read_page(page(HEAD, *lines)).articles[-1].kind == kind


WORDS = "新华社中央北京记者钟一电讯报導自2024年11月14日起施行印发之日公告℃电话:优惠社论港政办〔〕号(（）)【】 \n"


@given(st.text(alphabet=WORDS, max_size=200), st.sampled_from(list(Kind)))
def test_any_text_can_be_described_and_that_twice_changes_nothing(text: str, kind: Kind) -> None:
    label = [Label(role, text, 1) for role in ("byline", "credit", "docdate", "docnum", "signoff")]
    article = make_article("a", text or None, *text.split("\n"), kind=kind, labels=tuple(label))
    assert described(described(article)) == described(article)
    article_document(described(article))


@given(st.text(alphabet='“”「」『』《》"甲', max_size=40))
def test_quotations_are_in_order_and_do_not_overlap(text: str) -> None:
    spans = quoted(text)
    ends = [0, *(end for _, end in spans)]
    assert all(end <= start < stop for end, (start, stop) in zip(ends, spans, strict=False))
    inside = [any(start <= place < end for start, end in spans) for place in range(len(text))]
    assert [is_inside(place, spans) for place in range(len(text))] == inside
    assert all(inside[place] for place, character in enumerate(text) if character in "“「『《")


def test_a_given_section_wins_and_a_contradiction_is_told() -> None:
    read = Issue(page=Fact("3", Basis.READ, ("L1 第03版",)), section=Fact("要闻", Basis.READ, ("L1 要闻",)))
    issue, doubts = apply_given(read, Given(page="03", section="体育", basis="told"))
    assert issue.section == Fact("体育", Basis.GIVEN, ("told",))
    assert (issue.page, doubts) == (Fact("03", Basis.GIVEN, ("told",)), ("given section 体育, read 要闻: L1 要闻",))


PAGE = page(
    "要闻\n港湾日报 2024年11月15日 星期五 第3版",
    "大桥通车",
    "新华社港湾11月14日电 昨日,大桥通车。",
)
GIVEN = ("--paper", "海湾报", "--date", "2024-01-02", "--page", "4", "--section", "体育")
CONTRADICTIONS = (
    "given paper 海湾报, read 港湾日报: L2 港湾日报 2024年11月15日 星期五 第3版",
    "given date 2024-01-02, read 2024-11-15: L2 港湾日报 2024年11月15日 星期五 第3版",
    "given page 4, read 3: L2 港湾日报 2024年11月15日 星期五 第3版",
    "given section 体育, read 要闻: L1 要闻",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_dates_are_resolved_against_the_date_that_is_given(file: Path) -> None:
    read, told = (
        article_document(read_page_files([file], one)[0].articles[0]) for one in (None, Given(date="2024-01-02"))
    )
    assert [one.value for one in read.dates] == ["2024-11-14", "2024-11-13"]
    assert [one.value for one in told.dates] == ["2023-11-14", "2023-11-13"]
    assert [one.dateline and one.dateline.date for one in (read, told)] == ["2024-11-14", "2023-11-14"]


def test_reading_with_given_values_shows_them_and_what_the_text_says(file: Path) -> None:
    shown = CliRunner().invoke(main, ["read", str(file), *GIVEN])
    assert shown.exit_code == 0
    assert "section: 体育 (given); the text says 要闻 (read)" in shown.stdout
    assert [line for line in shown.stdout.splitlines() if line.startswith("doubt: given")] == [
        f"doubt: {one}" for one in CONTRADICTIONS
    ]
    assert "海湾报-2024-01-02-4-01 (L4-6) · wire · 新华社" in shown.stdout
    assert "dateline: 港湾 11月14日" in shown.stdout
    assert "date: 昨日 = 2023-11-13 (relative)" in shown.stdout
    document = json.loads(CliRunner().invoke(main, ["read", str(file), *GIVEN, "--json"]).stdout)
    assert document["issue"]["section"] == {
        "value": "体育",
        "basis": "given",
        "evidence": ["given on the command line"],
    }
    assert document["issue_in_text"]["section"]["value"] == "要闻"
    assert document["articles"][0]["dates"][1] == {
        "text": "昨日",
        "value": "2023-11-13",
        "first": "2023-11-13",
        "last": "2023-11-13",
        "precision": "day",
        "basis": "relative",
        "paragraph": 1,
        "start": 13,
        "end": 15,
    }


def test_a_date_that_is_none_is_refused_when_reading(file: Path) -> None:
    refused = CliRunner().invoke(main, ["read", str(file), "--date", "someday"])
    assert (refused.exit_code, "2025-06-10" in refused.stderr) == (2, True)


def test_indexing_tells_every_contradiction_and_keeps_what_is_given(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())
    events = list(read_sources([file], Given("海湾报", "2024-01-02", "4", "体育")))
    article, report = events
    assert isinstance(article, Article)
    assert getattr(report, "doubts", ())[:4] == CONTRADICTIONS
    make_index(tmp_path / "index", [article])
    with TestClient(create_app(LiveSearcher(tmp_path / "index"))) as client:
        document = client.get(f"/v1/articles/{article.id}").json()
        hit = client.get("/v1/search", params={"q": "体育 大桥", "mode": "lexical"}).json()["hits"][0]
    assert (document["agency"], document["dateline"]) == (
        "新华社",
        {"place": "港湾", "day": "11月14日", "date": "2023-11-14"},
    )
    assert (document["lead"], [one["value"] for one in document["dates"]]) == (
        "新华社港湾11月14日电",
        ["2023-11-14", "2023-11-13"],
    )
    assert (hit["kind"], hit["agency"], hit["issue"]["section"]["value"]) == ("wire", "新华社", "体育")


def test_records_name_agency_section_and_kind(tmp_path: Path) -> None:
    record = {"id": "x", "text": "大桥通车。", "agency": "新华社", "section": "要闻", "kind": "wire"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "b.csv").write_text("id,text,agency,版名,kind\ny,大桥通车。,新华社,要闻,wire\n", encoding="utf-8")
    (tmp_path / "c.md").write_text(
        "---\nid: z\nagency: 新华社\nsection: 要闻\nkind: wire\n---\n大桥通车。\n", encoding="utf-8"
    )
    from indexer.reading.formats.names import How

    paths = [tmp_path / "a.jsonl", tmp_path / "c.md"]
    found = [one for one in read_sources(paths) if isinstance(one, Article)]
    found += [
        one
        for one in read_sources([tmp_path / "b.csv"], how=How(fields=(("section", "版名"),)))
        if isinstance(one, Article)
    ]
    assert [(one.id, one.agency, one.issue.section and one.issue.section.value, one.kind) for one in found] == [
        (name, "新华社", "要闻", "wire") for name in "xzy"
    ]


def test_sources_toml_gives_the_section(file: Path) -> None:
    (file.parent / "sources.toml").write_text('["page.txt"]\nsection = "体育"\nbasis = "the archive"\n', "utf-8")
    reading = read_page_files([file])[0]
    assert reading.issue.section == Fact("体育", Basis.GIVEN, ("the archive",))
    assert reading.doubts[0] == "given section 体育, read 要闻: L1 要闻"


def test_a_document_that_goes_on_over_two_pages_is_signed_on_the_second() -> None:
    pages = [Path(__file__).parent / "data" / "pages" / f"qingyu-2024-11-15-p{number}.txt" for number in ("01", "03")]
    facts = read_page_files(pages)[0].articles[2].document
    assert facts is not None
    assert [fact and fact.value for fact in (facts.issuer, facts.number, facts.date, facts.effective)] == [
        "青屿市人民政府办公室",
        "青政办发〔2024〕37号",
        "2024-11-08",
        "2024-12-01",
    ]


@pytest.mark.parametrize(
    "title",
    [
        *(
            "前三季度社会消费品零售总额增长6%",
            "成品油零售价格下调",
            "我市主办全国轮滑锦标赛",
            "市教育局主管的三所幼儿园迁址",
        ),
        *("我市调整居民用水定价机制", "第9号台风海葵明日登陆我省", "首部乡村振兴蓝皮书出版", "《云溪史话》今日出版"),
        *("总第三座大桥合龙", "旅游网址导航上线"),
    ],
)
def test_a_headline_below_the_masthead_is_a_title_whatever_words_it_shares_with_one(title: str) -> None:
    reading = read_page(page(HEAD, title, "本报讯(记者 林知夏)昨日工程开工,总投资8万元。"), "x.txt")
    assert [article.title and article.title.text for article in reading.articles] == [title]
    assert [line.line for line in reading.furniture] == [1, 2]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "国内统一连续出版物号 CN 00-0000",
            "总第 21874 期",
            "總第八千零一期",
            "第 0123 期",
            "第12号",
            "青屿日报社出版",
            "逢周三出版",
        ),
        *(
            "中共青屿市委主管主办",
            "青屿日报社 主办",
            "主办:青屿日报社",
            "邮发代号 5-1",
            "零售每份1元",
            "定价:1.50元",
            "零售价 2 元",
        ),
        *("社址:青屿市海堤路1号", "今日 8 版", "今日出版二大张", "中共青屿市委机关报", "共 16 版"),
    ],
)
def test_what_a_masthead_says_of_the_issue_is_furniture(line: str) -> None:
    reading = read_page(f"{HEAD}{line}\n\n渔港开工\n\n本报讯(记者 林知夏)昨日工程开工,总投资8万元。", "x.txt")
    assert [article.title and article.title.text for article in reading.articles] == ["渔港开工"]
    assert [line.line for line in reading.furniture][:3] == [1, 2, 3]


@pytest.mark.parametrize(
    ("byline", "reporters", "photographers"),
    [
        ("本报记者 王志文", ["王志文"], []),
        ("本报记者 欧阳志文 李文", ["欧阳志文", "李文"], []),
        ("本报记者 陈大文 文/图", ["陈大文"], ["陈大文"]),
        ("本报记者 陈大文 文 李四 摄", ["陈大文"], ["李四"]),
        ("本报记者 王小明文", ["王小明"], []),
        ("本报记者 李刚文 王强摄", ["李刚"], ["王强"]),
        ("陈大文 摄", [], ["陈大文"]),
    ],
)
def test_a_name_that_ends_like_a_role_is_kept_whole(
    byline: str, reporters: list[str], photographers: list[str]
) -> None:
    names = parse_byline(byline)
    assert names is not None
    assert (list(names.reporters), list(names.photographers)) == (reporters, photographers)


@pytest.mark.parametrize(
    ("marker", "people"),
    [
        ("本报讯(记者 王志文)", Names(reporters=("王志文",))),
        ("本報訊（記者陳大文）", Names(reporters=("陳大文",))),
        ("本报讯(记者 王志文 文/摄)", Names(reporters=("王志文",), photographers=("王志文",))),
        ("本报讯(记者 王小明 通讯员 陈大文)", Names(reporters=("王小明",), correspondents=("陈大文",))),
    ],
)
def test_a_name_that_ends_like_a_role_in_a_lead_marker(marker: str, people: Names) -> None:
    lead = find_lead(f"{marker}昨日,渔港开工。")
    assert lead is not None
    assert lead.names == people

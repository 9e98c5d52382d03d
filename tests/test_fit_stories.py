"""The programs that put pages together and fit the weights of evidence: on invented texts of which all is known."""

import importlib.util
import json
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT

from indexer.reading.newspaper.evidence import WEIGHTS


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


put_together = load("put_together")
fit_stories = load("fit_stories")

FERRY = "渡口的船工老葛守了三十年渡船，每天天亮前摇橹过河，送孩子们上学。"
CRAB = "昨天，海鲜市场的梭子蟹每斤降到四十元，摊主说货源充足，价格还会回落。"
LANTERN = "灯会的花灯由十二位老艺人扎制，最大的一盏高过三层楼，要十个人才抬得动。"
TEXTS = {"老渡口的最后一班船": FERRY, "梭子蟹上市价格回落": CRAB, "滨河路灯会今晚亮灯": LANTERN}


def items() -> list[object]:
    return [put_together.Item(title, (text, text[:20] + "。")) for title, text in TEXTS.items()]


def page(lines: list[str], starts: list[int]) -> object:
    return put_together.Page(0, lines, starts)


@pytest.mark.parametrize("seed", range(20))
def test_a_page_starts_where_its_articles_do(seed: int) -> None:
    made = put_together.put_together([items()], random.Random(seed))
    lines = made.text.split("\n")
    titled = [number for number, line in enumerate(lines, 1) if line in TEXTS]
    assert [number for number in made.starts if lines[number - 1] in TEXTS] == titled
    assert 5 <= len(titled) <= 9
    assert made.starts == sorted(set(made.starts))
    photos = [number for number in made.starts if number not in titled]
    assert all(any(line.endswith(" 摄") for line in lines[number : number + 4]) for number in photos)


def test_the_same_chance_makes_the_same_page() -> None:
    made = [put_together.put_together([items()], random.Random("7")).text for _ in range(2)]
    assert made[0] == made[1]


def test_every_cut_paragraph_is_whole_again_when_its_lines_are_joined() -> None:
    for seed in range(20):
        made = put_together.put_together([[put_together.Item("老渡口的最后一班船", (FERRY * 4,))]], random.Random(seed))
        assert FERRY[:10] in made.text
        assert set("".join(made.lines)) <= set(FERRY + "老渡口的最后一班船" + "".join(put_together.NAMES) + MARKERS)


MARKERS = "本报讯记者摄（） 。，：“”？！"


def test_titled_articles_of_a_folder_are_read_and_others_are_left_out(tmp_path: Path) -> None:
    texts = {"1": f"{FERRY}\n短。\n{CRAB}", "2": "短。", "3": LANTERN, "4": LANTERN}
    titles = {"a": "【本地】老渡口的最后一班船（图）", "b": "梭子蟹上市", "c": "灯会", "d": "灯会今晚亮灯。真的"}
    pairs = "a\t1\t1\nb\t2\t1\nc\t3\t1\nd\t4\t1\nmissing\t4\t1\n"
    for name, rows in (("corpus", texts), ("queries", titles)):
        lines = [json.dumps({"_id": key, "text": text}, ensure_ascii=False) for key, text in rows.items()]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + pairs, encoding="utf-8")
    assert put_together.read_items(tmp_path) == [put_together.Item("老渡口的最后一班船", (FERRY, CRAB))]


def test_lines_in_doubt_are_told_by_the_true_starts() -> None:
    lines = ["老渡口的最后一班船", FERRY, "守渡口的人", FERRY[:16] + "。", "梭子蟹上市价格回落", CRAB]
    found = list(fit_stories.examples(page(lines, [1, 5])))
    assert [begins for begins, _ in found] == [False, True]
    section, start = (values for _, values in found)
    assert set(section) == set(WEIGHTS)
    assert section["shared words"] > start["shared words"]
    assert (section["headings"], start["headings"], start["news"]) == (0.0, 1.0, 1.0)


def test_what_a_marker_settles_is_no_line_in_doubt() -> None:
    signed = ["老渡口的最后一班船", FERRY, "（记者 钟一）", "梭子蟹上市价格回落", CRAB]
    assert list(fit_stories.examples(page(signed, [1, 4]))) == []


def test_the_fit_finds_the_sign_that_tells() -> None:
    blank = dict.fromkeys(WEIGHTS, 0.0) | {"always": 1.0}
    found = [
        (index % 2 == 0, blank | {"news": float(index % 2 == 0), "digits": float(index % 3 == 0)})
        for index in range(60)
    ]
    weights = fit_stories.fitted(found)
    assert list(weights) == list(WEIGHTS)
    assert weights["news"] > 2 > abs(weights["digits"])
    assert weights["always"] < 0
    assert all(weights[name] == pytest.approx(0) for name in WEIGHTS if name not in ("always", "news", "digits"))


def test_starts_are_scored_against_those_that_are_known() -> None:
    lines = ["老渡口的最后一班船", f"本报讯（记者 钟一）{FERRY}", "梭子蟹上市价格回落", f"本报讯（记者 何佳）{CRAB}"]
    assert fit_stories.starts_f1([page(lines, [1, 3])]) == 1
    assert fit_stories.starts_f1([page(lines, [1, 3]), page(lines, [1])]) == pytest.approx((1 + 2 / 3) / 2)


def test_pages_that_people_have_read_are_those_with_a_reading(tmp_path: Path) -> None:
    (tmp_path / "invented-a.txt").write_text("老渡口\n\n渡船歇了。\n", encoding="utf-8")
    (tmp_path / "invented-a.json").write_text('{"articles": [{"lines": [1, 3]}]}', encoding="utf-8")
    (tmp_path / "invented-b.txt").write_text("没有读过\n", encoding="utf-8")
    (read,) = fit_stories.read_by_people(tmp_path)
    assert (read.text, read.starts) == ("老渡口\n\n渡船歇了。\n", [1])

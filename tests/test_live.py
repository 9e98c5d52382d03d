"""A server's searcher is made ready beside its answers, and so is each that follows. Texts are invented."""

import gc
import weakref
from pathlib import Path

import pytest
from conftest import HashingEmbedder, make_article
from test_changing import added

from api.live import LiveSearcher
from search.lexical import LexicalLeg
from search.request import search_request


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[tuple[LexicalLeg, LexicalLeg | None]]:
    """The legs that were compiled, in order, each with what it takes over from; nothing is compiled."""
    legs: list[tuple[LexicalLeg, LexicalLeg | None]] = []
    monkeypatch.setattr(LexicalLeg, "compile", lambda leg, before=None: legs.append((leg, before)))
    monkeypatch.setattr("search.searcher.open_embedder", lambda model=None, device=None: HashingEmbedder())
    return legs


def found(live: LiveSearcher) -> list[str]:
    return [hit.id for hit in live.search(search_request("盐田", "lexical")).hits]


def test_what_follows_a_warm_index_is_warmed_before_it_answers(
    index_root: Path, compiled: list[tuple[LexicalLeg, LexicalLeg | None]]
) -> None:
    live = LiveSearcher(index_root)
    assert found(live) and not compiled
    live.warm()
    ((first, nothing),) = compiled
    assert nothing is None
    added(index_root, [make_article("new", "盐田", "盐田改种水稻。")])
    assert "new" in found(live)
    (_, (second, before)) = compiled
    assert second is not first and before is first


def test_an_index_that_cannot_be_compiled_answers_and_so_do_those_that_follow(
    index_root: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[object]
) -> None:
    def fails(leg: LexicalLeg, before: LexicalLeg | None = None) -> None:
        raise OSError("no room for what is compiled")

    monkeypatch.setattr(LexicalLeg, "compile", fails)
    live = LiveSearcher(index_root)
    with pytest.raises(OSError, match="no room"):
        live.warm()
    assert not compiled
    added(index_root, [make_article("new", "盐田", "盐田改种水稻。")])
    assert "new" in found(live)


def test_an_index_that_is_replaced_is_given_back_without_a_collection_of_garbage(
    index_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server takes what it has loaded out of the collections: what hung together in a circle would stay for ever."""
    monkeypatch.setattr("search.searcher.open_embedder", lambda model=None, device=None: HashingEmbedder())
    live = LiveSearcher(index_root)
    live.warm()
    assert live.search(search_request("盐田")).hits
    searcher = live.get()
    held = [weakref.ref(one) for one in (searcher._corpus, searcher._ranker.lexical, searcher._model)]
    del searcher
    gc.collect()
    gc.disable()
    try:
        for name in ("one", "two"):  # the one before is kept for those who go on from its answers
            added(index_root, [make_article(name, "盐田", "盐田改种水稻。")])
            assert live.search(search_request("盐田")).hits
        assert [one() for one in held] == [None, None, None]
    finally:
        gc.enable()

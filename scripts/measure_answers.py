#!/usr/bin/env python3
"""Measure the answers of an index on graded questions: nDCG@5 and success@1 by kind of question and mode.

The baseline is what most Python programs do: jieba words, ranked by rank_bm25 over the same passages with their titles.

measure_answers.py QUESTIONS.json --index DIR [--json]

QUESTIONS.json: {"queries": [{"q": text, "kind": text, "relevant": {article: grade}}]}. An article is named by its order
on the one page that is indexed: "5", "05" or "a5". Kinds named with --leave-out are listed but not averaged. Questions
without a relevant article say how many of them each floor of relevance refuses, and the others what it costs.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from indexer.index import Index
from search.evaluation.baselines import answers, passage_texts, rank_bm25
from search.evaluation.measures import measure
from search.request import MOST_HITS, Mode, search_request
from search.searcher import Searcher

Rank = Callable[[str], list[str]]
Scores = dict[str, dict[str, float]]
FLOORS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
MEASURES = {"nDCG@5": "ndcg@5", "success@1": "success@1"}


def order_name(article_id: str) -> str:
    """天津日报-2025-06-10-1-05 -> 5"""
    return article_id.rpartition("-")[2].lstrip("0")


def grades_by_order(relevant: dict[str, int]) -> dict[str, int]:
    """Grades by the order of the article on its page."""
    return {order_name(name).removeprefix("a"): grade for name, grade in relevant.items()}


def ranker(searcher: Searcher, mode: Mode) -> Rank:
    """Question -> orders of articles, best first, by one mode."""
    return lambda text: [order_name(hit.id) for hit in searcher.search(search_request(text, mode, MOST_HITS)).hits]


def baseline(index: Index) -> Rank:
    """Question -> orders of articles, best first, by rank_bm25 over jieba words."""
    passages = passage_texts(index)
    score = rank_bm25(passages)

    def rank(text: str) -> list[str]:
        run = answers(score, passages.articles, {text: text}, shares_words=True).run
        return [order_name(name) for name, _ in run[text]]

    return rank


def by_kind(rank: Rank, questions: list[dict]) -> Scores:
    """Mean measures of one ranker by kind."""
    kinds: dict[str, list[dict]] = defaultdict(list)
    for question in questions:
        if question["relevant"]:
            kinds[question["kind"]].append(question)
    return {kind: {"questions": len(asked), **means(rank, asked)} for kind, asked in kinds.items()}


def means(rank: Rank, asked: list[dict]) -> dict[str, float]:
    """Mean measures over questions."""
    judgments = {question["q"]: grades_by_order(question["relevant"]) for question in asked}
    found = measure({text: rank(text) for text in judgments}, judgments, list(MEASURES))
    return {MEASURES[name]: float(values.mean()) for name, values in found.items()}


def by_floor(searcher: Searcher, mode: Mode, questions: list[dict]) -> dict[float, tuple[float, float]]:
    """For each floor the shares of right first hits that are lost, and of unanswered questions with no hit left."""
    right, unanswered = [], []
    for question in questions:
        hits = searcher.search(search_request(question["q"], mode, MOST_HITS)).hits
        if not question["relevant"]:
            unanswered.append(max((hit.relevance or 0.0 for hit in hits), default=0.0))
        elif hits and order_name(hits[0].id) in grades_by_order(question["relevant"]):
            right.append(hits[0].relevance or 0.0)
    return {floor: (share_below(floor, right), share_below(floor, unanswered)) for floor in FLOORS}


def share_below(floor: float, values: list[float]) -> float:
    """Of values, how many are below a floor; 0 where there are none."""
    return sum(value < floor for value in values) / max(1, len(values))


def overall(scores: Scores, left_out: set[str]) -> dict[str, float]:
    """Means over all questions of the kinds that are not left out."""
    kept = [row for kind, row in scores.items() if kind not in left_out]
    count = sum(row["questions"] for row in kept)
    total = {name: sum(row[name] * row["questions"] for row in kept) / count for name in ("ndcg@5", "success@1")}
    return {"questions": count, **total, "lowest kind": min(row["ndcg@5"] for row in kept)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the answers of an index on graded questions.")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", type=Path, default=Path(".wenlan"))
    parser.add_argument("--leave-out", nargs="*", default=["negative", "syntax"], help="kinds that are not averaged")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    questions = json.loads(options.questions.read_text(encoding="utf-8"))["queries"]
    searcher = Searcher.open(options.index)
    rankers = {str(mode): ranker(searcher, mode) for mode in Mode} | {"rank_bm25": baseline(searcher.index)}
    report = {}
    for name, rank in rankers.items():
        kinds = by_kind(rank, questions)
        report[name] = {"overall": overall(kinds, set(options.leave_out)), "by kind": kinds}
        if name in list(Mode):
            report[name]["lost and refused by floor"] = by_floor(searcher, Mode(name), questions)
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
        return
    for name, scores in report.items():
        total = scores["overall"]
        print(f"{name:9} nDCG@5 {total['ndcg@5']:.4f}  success@1 {total['success@1']:.4f}  n={total['questions']}")
        for kind, row in scores["by kind"].items():
            print(f"  {kind:15} nDCG@5 {row['ndcg@5']:.4f}  success@1 {row['success@1']:.4f}  n={row['questions']}")
        for floor, (lost, refused) in report[name].get("lost and refused by floor", {}).items():
            print(f"  floor {floor:<9} right first hits lost {lost:.3f}  unanswered refused {refused:.3f}")


if __name__ == "__main__":
    main()

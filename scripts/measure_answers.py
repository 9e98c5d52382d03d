#!/usr/bin/env python3
"""Measure the answers of an index on graded questions: nDCG@5 and success@1 by kind of question and mode.

measure_answers.py QUESTIONS.json --index DIR [--json]

QUESTIONS.json: {"queries": [{"q": text, "kind": text, "relevant": {article: grade}}]}. An article is named by its order
on the one page that is indexed: "5", "05" or "a5". Questions without a relevant article are not measured; kinds named
with --leave-out are listed but not averaged.
"""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from search.evaluation.measures import ndcg, success
from search.request import MOST_HITS, Mode, search_request
from search.searcher import Searcher

Scores = dict[str, dict[str, float]]


def order_name(article_id: str) -> str:
    """天津日报-2025-06-10-1-05 -> 5"""
    return article_id.rpartition("-")[2].lstrip("0")


def grades_by_order(relevant: dict[str, int]) -> dict[str, int]:
    """Grades by the order of the article on its page."""
    return {order_name(name).removeprefix("a"): grade for name, grade in relevant.items()}


def measure(searcher: Searcher, questions: list[dict], mode: Mode) -> Scores:
    """Mean measures of one mode by kind."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for question in questions:
        answer = searcher.search(search_request(question["q"], mode, MOST_HITS))
        ranking = [order_name(hit.id) for hit in answer.hits]
        grades = grades_by_order(question["relevant"])
        if grades:
            found[question["kind"]].append((ndcg(ranking, grades, 5), success(ranking, grades, 1)))
    return {
        kind: {"questions": len(pairs), "ndcg@5": mean(p[0] for p in pairs), "success@1": mean(p[1] for p in pairs)}
        for kind, pairs in found.items()
    }


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
    report = {}
    for mode in Mode:
        by_kind = measure(searcher, questions, mode)
        report[str(mode)] = {"overall": overall(by_kind, set(options.leave_out)), "by kind": by_kind}
    if options.json:
        print(json.dumps(report, ensure_ascii=False, indent=1))
        return
    for mode, scores in report.items():
        total = scores["overall"]
        print(f"{mode:8} nDCG@5 {total['ndcg@5']:.4f}  success@1 {total['success@1']:.4f}  n={total['questions']}")
        for kind, row in scores["by kind"].items():
            print(f"  {kind:15} nDCG@5 {row['ndcg@5']:.4f}  success@1 {row['success@1']:.4f}  n={row['questions']}")


if __name__ == "__main__":
    main()

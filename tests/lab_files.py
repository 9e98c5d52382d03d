"""A tiny judged set for tests of the lab: invented news of one island, and what people might ask of it."""

import json
from pathlib import Path

DOCUMENTS = {
    "harbour": ("青屿港新泊位投产", "青屿港南港区5号泊位昨日投产,年吞吐量可达120万标箱。"),
    "salt": ("盐田上的光伏", "盐田村在盐池上方架起光伏板,装机120兆瓦。村民说:上面发电,下面晒盐。"),
    "doctor": ("", "海岛居民在村口就能办理医保,不用坐船。"),
    "school": ("School opens on the island", "A new primary school opened on Lantern Island last Monday."),
    "ferry": ("轮渡加开夜班", "青屿至灯笼岛轮渡每晚加开两班,末班船二十二时开出。"),
    "tea": ("茶山开采", "南坡茶园昨日开采,茶农一早上山。"),
}
QUESTIONS = {
    "q-salt": "盐池上方架起了什么?",
    "q-ferry": "末班船几时开出",
    "q-school": "primary school",
    "q-island": "海岛居民",
    "q-unjudged": "天气如何",
}
JUDGMENTS = {
    "q-salt": {"salt": 2, "harbour": 0},
    "q-ferry": {"ferry": 1},
    "q-school": {"school": 1},
    "q-island": {"doctor": 2, "ferry": 1},
}


def beir_folder(folder: Path) -> Path:
    """The set as a BEIR folder."""
    (folder / "qrels").mkdir(parents=True)
    corpus = [{"_id": name, "title": title, "text": text} for name, (title, text) in DOCUMENTS.items()]
    queries = [{"_id": name, "text": text} for name, text in QUESTIONS.items()]
    for name, records in (("corpus", corpus), ("queries", queries)):
        lines = "\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        (folder / f"{name}.jsonl").write_text(lines + "\n", encoding="utf-8")
    rows = [f"{query}\t{name}\t{grade}" for query, grades in JUDGMENTS.items() for name, grade in grades.items()]
    text = "\n".join(["query-id\tcorpus-id\tscore", *rows])
    (folder / "qrels" / "test.tsv").write_text(text + "\n", encoding="utf-8")
    return folder

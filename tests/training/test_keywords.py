"""What is learned of keyphrases, from cases made up for it."""

import json
from pathlib import Path

from training.keywords import Case, learned
from triage.keywords import Extractor
from triage.reading import read
from triage.severity import assess

SAYINGS = (
    ("住院清单交了两回,柜上说盖章不清楚,请你们白纸黑字写给我", ["住院清单", "书面答复"]),
    ("住院清单原件被退回来,白纸黑字给个准话", ["住院清单", "书面答复"]),
    ("骑手出险没人来,名单里漏了我的名字", ["骑手出险", "名单漏人"]),
    ("昨天骑手出险,名单又漏了一个", ["骑手出险", "名单漏人"]),
)


def test_learns_phrases_of_the_text_and_terms_of_the_desk(tmp_path: Path) -> None:
    cases = [Case.of(author, text, keywords) for author in ("a", "b", "c") for text, keywords in SAYINGS * 2]
    data = learned(cases)
    assert set(data["terms"]) == {"住院清单", "书面答复", "骑手出险", "名单漏人"}
    assert learned(cases) == data
    path = tmp_path / "words.json"
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    reading = read("我交了住院清单没有回音,要白纸黑字的答复")
    phrases = [k.text for k in Extractor.load(path).extract(reading, assess(reading.text))]
    assert {"住院清单", "书面答复"} <= set(phrases)

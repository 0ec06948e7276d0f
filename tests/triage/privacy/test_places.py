import pytest

from triage.privacy.places import name_start
from triage.privacy.view import View


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("我们住在平安里|小区", "平安里"),
        ("家住杭州市滨江区凤栖|社区", "凤栖"),
        ("自称石桥|村七组", "石桥"),
        ("我们|小区", ""),
        ("在解放|路", "解放"),
    ],
)
def test_name_starts_after_grammar_and_upper_places(text: str, name: str) -> None:
    before, after = text.split("|")
    assert before[name_start(View(before + after), len(before)) :] == name

import pytest

from triage.privacy.view import View, closed_spaces
from triage.text import normalize


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("幺三八零零", "13800"),
        ("一二三四、五六", "1234 56"),
        ("卡号6630,一个月", "卡号6630,一个月"),
        ("138幺二三四", "1381234"),
        ("九万九千八百四", "九万九千八百四"),
        ("保单2024-11-30", "保单2024-11-30"),
    ],
)
def test_spoken_digits(text: str, digits: str) -> None:
    assert View(text).digits == digits


def test_closed_spaces_are_breaks_between_words_only() -> None:
    mapped = normalize("代表 王芳 签字")
    assert mapped.text == "代表王芳签字"
    assert closed_spaces(mapped) == {2, 4}
    assert closed_spaces(normalize("王 建 国")) == set()

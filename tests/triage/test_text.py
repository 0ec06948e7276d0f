import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.text import MappedText, normalize

anything = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)
# what breaks offsets in real life: tags, entities, combining marks, traditional phrases, spaces, controls
tricky = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<br/>",
            "&nbsp;",
            "&amp;",
            "&#20445;",
            "理 赔",
            "保險",
            "乾隆",
            "著作",
            "ﬁ",
            "①",
            "e\u0301",
            "\u200b",
            "\x00",
            "\ud800",
            "\r\n",
            "，",
            "　",
            "<script>x</script>",
            "<",
            ">",
            "&",
            "㈱",
            "𠮷",
            "13８",
        ]
    )
).map("".join)


@given(st.one_of(anything, tricky))
def test_every_character_maps_into_the_original(text: str) -> None:
    mapped = normalize(text)
    assert len(mapped.text) == len(mapped.starts) == len(mapped.ends)
    last = 0
    for start, end in zip(mapped.starts, mapped.ends, strict=True):
        assert 0 <= start < end <= len(text)
        assert start >= last
        last = start


@given(st.one_of(anything, tricky))
def test_unchanged_characters_map_to_themselves(text: str) -> None:
    mapped = normalize(text)
    for char, start, end in zip(mapped.text, mapped.starts, mapped.ends, strict=True):
        source = text[start:end]
        if end - start == 1 and "\u4e00" <= char <= "\u9fa5" and char == source:
            assert mapped.original[start] == char
        if char.isascii() and char.isdigit() and len(source) == 1:
            assert char in unicodedata.normalize("NFKC", source)


@given(anything)
def test_result_has_no_controls_and_can_be_encoded(text: str) -> None:
    once = normalize(text).text
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in "\n\t" for c in once)
    once.encode("utf-8")


@given(tricky, st.data())
def test_replace_composes(text: str, data: st.DataObject) -> None:
    mapped = normalize(text)
    if len(mapped.text) < 2:
        return
    start = data.draw(st.integers(0, len(mapped.text) - 2))
    end = data.draw(st.integers(start + 1, len(mapped.text)))
    masked = mapped.replace([(start, end, "[PHONE]")])
    assert masked.text == mapped.text[:start] + "[PHONE]" + mapped.text[end:]
    assert masked.origin(start, start + 7) == mapped.origin(start, end)
    if end < len(mapped.text):
        assert masked.origin(start + 7, len(masked.text)) == mapped.origin(end, len(mapped.text))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("理賠款遲遲不到賬", "理赔款迟迟不到账"),
        ("保 单　号 ABC", "保单号 ABC"),
        ("１３８００１３８０００，", "13800138000,"),
        ("<div>退保&nbsp;金额</div>", "\n退保金额\n"),
        ("A\x00B\u200bC\ufeff", "ABC"),
        ("第一行\r\n第二行", "第一行\n第二行"),
        ("1 < 2 且 3 > 2", "1 < 2 且 3 > 2"),
        ("乾隆皇帝", "乾隆皇帝"),
    ],
)
def test_examples(raw: str, expected: str) -> None:
    assert normalize(raw).text == expected


def test_spans_quote_the_original() -> None:
    mapped = normalize("我的保險 理 賠&nbsp;沒到")
    at = mapped.text.index("理赔")
    assert mapped.original[slice(*mapped.origin(at, at + 2))] == "理 賠"


@pytest.mark.parametrize("edits", [[(2, 2, "x")], [(3, 4, ""), (1, 2, "")], [(0, 3, ""), (2, 4, "")]])
def test_bad_edits_are_refused(edits: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="edit"):
        MappedText.of("abcdef").replace(edits)


def test_empty_span_is_refused() -> None:
    with pytest.raises(ValueError, match="span"):
        MappedText.of("abc").origin(1, 1)

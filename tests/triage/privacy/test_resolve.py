from triage.privacy.resolve import resolve
from triage.privacy.spans import Hit, PiiSpan, Strength


def test_stronger_proof_wins_over_length() -> None:
    hits = [Hit("POLICY", 0, 12, Strength.CONTEXT), Hit("PHONE", 0, 11, Strength.CHECKED)]
    assert resolve(hits, []) == [PiiSpan("PHONE", 0, 11)]


def test_longer_wins_on_equal_proof() -> None:
    hits = [Hit("NAME", 0, 2, Strength.CONTEXT), Hit("NAME", 0, 3, Strength.CONTEXT)]
    assert resolve(hits, []) == [PiiSpan("NAME", 0, 3)]


def test_identity_outranks_account_on_a_tie() -> None:
    hits = [Hit("BANK", 0, 18, Strength.CHECKED), Hit("IDNO", 0, 18, Strength.CHECKED)]
    assert resolve(hits, []) == [PiiSpan("IDNO", 0, 18)]


def test_blocked_spans_stay_untouched() -> None:
    assert resolve([Hit("NAME", 0, 3, Strength.CHECKED)], [(2, 6)]) == []


def test_long_lists_settle_in_linear_time() -> None:
    # Comparing each of these with each other takes most of a minute.
    hits = [Hit("NAME", at, at + 2, Strength.PATTERN) for at in range(0, 60_000, 2)]
    assert len(resolve(hits, [])) == len(hits)

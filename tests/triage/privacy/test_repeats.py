from tests.triage.privacy.helpers import types


def test_values_are_masked_wherever_they_stand() -> None:
    text = "电话尾号却是0917,短信发到了0917那个号上,收0917元"
    assert types(text) == [("PHONE", "0917"), ("PHONE", "0917")]


def test_an_employer_named_without_its_county() -> None:
    text = "原县农机厂。九六年农机厂给职工办的"
    assert types(text) == [("EMPLOYER", "县农机厂"), ("EMPLOYER", "农机厂")]


def test_a_date_of_an_event_is_not_a_birthday() -> None:
    text = "出生日期1963年2月,合同1963年2月起"
    assert types(text) == [("DOB", "1963年2月")]

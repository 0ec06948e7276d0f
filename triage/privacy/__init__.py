"""Find and mask personal data before anything is stored, logged, shown or trained on (guide §10).

Each recognizer claims spans of one type; `resolve` settles claims on the same characters.
"""

from triage.privacy.address import Address
from triage.privacy.agent import StaffName
from triage.privacy.bank import BankCard, BankTail
from triage.privacy.branch import BankBranch
from triage.privacy.dob import BirthDate
from triage.privacy.email import Email
from triage.privacy.employer import Employer
from triage.privacy.idno import IdentityDocument, IdentityNumber
from triage.privacy.medno import MedicalNumber
from triage.privacy.name import PersonName
from triage.privacy.org import Organisation
from triage.privacy.phone import Landline, LedPhone, Mobile
from triage.privacy.plate import LedPlate, Plate
from triage.privacy.policy import BareCode, LabelledNumber, NamedNumber, RecalledNumber
from triage.privacy.recognizer import Recognizer
from triage.privacy.repeats import find_repeats
from triage.privacy.residence import Residence
from triage.privacy.resolve import resolve
from triage.privacy.sns import ChatSpeaker, SocialAccount
from triage.privacy.spans import PiiSpan
from triage.privacy.view import View, closed_spaces
from triage.privacy.vin import LedVin, Vin
from triage.text import MappedText

__all__ = ["PiiSpan", "find_pii", "mask"]

_RECOGNIZERS: tuple[Recognizer, ...] = (
    IdentityNumber(),
    IdentityDocument(),
    Mobile(),
    Landline(),
    LedPhone(),
    BankCard(),
    BankTail(),
    Email(),
    Vin(),
    LedVin(),
    Plate(),
    LedPlate(),
    MedicalNumber(),
    BirthDate(),
    SocialAccount(),
    ChatSpeaker(),
    LabelledNumber(),
    NamedNumber(),
    RecalledNumber(),
    BareCode(),
    BankBranch(),
    Organisation(),
    Employer(),
    Address(),
    Residence(),
    StaffName(),
    PersonName(),
)


def find_pii(text: str) -> list[PiiSpan]:
    """Personal data in a normalised text (`triage.text.normalize`): sorted, without overlaps."""
    return _find(View(text))


def _find(view: View) -> list[PiiSpan]:
    hits = [hit for recognizer in _RECOGNIZERS for hit in recognizer.find(view)]
    hits += find_repeats(view.text, hits)
    return resolve(hits, view.placeholders)


def mask(mapped: MappedText) -> tuple[MappedText, list[PiiSpan]]:
    """The text with placeholders such as `[PHONE]` in place, and the spans in offsets of the original text.

    Persons are numbered, `[NAME1]` and so on, where there is more than one: who did what must stay readable.
    """
    spans = _find(View(mapped.text, closed_spaces(mapped)))
    values = [mapped.text[span.start : span.end] for span in spans]
    names = dict.fromkeys(value for span, value in zip(spans, values, strict=True) if span.type == "NAME")
    numbers = {name: str(i) for i, name in enumerate(names, 1)} if len(names) > 1 else {}
    masked = mapped.replace(
        (span.start, span.end, f"[{span.type}{numbers.get(value, '') if span.type == 'NAME' else ''}]")
        for span, value in zip(spans, values, strict=True)
    )
    return masked, [PiiSpan(span.type, *mapped.origin(span.start, span.end)) for span in spans]

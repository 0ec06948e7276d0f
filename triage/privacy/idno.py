"""Identity numbers, passports and other personal documents (guide §10, IDNO)."""

import re

from stdnum.cn import ric

from triage.privacy.recognizer import GAP, Candidate, LedRecognizer, Recognizer, digits_of, is_date
from triage.privacy.spans import Strength


class IdentityNumber(Recognizer):
    """The resident identity number, 18 characters with a check digit or 15 in the form before 1999.

    A number whose check digit fails still counts when its date fits or a context word stands before it:
    people mistype, and a typo leaks almost as much.
    """

    type = "IDNO"
    patterns = (
        re.compile(rf"(?<![0-9A-Za-z])(?P<v>[1-9](?:{GAP}\d){{16}}{GAP}[\dXx×叉])(?![0-9A-Za-z])"),
        re.compile(rf"(?<![0-9A-Za-z])(?P<v>[1-9](?:{GAP}\d){{14}})(?![0-9A-Za-z])"),
    )
    context = re.compile(r"(?:身份|身分|证件|证号|户口)[^\d。;]{0,12}$")

    def validate(self, found: Candidate) -> Strength | None:
        number = digits_of(found.value)
        if len(number) == 15:
            born = is_date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))
        else:
            number = number if len(number) == 18 else number + "X"
            born = is_date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
            if born and ric.calc_check_digit(number) == number[-1]:
                return Strength.CHECKED
        if found.led:
            return Strength.CONTEXT
        # The first two digits are a province.
        return Strength.PATTERN if born and 11 <= int(number[:2]) <= 83 else None


class IdentityDocument(LedRecognizer):
    """Other documents, and identity numbers in pieces or with a wrong length, by the word before them."""

    type = "IDNO"
    patterns = (
        re.compile(
            r"(?:身份证|身分证|证件)(?:号码?|件|证)*[^\d\n,。]{0,8}?"
            rf"(?P<v>[1-9](?:{GAP}[\d*×]){{5,18}}{GAP}[\dXx×叉])(?![\dA-Za-z])"
        ),
        re.compile(r"(?:身份证|身分证|证件)(?:号码?|件|证)*[^\d\n,。]{0,8}?(?P<v>\d{3,8}[*×]{3,14}\d{0,4}[Xx]?)"),
        re.compile(
            r"(?:身份证|身分证|证件)(?:号码?)?(?:的)?(?:最?后|末尾?|尾号?|尾数)"
            r"(?:[三四五六3456][位个])?(?:数字?|号)?[是为:\s]{0,3}(?P<v>\d{3,6}[Xx]?)(?![\dA-Za-z年月日元])"
        ),
        re.compile(
            r"(?:护照|通行证|台胞证|回乡证|居留证|居住证|返乡证)(?:号码?|编号|证号)*[是为:\s(]{0,4}"
            r"(?P<v>[A-Za-z]{1,3}\d{6,12}|(?=[A-Za-z0-9]*\d{5})[A-Za-z0-9]{8,12})(?![\dA-Za-z])"
        ),
        re.compile(
            r"(?:军官证|士兵证|军人证|警官证|士官证|文职证)(?:号码?|编号|证号)*[是为:\s(]{0,4}"
            r"(?P<v>[\u4e00-\u9fff]{0,3}字?第?\d{5,10}号?)"
        ),
        re.compile(r"残疾人?证(?:号码?|编号)*[是为:\s(]{0,4}(?P<v>\d{17}[\dXx]\d{0,3}[Bb]?\d?)(?![\dA-Za-z])"),
        re.compile(r"出生(?:医学)?证明?(?:号码?|编号)*[是为:\s(]{0,4}(?P<v>[A-Za-z]\d{9})(?!\d)"),
        # Hong Kong identity card: letters, six digits, check digit in brackets.
        re.compile(r"(?<![A-Za-z0-9])(?P<v>[A-Z]{1,2}\d{6}\([0-9A]\))"),
    )

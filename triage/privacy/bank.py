"""Bank cards and accounts (guide §10, BANK)."""

import re

from stdnum import luhn

from triage.privacy.recognizer import GAP, Candidate, LedRecognizer, Recognizer, digits_of, groups_of
from triage.privacy.spans import Strength


class BankCard(Recognizer):
    """12 to 19 digits, by the Luhn check or by a word before them."""

    type = "BANK"
    patterns = (re.compile(rf"(?<![\dA-Za-z])(?P<v>[1-9](?:{GAP}\d){{11,18}})(?![\dA-Za-z])"),)
    context = re.compile(
        r"(?:卡号?|[账帐][号户]|存折|户头|折子|一卡通|[打汇转退划]到|打回|[农工建中交招]行|邮储|银行"
        r"|信用社)[^\d。;]{0,10}$"
    )

    def validate(self, found: Candidate) -> Strength | None:
        number, groups = digits_of(found.value), groups_of(found.value)
        if found.led and len(number) >= 12:
            return Strength.CHECKED if len(number) >= 16 and luhn.is_valid(number) else Strength.CONTEXT
        if len(number) < 16 or (len(groups) > 3 and max(groups[:-1]) != 4):
            return None
        if luhn.is_valid(number):
            return Strength.CHECKED
        # 62 is UnionPay: a card with a slip of the pen.
        return Strength.PATTERN if number.startswith("62") else None


class BankTail(LedRecognizer):
    """Last digits of a card, starred cards, and short account numbers by the word before them."""

    type = "BANK"
    patterns = (
        re.compile(
            r"(?:[卡折][号的]?|[账帐][号户]|银行|[农工建中交招]行)[^\d,。;\n]{0,6}(?:尾号|尾数"
            r"|[后末][四4][位码])(?:数字?)?[是为:\s]{0,3}"
            r"(?P<v>\d{3,6})(?!\d)"
        ),
        re.compile(r"(?:尾号|尾数)[是为:\s]{0,3}(?P<v>\d{3,6})的?[\u4e00-\u9fff]{0,6}(?:卡|账户|帐户|存折|账号)"),
        re.compile(r"(?<!\d)(?P<v>\d{4,6}[ *×]{4,14}\d{3,4})(?!\d)"),
        re.compile(r"(?:[账帐]号|卡号)[^\d,。;\n]{0,4}(?P<v>\d(?:[ \-]?\d){7,20})(?![\d年月日元万])"),
    )

    def validate(self, found: Candidate) -> Strength | None:
        return None if "  " in found.value and "*" not in found.value and "×" not in found.value else Strength.CONTEXT

"""Mobile and landline numbers; public hotlines stay (guide §10, PHONE)."""

import re

import phonenumbers

from triage.privacy.recognizer import GAP, Candidate, LedRecognizer, Recognizer, digits_of, groups_of
from triage.privacy.spans import Strength


def _is_valid(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))
    except phonenumbers.NumberParseException:
        return False


class Mobile(Recognizer):
    """Eleven digits that begin with 13 to 19, however they are grouped."""

    type = "PHONE"
    patterns = (
        re.compile(
            rf"(?<!\d)(?:(?<![A-Z]{{2}})|(?<=VX)|(?<=WX)|(?<=QQ)|(?<=EL))(?<![A-Z]-)(?P<v>(?:(?:\+|00)?86{GAP})?1{GAP}[3-9](?:{GAP}\d){{9}})(?!\d)"
        ),
    )
    context = re.compile(r"(?:电话|手机|号码|联系|微信|来电|打我|回电|座机|致电|拨)[^\d。;]{0,12}$")

    def validate(self, found: Candidate) -> Strength | None:
        groups = groups_of(found.value)
        # 138 1234 5678, or digit by digit; other broken sequences are columns of figures and dates.
        if not found.led and len(groups) > 4 and max(groups) > 2:
            return None
        if len(groups) == 1 or groups[-2:] == [4, 4] or found.led:
            return Strength.CHECKED if _is_valid(digits_of(found.value)[-11:]) else Strength.CONTEXT
        return Strength.PATTERN


class Landline(Recognizer):
    """Area code and seven or eight digits; without a break it must be a number that exists."""

    type = "PHONE"
    patterns = (
        re.compile(
            rf"(?<![\dA-Za-z])(?P<v>\(?0(?:{GAP}\d){{2,3}}\)?{GAP}[2-9](?:{GAP}\d){{6,7}}"
            r"(?:(?:转|分机|-)\d{1,5})?)(?![\d])"
        ),
        # (+852) 5190 4422, 853-6288 0473
        re.compile(r"(?<![\d\-A-Za-z])(?P<v>\(?(?:\+|00)?(?:852|853)\)?[ \-][2-9]\d{3}[ \-]?\d{4})(?![\d\-])"),
        re.compile(r"(?<![\dA-Za-z])(?P<v>(?:\+|00)(?!86)[1-9](?:[ \-]?\d){8,13})(?!\d)"),
    )
    context = Mobile.context

    def validate(self, found: Candidate) -> Strength | None:
        groups = groups_of(found.value)
        # 0703-118845 is no number: the first group is the area, the rest has seven or eight digits.
        local = len(digits_of(re.split("转|分机", found.value)[0])) - groups[0]
        if (len(groups) > 4 and not found.led) or (groups[0] in {3, 4} and not 7 <= local <= 8):
            return None
        if _is_valid(re.split("转|分机", found.value)[0]):
            return Strength.CHECKED
        return Strength.CONTEXT if found.led or len(groups) > 1 else None


class LedPhone(LedRecognizer):
    """Numbers that are phones only because the text says so: local, mistyped, starred or in part."""

    type = "PHONE"
    patterns = (
        re.compile(
            r"(?:电话|座机|手机|联系方式|来电|致电|回电|留电)(?:号码?)?[^\d\n,。;]{0,6}"
            rf"(?P<v>[2-9]\d{{2,3}}{GAP}\d{{4}})(?![\d年月日元万个])"
        ),
        re.compile(
            r"(?:电话|手机|联系方式|微信同号|打我|回电|号码)[^\d\n。;]{0,8}"
            rf"(?P<v>1[3-9](?:{GAP}\d){{7,10}})(?![\d年月日元万个])"
        ),
        re.compile(r"(?<!\d)(?P<v>1[3-9]\d[*×xX]{3,8}(?:\d{3,4})?)(?!\d)"),
        re.compile(r"(?<![\d\-])(?<!薪)(?<!价)(?P<v>(?!19|20)[2-8]\d{3}-(?!19|20)\d{2}(?!00)\d\d)(?![\d\-元块])"),
        # Taiwan and Hong Kong write 0915-220-347 and 6612 0385.
        re.compile(rf"(?<!\d)(?P<v>09\d\d{GAP}\d{{3}}{GAP}\d{{3}})(?!\d)"),
        re.compile(r"(?<![\d\-])(?<!\d )(?P<v>(?!19|20)[2-9]\d{3} \d{4})(?![\d\-]| \d)"),
        # 联系人:顾晓 66018273; 电话转 8817
        re.compile(r"联系人?[^\n。;\d]{0,20}(?P<v>[2-8]\d{6,7})(?![\d年月日元])"),
        re.compile(r"电话转 ?(?P<v>\d{3,5})(?!\d)"),
        re.compile(r"(?P<v>分机号?码?[是为:\s]{0,3}\d{2,6})(?!\d)"),
        re.compile(
            r"(?:手机|电话|来电|号码|回拨)(?:号码?|人)?的?(?:尾号|尾数"
            r"|[后末][四4][位码])(?:数字?)?(?:[却才都也]?[是为]|[:\s]|显示|变成了?){0,3}(?P<v>\d{4})(?!\d)"
        ),
    )

    def validate(self, found: Candidate) -> Strength | None:
        number = digits_of(found.value)
        # 400 and 800 numbers, 95xxx and the like belong to companies.
        return None if re.match(r"(?:400|800|95\d|96\d|123)\d*$", number) and len(number) < 9 else Strength.CONTEXT

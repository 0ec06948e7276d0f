"""Birth dates by context; dates of events stay (guide §10, DOB)."""

import re

from triage.privacy.recognizer import LedRecognizer

_N = r"[一二三四五六七八九十廿正冬腊]"
_YEAR = r"(?:19|20)\d\d|[一二][九〇零○0][〇零○一二三四五六七八九0-9]{2}|\d\d"
_DAY = rf"(?:初?{_N}{{1,3}}|\d{{1,2}})[日号]?"
_MONTH_DAY = rf"(?:\d{{1,2}}|{_N}{{1,2}})月(?:{_DAY})?"
_FULL = rf"(?:{_YEAR})年?[,\s]?(?:农历|阴历|阳历)?{_MONTH_DAY}|(?:19|20)\d\d[./\-]\d{{1,2}}[./\-]\d{{1,2}}"
_COMPACT = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"


class BirthDate(LedRecognizer):
    """A date that the text calls a birthday; a bare year stays, unless someone was born in it (1957年生人)."""

    type = "DOB"
    patterns = (
        re.compile(
            r"(?:出生(?:年月日?|日期|时间)|生日|生辰|(?<![先学发产医])生于|出生于|出生在|出生"
            r"|身份证上?(?:写的)?(?:是|为))[是为:\s]{0,4}(?:农历|阴历|阳历|公历)?"
            rf"(?P<v>{_FULL}|{_COMPACT}|(?:19|20)\d\d[./\-]\d{{1,2}}(?!\d)|{_MONTH_DAY})"
        ),
        re.compile(rf"(?<!\d)(?P<v>{_FULL})(?:出?生(?=[人的,。;)\s]|$)|出生)"),
        re.compile(rf"生日[^。;\n\d]{{0,8}}(?P<v>{_FULL})"),
        re.compile(r"(?P<v>(?:19|20)\d\d年生)(?=人)"),
        re.compile(
            r"(?:身份证|户口[本簿]|出生年月)[上号]?(?:全|都|写|登记|所载|载明|印|的|是|为|:){1,4}"
            rf"(?P<v>{_FULL}|(?:19|20)\d\d年{_MONTH_DAY})"
        ),
        re.compile(rf"所载(?:出生日期)?(?P<v>{_FULL})"),
        # 我六十周岁(今年11月19日)
        re.compile(rf"周岁[(,](?:今年|明年|是|即)(?P<v>{_MONTH_DAY})"),
        # The column "born" of a form: 男,1962.03.15生
        re.compile(r"(?:[男女])[,、\s]{1,2}(?P<v>(?:19|20)\d\d[年./\-]\d{1,2}[月./\-]?(?:\d{1,2}日?)?)(?=出?生)"),
    )

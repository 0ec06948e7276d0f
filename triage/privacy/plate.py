"""Number plates, the new-energy and special ones included (guide §10, PLATE)."""

import re

from triage.privacy.recognizer import LedRecognizer, Recognizer

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_D = "[0-9〇零一二三四五六七八九幺两]"
_C = "[A-Za-z0-9〇零一二三四五六七八九幺两]"
_BREAK = r"[·•・.\- \t点]{0,2}"


class Plate(Recognizer):
    """Province, letter, five characters (six for new energy); 挂学警港澳领使 close special plates."""

    type = "PLATE"
    patterns = (
        re.compile(
            rf"(?P<v>[{_PROVINCE}]{_BREAK}[A-Za-z]{_BREAK}"
            rf"(?=[A-Za-z]{{0,5}}{_D})(?:{_C}{{4}}[挂学警港澳领使]|{_C}{{5,6}}(?:[港澳]|挂(?![靠失在名牌了])|临(?![近时牌]))?))(?!{_C})"
        ),
        re.compile(r"(?<![A-Za-z])(?P<v>WJ[\u4e00-\u9fff]?\d{4}[\dA-Z])(?![A-Za-z0-9])"),
    )


class LedPlate(LedRecognizer):
    """A plate without its province, or in part, after the word for it."""

    type = "PLATE"
    patterns = (
        re.compile(
            r"(?:车牌|牌照|车号|号牌)(?:号码?|尾号)?[是为:\s]{0,3}"
            r"(?P<v>(?=[A-Za-z·]{0,6}\d)[A-Za-z]?·?[A-Za-z0-9]{3,7})(?![A-Za-z0-9])"
        ),
    )

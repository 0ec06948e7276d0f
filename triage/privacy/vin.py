"""Vehicle identification and engine numbers (guide §10, VIN)."""

import re

from triage.privacy.recognizer import Candidate, LedRecognizer, Recognizer
from triage.privacy.spans import Strength

_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "012345678912345678123457923456789"), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


class Vin(Recognizer):
    """Seventeen letters and digits without I, O and Q; letters first, a serial number last.

    The check digit at place 9 is only a bonus: many makers outside North America leave it out.
    """

    type = "VIN"
    patterns = (
        re.compile(
            r"(?<![A-Za-z0-9])(?P<v>(?=[A-Z0-9]{0,8}[A-Z][A-Z0-9]{0,8}[A-Z])(?=(?:[A-Z]{0,12}\d){6})[A-HJ-NPR-Z0-9]{17})(?![A-Za-z0-9])",
            re.IGNORECASE,
        ),
    )

    def validate(self, found: Candidate) -> Strength | None:
        total = sum(_VALUES[char] * weight for char, weight in zip(found.value.upper(), _WEIGHTS, strict=True))
        check = "0123456789X"[total % 11]
        return Strength.CHECKED if check == found.value[8].upper() else Strength.CONTEXT


class LedVin(LedRecognizer):
    """A frame or engine number after the word for it, whatever its length."""

    type = "VIN"
    patterns = (
        re.compile(
            r"(?:车架|车辆识别代?码?|识别代码|VIN|发动机)(?:号码?|编号)?(?:尾号|尾数|[后末](?:\d"
            r"|[三四五六七八])位)?[是为:\s]{0,3}"
            r"(?P<v>(?=[A-Za-z]{0,8}\d)[A-Za-z0-9](?:-?[A-Za-z0-9]){4,20})",
            re.IGNORECASE,
        ),
    )

"""Numbers of medical records (guide §10, MEDNO)."""

import re

from triage.privacy.recognizer import LedRecognizer


class MedicalNumber(LedRecognizer):
    """Admission, record, outpatient and insurance-card numbers after the word for them."""

    type = "MEDNO"
    patterns = (
        re.compile(
            r"(?:住院|病历|病案|门诊|就诊|就医|病理|检查|检验|影像|诊疗|挂号|医保|社保|病员|患者|[Cc][Tt])"
            r"(?:登记|编|卡|卡编|流水|ID|片)?(?:号码?|ID)[是为:\s#(]{0,4}"
            r"(?P<v>[A-Za-z]{0,4}\d(?:-?[A-Za-z0-9]){3,19})(?![A-Za-z0-9年月日元])"
        ),
    )

"""`consumer_assoc` and `industry_assoc`: consumer bodies and the trade's own mediation (guide §5.2, §14.19)."""

import re

from .events import Body

CONSUMER = Body(
    flag="consumer_assoc",
    threat="assoc",
    acts=r"(?:申诉|调解员|投诉调解|的调解|维权站)",
    # Offices that everybody meets for a licence or a certificate.
    casual=re.compile(r"工商(?:局|所|部门)"),
    casual_acts=r"(?:来函|发函|函(?:告|询|转|,|。)|督办|约谈|介入|转(?:办|来|给你|给贵|交|送)|要求(?:你|贵|公司)|"
    r"责令|调解|投诉|受理|登记(?!证))",
)
INDUSTRY = Body(
    flag="industry_assoc",
    threat="assoc",
    acts=r"(?:调解员|安排|排期|约(?:了|定|好)|的调解|受案|开(?:过|了)[^,。;]{0,6}调解|调解(?:过|了|会)|立了?案|开庭)",
)

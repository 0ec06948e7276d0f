"""E-mail addresses (guide §10, EMAIL)."""

import re

from triage.privacy.recognizer import Recognizer

_SAID = "[A-Za-z0-9零一二三四五六七八九幺]"


class Email(Recognizer):
    """Local part, @, domain; single spaces around the signs as OCR leaves them; read out as 艾特 and 点."""

    type = "EMAIL"
    patterns = (
        re.compile(
            r"(?P<v>[A-Za-z0-9](?:[A-Za-z0-9._%+\-]{0,62}[A-Za-z0-9])?[_\-.]? ?@ ?"
            r"[A-Za-z0-9][A-Za-z0-9\-]{0,40}(?: ?\. ?[A-Za-z][A-Za-z0-9\-]{0,20}){1,4})"
        ),
        re.compile(
            rf"(?P<v>{_SAID}{{2,24}}(?:(?:下划线|杠|点){_SAID}{{1,12}}){{0,2}} ?(?:艾特|圈a"
            rf"|@) ?{_SAID}{{2,12}} ?点 ?(?:[Cc][Oo][Mm]|[Cc][Nn]|[Nn][Ee][Tt]))"
        ),
    )

"""Names of clients, relatives, journalists and outside clerks (guide §10, §14.12: NAME)."""

from collections.abc import Iterator

from triage.privacy.recognizer import Recognizer
from triage.privacy.spans import Hit
from triage.privacy.view import View


class PersonName(Recognizer):
    """Persons who are not the insurer's; of 张先生 only 张 is masked, titles and roles stay."""

    type = "NAME"
    patterns = ()

    def find(self, view: View) -> Iterator[Hit]:
        """Mentions of persons that are not staff."""
        for mention in view.mentions:
            if not mention.staff:
                yield Hit(self.type, mention.start, mention.end, mention.strength)

"""Schemathesis: whatever the document allows is accepted, whatever it forbids is refused as it says."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from tests.api.fake import FakeEngine, client
from triage.schema import Case, Suggestion


class Unmoved(FakeEngine):
    """No text asks it for trouble: hypothesis finds the words that do in the source."""

    def suggest(self, case: Case, *, explain: bool = False) -> Suggestion:
        return super().suggest(case.model_copy(update={"text": f"来件:{case.text}"}), explain=explain)


api = client(Unmoved()).app


async def nearby(scope: Any, receive: Any, send: Any) -> None:
    """Whoever asks without a key does so from this machine; schemathesis gives no address."""
    await api({**scope, "client": ("127.0.0.1", 1)}, receive, send)


schema = schemathesis.openapi.from_asgi("/openapi.json", nearby)


@schema.parametrize()
@settings(max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_contract(case: schemathesis.Case) -> None:
    # A batch is answered although some of its items are wrong (test_triage.py), which this check takes for
    # accepting wrong data.
    excluded = [negative_data_rejection] if case.path == "/v1/triage/batch" else []
    # Which labels may be said depends on the taxonomy, not on the document (test_corrections.py).
    # That a time ends after it begins no schema can say (test_accuracy.py).
    if case.path.endswith("/corrections") or case.path.startswith("/v1/reports/"):
        excluded = [positive_data_acceptance]
    case.call_and_validate(excluded_checks=excluded)

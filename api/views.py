"""Stored rows as the API shows them."""

from sqlalchemy.orm import Session

from api import labelling
from api.labelling import Effective, Labels
from api.schemas import CaseView, CorrectionView, EffectiveLabel, SeverityView, StoredAnswer
from api.store import cases, corrections
from api.store.rows import Case
from triage.taxonomy import Taxonomy


def case_view(session: Session, case: Case, labels: Labels) -> CaseView:
    """A case with all that was said about it."""
    answers = cases.suggestions(session, case)
    said = corrections.of_case(session, case)
    holds = labelling.effective(
        labelling.suggested(answers[-1].body), corrections.words(said), case.closed_by, case.closed_at
    )
    return CaseView(
        case_id=case.case_id,
        received_at=case.received_at,
        created_at=case.created_at,
        closed_at=case.closed_at,
        closed_by=case.closed_by,
        given=case.given,
        masked_text=case.masked_text,
        labels={name: _effective(name, label) for name, label in holds.items()},
        severity=severity(holds, labels),
        suggestions=[
            StoredAnswer(
                model=row.model, taxonomy=row.taxonomy, rules=row.rules, created_at=row.created_at, suggestion=row.body
            )
            for row in answers
        ],
        corrections=[CorrectionView.model_validate(row, from_attributes=True) for row in said],
    )


def _effective(name: str, label: Effective) -> EffectiveLabel:
    view = EffectiveLabel.model_validate(label)
    return view.model_copy(update={"split_into": list(labelling.split_into(name, label.value))})


def severity(holds: dict[str, Effective], labels: Labels) -> SeverityView | None:
    """What the flags in force make of the case (§5); none for labels of one's own."""
    if not isinstance(labels, Taxonomy) or "flags" not in holds:
        return None
    tier = labels.tier(holds["flags"].value)
    return SeverityView(level="major" if tier else "general", tier=tier)

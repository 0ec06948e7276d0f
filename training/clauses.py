"""The clause model (triage/clauses.py), learned from the words that labellers quoted as evidence."""

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from training.dataset import Lesson
from training.records import Record
from triage.clauses import cut, grams
from triage.privacy import mask
from triage.taxonomy import Taxonomy
from triage.text import normalize

FIELDS = ("flags", "threats")
# An n-gram of fewer clauses is left out.
LEAST = 4
C = 20.0
# A code that nobody quoted for has no model and never speaks.
SILENT = -10.0


def codes_of(taxonomy: Taxonomy) -> list[str]:
    """The columns of the model: field:code."""
    return [f"{field}:{code}" for field in FIELDS for code in taxonomy.codes(field)]


def fit(records: Sequence[Record], taxonomy: Taxonomy, seed: int, lessons: Sequence[Lesson] = ()) -> bytes:
    """The content of clauses.npz.

    A clause that a quotation touches says yes; all others of that text say nothing, since one fact is often told
    twice and quoted once; the clauses of texts without the code say no. Nobody quotes in a lesson: it can only say no,
    where its labels are known.
    """
    codes = codes_of(taxonomy)
    documents: list[list[str]] = []
    answers: list[npt.NDArray[np.int8]] = []
    beliefs: list[npt.NDArray[np.float32]] = []
    read = [(*_answers(r, codes), np.ones(len(codes))) for r in records] + [_denials(x, codes) for x in lessons]
    for clauses, answer, belief in read:
        documents += [grams(clauses, i) for i in range(len(clauses))]
        answers.append(answer)
        beliefs.append(np.tile(belief.astype(np.float32), (len(clauses), 1)))
    says, believed = np.concatenate(answers), np.concatenate(beliefs)
    vectorizer = TfidfVectorizer(analyzer=_given, binary=True, min_df=LEAST)
    features: csr_matrix = vectorizer.fit_transform(documents).tocsr()
    vocabulary = vectorizer.get_feature_names_out()
    weights = np.zeros((len(vocabulary), len(codes)), np.float32)
    bias = np.full(len(codes), SILENT, np.float32)
    for column in range(len(codes)):
        known = np.flatnonzero(says[:, column] >= 0)
        if not (says[known, column] == 1).any():
            continue
        model = LogisticRegression(C=C, solver="liblinear", tol=1e-2, random_state=seed)
        model.fit(features[known], says[known, column], sample_weight=believed[known, column])
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    scale = np.abs(weights).max(axis=0).clip(min=1e-6) / 127
    content = io.BytesIO()
    np.savez_compressed(
        content,
        codes=np.array(codes),
        vocabulary=np.frombuffer("\0".join(vocabulary).encode(), np.uint8),
        idf=vectorizer.idf_.astype(np.float16),
        weights=np.rint(weights / scale).astype(np.int8),
        scale=scale,
        bias=bias,
    )
    return content.getvalue()


def _given(document: list[str]) -> list[str]:
    return document


def _answers(record: Record, codes: Sequence[str]) -> tuple[list[str], npt.NDArray[np.int8]]:
    """The clauses of a record as a live case is read, and (clauses, codes) of 1 yes, 0 no, -1 no answer."""
    text = mask(normalize(record.text))[0]
    places = cut(text.text)
    spans = [text.origin(start, end) for start, end in places]
    quoted: dict[str, list[tuple[int, int]]] = {}
    for quote in record.evidence:
        quoted.setdefault(f"{quote.kind}s:{quote.label}", []).append((quote.start, quote.end))
    held = {f"{field}:{code}" for field in FIELDS for code in getattr(record, field)}
    answer = np.zeros((len(places), len(codes)), np.int8)
    for column, code in enumerate(codes):
        if code not in held:
            continue
        for row, (start, end) in enumerate(spans):
            touched = any(a < end and b > start for a, b in quoted.get(code, ()))
            answer[row, column] = 1 if touched else -1
    return [text.text[start:end] for start, end in places], answer


def _denials(lesson: Lesson, codes: Sequence[str]) -> tuple[list[str], npt.NDArray[np.int8], npt.NDArray[np.float64]]:
    """The clauses of a lesson; (clauses, codes) of 0 no, -1 no answer; (codes,) how far that is believed."""
    clauses = [lesson.text[start:end] for start, end in cut(lesson.text)]
    belief = np.array([lesson.belief.get(code.split(":")[0], 0.0) for code in codes])
    held = {f"{field}:{code}" for field in FIELDS for code in lesson.labels.get(field, ())}
    silent = (belief == 0) | np.array([code in held for code in codes])
    return clauses, np.tile(np.where(silent, -1, 0).astype(np.int8), (len(clauses), 1)), belief

"""All errors this package raises on purpose; their messages are Chinese and fit to be shown to a user.

TriageError
├── BadInput          a text, a row or a field that cannot be read   (HTTP 4xx, exit code 2)
│   └── BadTable      a file that cannot be read as a table
├── TaxonomyError     taxonomy.yaml is wrong; names the line
└── VersionError      a model version is missing, broken or tampered with
"""


class TriageError(Exception):
    """Base of every error below."""


class BadInput(TriageError):
    """A value that cannot be processed; `field` names it."""

    def __init__(self, message: str, field: str = "text") -> None:
        super().__init__(message)
        self.field = field


class BadTable(BadInput):
    """A file that is no readable table, or one without the needed column."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


class TaxonomyError(TriageError):
    """taxonomy.yaml breaks a rule; the message names the line."""


class VersionError(TriageError):
    """A model version that does not exist, is incomplete or does not match its checksums."""

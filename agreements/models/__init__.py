from .agreement import Agreement, State, describe_signing
from .amendment import AmendedProvision, Amendment
from .catalogue import AgreementKind, CoordinationArea
from .conference import Chair, Conclusion, Conference
from .contents import (
    AgreementArea,
    AgreementDocument,
    LegalBasis,
    Provision,
    Signatory,
    Undertaking,
)
from .decision import ContinuationDecision
from .party import Party
from .reminding import AgreementLadder

__all__ = [
    "Agreement",
    "AgreementArea",
    "AgreementDocument",
    "AgreementKind",
    "AgreementLadder",
    "AmendedProvision",
    "Amendment",
    "Chair",
    "Conclusion",
    "Conference",
    "ContinuationDecision",
    "CoordinationArea",
    "LegalBasis",
    "Party",
    "Provision",
    "Signatory",
    "State",
    "Undertaking",
    "describe_signing",
]

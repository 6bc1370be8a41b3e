from .agreement import (
    Agreement,
    AgreementArea,
    AgreementDocument,
    LegalBasis,
    Party,
    Provision,
    Signatory,
    State,
    Undertaking,
    describe_signing,
)
from .catalogue import AgreementKind, Ceremony, CoordinationArea

__all__ = [
    "Agreement",
    "AgreementArea",
    "AgreementDocument",
    "AgreementKind",
    "Ceremony",
    "CoordinationArea",
    "LegalBasis",
    "Party",
    "Provision",
    "Signatory",
    "State",
    "Undertaking",
    "describe_signing",
]

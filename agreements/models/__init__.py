from .agreement import Agreement, Party, State, describe_signing
from .catalogue import AgreementKind, Ceremony, CoordinationArea
from .contents import (
    AgreementArea,
    AgreementDocument,
    LegalBasis,
    Provision,
    Signatory,
    Undertaking,
)

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

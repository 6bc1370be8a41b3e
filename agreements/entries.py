"""What a person enters about an agreement, before it becomes rows."""

from dataclasses import dataclass

from django.core.files.base import File

from accounts.models import Organisation

from .models import (
    AgreementDocument,
    AmendedProvision,
    Conclusion,
    CoordinationArea,
    LegalBasis,
    Provision,
)


@dataclass(frozen=True)
class SignatoryEntry:
    """Who signed, in the words of the text; `capacity` is TM., KT., TL., TUQ. or ""."""

    full_name: str
    post: str = ""
    other_posts: str = ""
    capacity: str = ""


@dataclass(frozen=True)
class PartyEntry:
    """One party: a body, an organ of it, or (without organisation) a named group.

    An empty `name_as_signed` becomes the name the body bore on the day of signing.
    """

    organisation: Organisation | None = None
    organ: str = ""
    name_as_signed: str = ""
    members: tuple[Organisation, ...] = ()
    signatories: tuple[SignatoryEntry, ...] = ()


@dataclass(frozen=True)
class AreaEntry:
    """An area in the text's own words.

    `is_printed_jointly`: the source gives it for all texts of one ceremony together.
    """

    wording: str
    area: CoordinationArea | None = None
    is_printed_jointly: bool = False


@dataclass(frozen=True)
class ProvisionEntry:
    """A chapter, or an article of the last chapter before it."""

    kind: Provision.Kind
    number: str
    heading: str = ""
    text: str = ""

    @property
    def label(self) -> str:
        return f"{Provision.Kind(self.kind).label} {self.number}"


@dataclass(frozen=True)
class LegalBasisEntry:
    citation: str
    relation: LegalBasis.Relation = LegalBasis.Relation.BASIS


@dataclass(frozen=True)
class UndertakingEntry:
    wording: str
    organisation: Organisation | None = None
    deadline_as_written: str = ""


@dataclass(frozen=True)
class ChairEntry:
    """Who chaired a conference, with the post held then."""

    full_name: str
    post: str = ""


@dataclass(frozen=True)
class ConclusionEntry:
    """What a conference concluded; `pk` of the row that it corrects, if it is one."""

    wording: str
    kind: Conclusion.Kind = Conclusion.Kind.CONCLUSION
    organisation: Organisation | None = None
    deadline_as_written: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class UploadEntry:
    """A file that accounts.files.check_upload has accepted."""

    file: File
    kind: AgreementDocument.Kind = AgreementDocument.Kind.SCAN


@dataclass(frozen=True)
class ChangeEntry:
    """One change an amendment makes to an article; `number` may be 5 or 5a."""

    action: AmendedProvision.Action
    number: str
    heading: str = ""
    text: str = ""
    after_number: str = ""

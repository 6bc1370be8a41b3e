from .organisations import (
    ClusterMember,
    EmulationCluster,
    Letterhead,
    Organisation,
    OrganisationKind,
    OrganisationLevel,
)
from .people import Membership, Role, SavedView, User, display_name
from .provinces import FormerTitle, Province
from .records import (
    BackgroundJob,
    FormReceipt,
    HistoryEntry,
    Notification,
    OutgoingMail,
    Reminder,
    ReminderStep,
)
from .stored_files import FileText, StoredFile
from .succession import (
    FormerKind,
    FormerLevel,
    FormerName,
    FormerParent,
    Reorganisation,
    Succession,
    with_predecessors,
    with_successors,
)

__all__ = [
    "BackgroundJob",
    "ClusterMember",
    "EmulationCluster",
    "FileText",
    "FormReceipt",
    "FormerKind",
    "FormerLevel",
    "FormerName",
    "FormerParent",
    "FormerTitle",
    "HistoryEntry",
    "Letterhead",
    "Membership",
    "Notification",
    "Organisation",
    "OrganisationKind",
    "OrganisationLevel",
    "OutgoingMail",
    "Province",
    "Reminder",
    "ReminderStep",
    "Reorganisation",
    "Role",
    "SavedView",
    "StoredFile",
    "Succession",
    "User",
    "display_name",
    "with_predecessors",
    "with_successors",
]

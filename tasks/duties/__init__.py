"""The duties of plans and tasks that have a day: what is reminded of, and to whom."""

from accounts.reminding.duties import register

from .cascades import CascadeSource
from .confirmations import ConfirmationSource
from .parts import PartSource
from .plans import DecisionSource
from .stand_ins import StandInEndSource
from .steps import StepSource
from .tasks import TaskSource

__all__ = [
    "CascadeSource",
    "ConfirmationSource",
    "DecisionSource",
    "PartSource",
    "StandInEndSource",
    "StepSource",
    "TaskSource",
    "register_all",
]


def register_all() -> None:
    for source in (
        TaskSource(),
        PartSource(),
        StepSource(),
        ConfirmationSource(),
        CascadeSource(),
        DecisionSource(),
        StandInEndSource(),
    ):
        register(source)

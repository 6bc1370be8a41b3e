from .plan import Decision, Submission, YearlyPlan
from .task import (
    OPEN_STATES,
    SOON_DAYS,
    WORKING_STATES,
    Coordination,
    DeadlineKind,
    Evidence,
    FocusTask,
    FocusTaskQuerySet,
    ProgressUpdate,
    TaskState,
)

__all__ = [
    "OPEN_STATES",
    "SOON_DAYS",
    "WORKING_STATES",
    "Coordination",
    "DeadlineKind",
    "Decision",
    "Evidence",
    "FocusTask",
    "FocusTaskQuerySet",
    "ProgressUpdate",
    "Submission",
    "TaskState",
    "YearlyPlan",
]

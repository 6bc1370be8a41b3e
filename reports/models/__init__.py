from .calendar import PeriodKind, ReportingDuty
from .collection import Collection, UnitReport, UnitReportText
from .figures import Breakdown, Figure, FigureUse, Indicator, Qualifier, Target
from .layout import Outline, Publication, ReportSubscription, WordTemplate
from .recommendation import (
    OWING_STATES,
    Addressee,
    Recommendation,
    Reply,
    ReplyTerm,
    Source,
)
from .review import (
    BUILD_JOB,
    Review,
    ReviewFile,
    ReviewPart,
    ReviewPoint,
)

__all__ = [
    "BUILD_JOB",
    "OWING_STATES",
    "Addressee",
    "Breakdown",
    "Collection",
    "Figure",
    "FigureUse",
    "Indicator",
    "Outline",
    "PeriodKind",
    "Publication",
    "Qualifier",
    "Recommendation",
    "Reply",
    "ReplyTerm",
    "ReportSubscription",
    "ReportingDuty",
    "Review",
    "ReviewFile",
    "ReviewPart",
    "ReviewPoint",
    "Source",
    "Target",
    "UnitReport",
    "UnitReportText",
    "WordTemplate",
]

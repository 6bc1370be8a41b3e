from .figures import Figure, Indicator, Qualifier
from .review import (
    BUILD_JOB,
    Recommendation,
    Review,
    ReviewFile,
    ReviewPart,
    ReviewPoint,
)

__all__ = [
    "BUILD_JOB",
    "Figure",
    "Indicator",
    "Qualifier",
    "Recommendation",
    "Review",
    "ReviewFile",
    "ReviewPart",
    "ReviewPoint",
]

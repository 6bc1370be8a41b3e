"""The proposals of a report go into the register, to be followed up in the next one."""

from ..models import Recommendation, Review, Source
from ..outlines import outline


def register_recommendations(review: Review) -> None:
    """The proposals become rows, so the next report can tell what became of them."""
    part = review.parts.filter(key=outline.RECOMMENDATIONS_KEY).first()
    office = review.office.label
    Recommendation.objects.bulk_create(
        Recommendation(
            review=review,
            position=position,
            wording=wording,
            addressee=addressee[:255],
            raised_by=office,
            source=Source.REVIEW,
        )
        for position, (addressee, wording) in enumerate(
            proposals(part.text if part else ""), start=1
        )
    )


def proposals(text: str) -> list[tuple[str, str]]:
    """(addressee, wording) of each line that begins with "-".

    "Đối với UBND tỉnh:" names the addressee of the lines under it. Text without any
    such line is prose, and nothing is made of it.
    """
    found, addressee = [], ""
    for line in text.splitlines():
        line = line.strip()
        bare = line.lstrip("-–+• ")
        if bare.endswith(":"):
            name = bare.rstrip(":").lstrip("0123456789.) ")
            addressee = name.removeprefix("Đối với ").removeprefix("Với ").strip()
        elif line.startswith(("-", "–", "+", "•")) and bare:
            found.append((addressee, bare))
    return found

"""Which ladder of reminders an agreement uses for its duties."""

from ..models import AgreementLadder


def of_agreements(duty: str) -> dict[int, int]:
    """{agreement id: ladder id} of those that do not use the default."""
    own = AgreementLadder.objects.filter(duty=duty)
    return dict(own.values_list("agreement", "ladder"))

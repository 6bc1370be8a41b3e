from django.db import models

from accounts.models import Duty, Ladder

from .agreement import Agreement


class AgreementLadder(models.Model):
    """The ladder an agreement uses for a kind of its duties, not the default."""

    agreement = models.ForeignKey(
        Agreement,
        models.CASCADE,
        related_name="ladders",
        db_index=False,  # agreement_ladder_once begins with it
    )
    duty = models.CharField("loại việc", max_length=20, choices=Duty.choices)
    ladder = models.ForeignKey(
        Ladder,
        models.PROTECT,
        related_name="uses",
        verbose_name="thang nhắc việc",
    )

    class Meta:
        verbose_name = "thang nhắc việc của quy chế"
        verbose_name_plural = "thang nhắc việc của quy chế"
        ordering = ["duty"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "duty"], name="agreement_ladder_once"
            )
        ]

    def __str__(self):
        return f"{self.agreement}: {self.ladder}"

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.fields import CharField, TextField
from accounts.models import Organisation, StoredFile

from .agreement import Agreement
from .party import Party


class ContinuationDecision(models.Model):
    """What people decided for an agreement after a body that signed it had ended.

    To continue is decided for one party and names the body that carries on; to
    replace or to end is decided for the whole agreement.
    """

    class Outcome(models.TextChoices):
        CONTINUE = "continue", "Tiếp tục thực hiện"
        REPLACE = "replace", "Thay thế bằng văn bản mới"
        END = "end", "Chấm dứt"

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="continuation_decisions"
    )
    party = models.ForeignKey(
        Party,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="bên ký",
    )
    outcome = models.CharField("quyết định", max_length=10, choices=Outcome.choices)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan tiếp tục",
    )
    replacement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="văn bản thay thế",
    )
    decided_on = models.DateField("từ ngày")
    document_number = CharField("số ký hiệu văn bản", max_length=60, blank=True)
    stored_file = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="tệp văn bản"
    )
    note = TextField("ghi chú", blank=True)
    recorded_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "quyết định sau rà soát"
        verbose_name_plural = "quyết định sau rà soát"
        ordering = ["decided_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    outcome="continue",
                    party__isnull=False,
                    organisation__isnull=False,
                    replacement__isnull=True,
                )
                | Q(
                    outcome="replace",
                    party__isnull=True,
                    organisation__isnull=True,
                    replacement__isnull=False,
                )
                | Q(
                    outcome="end",
                    party__isnull=True,
                    organisation__isnull=True,
                    replacement__isnull=True,
                ),
                name="continuation_decision_is_complete",
            )
        ]

    def __str__(self):
        return f"{self.get_outcome_display()}: {self.agreement}"

"""How an agreement's parties decide on its plans, and who stands in for whom."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.fields import CharField, TextField
from accounts.models import Organisation
from accounts.vietnamese import format_date
from agreements.models import Agreement, Party


class ApprovalRule(models.Model):
    """The order of deciding under one agreement; without a row: all at once."""

    agreement = models.OneToOneField(
        Agreement,
        models.CASCADE,
        related_name="approval_rule",
        verbose_name="quy chế phối hợp",
    )
    is_serial = models.BooleanField(
        "lần lượt theo thứ tự bên ký",
        default=False,
        help_text="Bên sau chỉ được hỏi khi bên trước đã đồng ý.",
    )
    days_to_decide = models.PositiveSmallIntegerField(
        "số ngày để cho ý kiến",
        null=True,
        blank=True,
        help_text="Tính từ ngày trình; để trống: ghi hạn ở từng lần trình.",
    )

    class Meta:
        verbose_name = "cách thống nhất kế hoạch"
        verbose_name_plural = "cách thống nhất kế hoạch"
        constraints = [
            models.CheckConstraint(
                condition=Q(days_to_decide__isnull=True)
                | Q(days_to_decide__gte=1, days_to_decide__lte=365),
                name="approval_days_within_a_year",
            )
        ]

    def __str__(self):
        return "Lần lượt" if self.is_serial else "Cùng lúc"


class DecidingPost(models.Model):
    """Who decides for a party; without a row: its reviewers and managers."""

    class Who(models.TextChoices):
        ANY = "any", "Lãnh đạo hoặc người cho ý kiến"
        MANAGERS = "managers", "Chỉ lãnh đạo"
        REVIEWERS = "reviewers", "Chỉ người cho ý kiến"

    party = models.OneToOneField(
        Party, models.CASCADE, related_name="deciding_post", verbose_name="bên ký"
    )
    who = models.CharField("vai trò", max_length=10, choices=Who.choices)
    posts = CharField(
        "chức vụ",
        max_length=500,
        blank=True,
        help_text="Cách nhau bằng dấu chấm phẩy, ví dụ: Chủ tịch; Phó Chủ tịch Thường "
        "trực. Để trống: mọi chức vụ.",
    )

    class Meta:
        verbose_name = "người quyết định của bên ký"
        verbose_name_plural = "người quyết định của các bên ký"

    def __str__(self):
        return f"{self.party}: {self.posts or self.get_who_display()}"


class StandInQuerySet(models.QuerySet):
    def standing(self, on):
        """Those in force that day: both its days are included."""
        return self.filter(first_on__lte=on, last_on__gte=on, revoked_on__isnull=True)


class StandIn(models.Model):
    """A person who decides for a body between two days ("thay mặt")."""

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="stand_ins",
        verbose_name="thay mặt cơ quan",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="stand_ins",
        verbose_name="người được giao",
    )
    stands_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="thay cho ông/bà",
    )
    first_on = models.DateField("từ ngày")
    last_on = models.DateField("đến hết ngày")
    reason = TextField("lý do, văn bản giao")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    named_at = models.DateTimeField("giao lúc", auto_now_add=True)
    revoked_on = models.DateField("thôi từ ngày", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = StandInQuerySet.as_manager()

    class Meta:
        verbose_name = "người thay mặt"
        verbose_name_plural = "người thay mặt"
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="stand_in_ends_after_it_begins",
                violation_error_message="Ngày cuối phải từ ngày đầu trở đi.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoked_by__isnull=True)
                | Q(revoked_on__isnull=False, revoked_by__isnull=False),
                name="stand_in_revoked_on_and_by",
            ),
        ]

    def __str__(self):
        return f"{self.person} thay mặt {self.organisation}"

    @property
    def in_words(self):
        """Said after a decision: "thay mặt theo …"."""
        first, last = format_date(self.first_on), format_date(self.last_on)
        whom = f" (thay ông/bà {self.stands_for})" if self.stands_for_id else ""
        return f"được giao thay mặt từ {first} đến {last}{whom}: {self.reason}"

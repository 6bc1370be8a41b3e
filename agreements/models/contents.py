"""What the record of an agreement holds: signatories, articles, areas, documents."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse

from accounts.fields import CharField, FoldedModel, TextField
from accounts.models import Organisation, StoredFile
from accounts.search.word_index import Words

from .agreement import Agreement
from .catalogue import CoordinationArea
from .party import Party


class Signatory(models.Model):
    """Who signed for a party; name, post and capacity are text frozen at signing."""

    class Capacity(models.TextChoices):
        NONE = "", "Ký trực tiếp"
        TM = "TM.", "TM. (thay mặt)"
        KT = "KT.", "KT. (ký thay)"
        TL = "TL.", "TL. (thừa lệnh)"
        TUQ = "TUQ.", "TUQ. (thừa ủy quyền)"
        Q = "Q.", "Q. (quyền)"

    party = models.ForeignKey(Party, models.CASCADE, related_name="signatories")
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    full_name = CharField("họ và tên", max_length=150)
    post = CharField("chức vụ ký", max_length=255, blank=True)
    other_posts = CharField("chức vụ khác", max_length=500, blank=True)
    capacity = models.CharField(
        "tư cách ký", max_length=5, choices=Capacity.choices, blank=True
    )

    class Meta:
        verbose_name = "người ký"
        verbose_name_plural = "người ký"
        ordering = ["party__position", "position"]

    def __str__(self):
        return self.full_name


class AgreementArea(models.Model):
    """An area of coordination in the agreement's own words, tied to the taxonomy."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="areas")
    position = models.PositiveSmallIntegerField("thứ tự")
    wording = TextField("nội dung phối hợp như trong văn bản")
    area = models.ForeignKey(
        CoordinationArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agreement_areas",
        verbose_name="lĩnh vực",
    )
    is_printed_jointly = models.BooleanField(
        "in chung cho các văn bản ký cùng lễ",
        default=False,
        help_text="Nguồn không nói nội dung này thuộc văn bản nào.",
    )

    class Meta:
        verbose_name = "nội dung phối hợp"
        verbose_name_plural = "nội dung phối hợp"
        ordering = ["position"]

    def __str__(self):
        return self.wording


class ProvisionQuerySet(models.QuerySet):
    def as_signed(self):
        """The text as it was signed, without what amendments inserted since."""
        return self.filter(inserted_by__isnull=True)


class Provision(FoldedModel):
    """A chapter or an article of the text, which focus tasks cite.

    An article that an amendment inserts has a row too, so that tasks can cite it;
    `amending` alone writes those.
    """

    class Kind(models.TextChoices):
        CHAPTER = "chapter", "Chương"
        ARTICLE = "article", "Điều"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="provisions")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    number = CharField("số", max_length=10)
    heading = CharField("tiêu đề", max_length=500, blank=True)
    text = TextField("nội dung", blank=True)
    position = models.PositiveSmallIntegerField("thứ tự")
    areas = models.ManyToManyField(
        CoordinationArea,
        blank=True,
        related_name="provisions",
        verbose_name="lĩnh vực",
    )
    responsible_party = models.ForeignKey(
        Party,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="provisions",
        verbose_name="bên chịu trách nhiệm",
    )
    inserted_by = models.ForeignKey(
        "Amendment",
        models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="inserted_provisions",
        verbose_name="được bổ sung bởi",
    )

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = "chương, điều"
        verbose_name_plural = "chương, điều"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "kind", "number"], name="provision_number_once"
            )
        ]
        indexes = [GinIndex(Words("search"), name="provision_search")]

    def __str__(self):
        heading = f". {self.heading}" if self.heading else ""
        return f"{self.get_kind_display()} {self.number}{heading}"

    @property
    def label(self):
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self):
        if self.inserted_by_id:  # it stands in the text as amended alone
            text = reverse("agreements:agreement-text", args=[self.agreement_id])
            return f"{text}#{self.kind}-{self.number}"
        return f"{self.agreement.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self):
        """Where it stands on the page; by number, which an amended text keeps."""
        kind = "chuong" if self.kind == self.Kind.CHAPTER else "dieu"
        return f"{kind}-{self.number}"

    def search_text(self):
        return f"{self.label} {self.heading} {self.text}"


class LegalBasis(models.Model):
    class Relation(models.TextChoices):
        BASIS = "basis", "Căn cứ"
        RELATED = "related", "Liên quan"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="legal_bases")
    position = models.PositiveSmallIntegerField("thứ tự")
    relation = models.CharField(
        "quan hệ", max_length=10, choices=Relation.choices, default=Relation.BASIS
    )
    citation = TextField("văn bản")

    class Meta:
        verbose_name = "căn cứ"
        verbose_name_plural = "căn cứ và văn bản liên quan"
        ordering = ["position"]

    def __str__(self):
        return self.citation


class Undertaking(models.Model):
    """A task announced at the signing, before any yearly plan took it up."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="undertakings"
    )
    position = models.PositiveSmallIntegerField("thứ tự")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name="cơ quan"
    )
    wording = TextField("việc nêu khi ký kết")
    deadline_as_written = CharField("thời gian như đã nêu", max_length=200, blank=True)

    class Meta:
        verbose_name = "việc nêu khi ký kết"
        verbose_name_plural = "việc nêu khi ký kết"
        ordering = ["position"]

    def __str__(self):
        return self.wording


class AgreementDocument(models.Model):
    class Kind(models.TextChoices):
        SCAN = "scan", "Bản ký (bản quét)"
        ANNEX = "annex", "Phụ lục"
        OTHER = "other", "Tài liệu khác"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="documents")
    stored_file = models.OneToOneField(StoredFile, models.PROTECT, verbose_name="tệp")
    kind = models.CharField("loại", max_length=10, choices=Kind.choices)

    class Meta:
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"
        ordering = ["pk"]

    def __str__(self):
        return self.stored_file.name

    def get_absolute_url(self):
        return reverse("agreements:document-download", args=[self.pk])

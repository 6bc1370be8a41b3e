"""Reference lists that an administrator edits."""

from django.db import models

from accounts.fields import CharField


class AgreementKind(models.Model):
    code = models.SlugField("mã", unique=True)
    name = CharField("loại văn bản", max_length=100)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "loại văn bản phối hợp"
        verbose_name_plural = "loại văn bản phối hợp"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class CoordinationArea(models.Model):
    """One area of the field's taxonomy; agreements keep their own wording beside it."""

    code = models.SlugField("mã", unique=True)
    name = CharField("lĩnh vực phối hợp", max_length=255)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "lĩnh vực phối hợp"
        verbose_name_plural = "lĩnh vực phối hợp"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

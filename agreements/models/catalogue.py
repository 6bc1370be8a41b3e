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


class Ceremony(models.Model):
    """One event may sign several agreements; its year may be only inferred."""

    name = CharField("tên sự kiện", max_length=255)
    held_on = models.DateField("ngày tổ chức", null=True, blank=True)
    place = CharField("địa điểm", max_length=200, blank=True)
    note = CharField("ghi chú", max_length=500, blank=True)

    class Meta:
        verbose_name = "lễ ký kết"
        verbose_name_plural = "lễ ký kết"
        ordering = ["-held_on", "name"]

    def __str__(self):
        return self.name

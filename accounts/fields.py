"""Model fields that keep Vietnamese text in one normal form, and its derived keys."""

from django.db import models
from django.db.models.lookups import In

from . import vietnamese
from .search import searching


@models.IntegerField.register_lookup
class InRange(In):
    """`__in` that finds nothing for a number no column holds, as `exact` does.

    Ids come from addresses and forms, and SQLite raises on the first of 64 bits.
    """

    def process_rhs(self, compiler, connection):
        if self.rhs_is_direct_value():
            self.rhs = [
                value
                for value in self.rhs
                if not isinstance(value, int) or -LARGEST <= value < LARGEST
            ]
        return super().process_rhs(compiler, connection)


LARGEST = 2**63


class NormalisedMixin:
    """Whatever is written or looked up is NFC, without invisible characters."""

    def to_python(self, value):
        # Before the length is checked: a few letters of other scripts grow in NFC.
        value = super().to_python(value)
        return vietnamese.normalise(value) if isinstance(value, str) else value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return vietnamese.normalise(value) if isinstance(value, str) else value


class CharField(NormalisedMixin, models.CharField):
    pass


class TextField(NormalisedMixin, models.TextField):
    pass


class SearchField(models.TextField):
    """The words of the row's `search_text()`; asked through `containing_words`."""

    def __init__(self, *args, **kwargs):
        kwargs.update(editable=False, default="")
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        value = searching.index_text(instance.search_text())
        setattr(instance, self.attname, value)
        return value


class SortKeyField(models.TextField):
    """The ordering key of the row's `sort_text()`."""

    def __init__(self, *args, **kwargs):
        kwargs.update(editable=False, default="")
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        value = instance.sort_text_key()
        setattr(instance, self.attname, value)
        return value


class FoldedModel(models.Model):
    """Base of rows with derived text columns.

    `update()` and `bulk_update()` bypass the derived columns: change the source
    fields through `save()`; `manage.py rebuild_search` repairs what was missed.
    """

    search = SearchField("văn bản tìm kiếm")

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None:
            derived = {
                field.name
                for field in self._meta.concrete_fields
                if isinstance(field, (SearchField, SortKeyField))
            }
            update_fields = set(update_fields) | derived
        super().save(*args, update_fields=update_fields, **kwargs)


def containing_words(queryset, text: str, column: str = "search"):
    """Rows in which every word of `text` is found; empty text keeps all rows."""
    return queryset.filter(searching.Question(text).found_in(column))

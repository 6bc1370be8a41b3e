"""Model fields that keep Vietnamese text in one normal form, and its derived keys."""

from django.db import models

from . import vietnamese


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
    """The folded text of the row's `search_text()`; look it up with `__contains`."""

    def __init__(self, *args, **kwargs):
        kwargs.update(editable=False, default="")
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        value = vietnamese.fold(instance.search_text())
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


# A condition for each word: SQLite refuses a thousand of them, and a very long one.
MOST_WORDS, LONGEST_QUERY = 20, 500


def containing_words(queryset, text: str, column: str = "search"):
    """Rows whose folded text holds every word of `text`; empty text keeps all rows.

    Only the first words of a very long text are looked for.
    """
    words = vietnamese.fold(text[:LONGEST_QUERY]).split()
    for word in list(dict.fromkeys(words))[:MOST_WORDS]:
        queryset = queryset.filter(**{f"{column}__contains": word})
    return queryset

from django.apps import apps
from django.core.management.base import BaseCommand

from accounts.fields import SearchField, SortKeyField

BATCH = 500


class Command(BaseCommand):
    help = "Tính lại các cột tìm kiếm và sắp xếp. Chỉ báo cáo; thêm --apply để ghi lại."

    def add_arguments(self, parser):
        parser.add_argument("--apply", action="store_true", help="Ghi kết quả.")

    def handle(self, *args, apply, **options):
        found = 0
        for model in apps.get_models():
            fields = [
                field
                for field in model._meta.concrete_fields
                if isinstance(field, (SearchField, SortKeyField))
            ]
            if fields and not model._meta.proxy:
                stale = sum(self.rebuild(model, fields, apply))
                found += stale
                if stale:
                    self.stdout.write(f"{model._meta.label}: {stale} dòng lệch")
        if not found:
            self.stdout.write("Mọi cột tìm kiếm và sắp xếp đều đúng.")
        elif apply:
            self.stdout.write(f"Đã ghi lại {found} dòng.")
        else:
            self.stdout.write(f"{found} dòng cần ghi lại: thêm --apply để ghi.")

    def rebuild(self, model, fields, apply):
        """Yield the number of stale rows in each batch, mended if asked."""
        last = 0
        rows = model._base_manager.order_by("pk")
        while batch := list(rows.filter(pk__gt=last)[:BATCH]):
            last = batch[-1].pk
            stale = [row for row in batch if refresh(row, fields)]
            if apply and stale:
                model._base_manager.bulk_update(stale, [field.name for field in fields])
            yield len(stale)


def refresh(row, fields) -> bool:
    """Recompute the derived columns of the row; whether any of them changed."""
    before = [getattr(row, field.attname) for field in fields]
    return before != [field.pre_save(row, add=False) for field in fields]

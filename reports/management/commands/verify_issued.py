from django.core.management.base import BaseCommand, CommandError

from reports.models import Review
from reports.reviews import verifying


class Command(BaseCommand):
    help = "Đối chiếu các báo cáo đã phát hành với mã kiểm tra; chỉ báo, không sửa."

    def handle(self, *args, **options):
        checked = damaged = 0
        issued = Review.objects.issued().prefetch_related("files__stored_file")
        for review in issued.order_by("pk").iterator(chunk_size=200):
            checked += 1
            found = verifying.verify(review)
            if found:
                damaged += 1
                self.stdout.write(
                    f"Báo cáo {review.document_number} (mã {review.pk}): "
                    + "; ".join(found)
                )
        if damaged:
            raise CommandError(f"{damaged}/{checked} báo cáo không còn nguyên vẹn.")
        self.stdout.write(f"{checked} báo cáo đã phát hành đều nguyên vẹn.")

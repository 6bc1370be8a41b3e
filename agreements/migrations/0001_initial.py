import accounts.fields
import accounts.search.word_index
import agreements.models.agreement
import datetime
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("code", models.SlugField(unique=True, verbose_name="mã")),
                (
                    "name",
                    accounts.fields.CharField(
                        max_length=100, verbose_name="loại văn bản"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự"),
                ),
            ],
            options={
                "verbose_name": "loại văn bản phối hợp",
                "verbose_name_plural": "loại văn bản phối hợp",
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="CoordinationArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("code", models.SlugField(unique=True, verbose_name="mã")),
                (
                    "name",
                    accounts.fields.CharField(
                        max_length=255, verbose_name="lĩnh vực phối hợp"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự"),
                ),
            ],
            options={
                "verbose_name": "lĩnh vực phối hợp",
                "verbose_name_plural": "lĩnh vực phối hợp",
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "search",
                    accounts.fields.SearchField(
                        default="", editable=False, verbose_name="văn bản tìm kiếm"
                    ),
                ),
                (
                    "document_number",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Như in trên văn bản, ví dụ 194/QCPH. Để trống nếu chưa rõ.",
                        max_length=60,
                        verbose_name="số ký hiệu",
                    ),
                ),
                (
                    "subject",
                    accounts.fields.TextField(
                        max_length=1000, verbose_name="trích yếu"
                    ),
                ),
                (
                    "short_name",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Ví dụ: Quy chế số 194.",
                        max_length=120,
                        verbose_name="gọi tắt",
                    ),
                ),
                (
                    "signed_on",
                    models.DateField(
                        blank=True,
                        help_text="ngày/tháng/năm. Để trống khi còn là dự thảo hoặc chưa rõ ngày.",
                        null=True,
                        validators=[agreements.models.agreement.plausible_day],
                        verbose_name="ngày ký",
                    ),
                ),
                (
                    "is_signing_day_unknown",
                    models.BooleanField(
                        default=False,
                        help_text="Nguồn cho biết văn bản đã ký nhưng không nêu ngày.",
                        verbose_name="đã ký, chưa rõ ngày",
                    ),
                ),
                (
                    "is_year_inferred",
                    models.BooleanField(
                        default=False,
                        help_text="Nguồn chỉ in ngày và tháng.",
                        verbose_name="năm ký do suy đoán",
                    ),
                ),
                (
                    "inference_reason",
                    accounts.fields.CharField(
                        blank=True, max_length=500, verbose_name="căn cứ suy đoán năm"
                    ),
                ),
                (
                    "place",
                    accounts.fields.CharField(
                        blank=True, max_length=200, verbose_name="nơi ký"
                    ),
                ),
                (
                    "term_label",
                    accounts.fields.CharField(
                        blank=True,
                        max_length=100,
                        verbose_name="giai đoạn như in trên văn bản",
                    ),
                ),
                (
                    "term_start_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[agreements.models.agreement.plausible_year],
                        verbose_name="từ năm",
                    ),
                ),
                (
                    "term_end_year",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[agreements.models.agreement.plausible_year],
                        verbose_name="đến năm",
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(
                        blank=True,
                        help_text="Chỉ nhập khi văn bản ghi rõ ngày.",
                        null=True,
                        validators=[agreements.models.agreement.plausible_day],
                        verbose_name="hết hiệu lực ngày",
                    ),
                ),
                (
                    "terminated_on",
                    models.DateField(
                        blank=True,
                        null=True,
                        validators=[agreements.models.agreement.plausible_day],
                        verbose_name="chấm dứt từ ngày",
                    ),
                ),
                (
                    "chapter_count",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="số chương"
                    ),
                ),
                (
                    "article_count",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="số điều"
                    ),
                ),
                ("note", accounts.fields.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "source",
                    accounts.fields.TextField(
                        blank=True, verbose_name="nguồn thông tin"
                    ),
                ),
                (
                    "is_public",
                    models.BooleanField(default=True, verbose_name="công khai"),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, verbose_name="minh hoạ"),
                ),
                (
                    "case_code",
                    models.SlugField(
                        blank=True, editable=False, verbose_name="mã hồ sơ mẫu"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "trashed_at",
                    models.DateTimeField(
                        editable=False, null=True, verbose_name="bỏ vào thùng rác lúc"
                    ),
                ),
                (
                    "trash_reason",
                    accounts.fields.TextField(
                        blank=True, editable=False, verbose_name="lý do bỏ"
                    ),
                ),
                (
                    "sort_key",
                    accounts.fields.SortKeyField(
                        default="", editable=False, verbose_name="khóa sắp xếp"
                    ),
                ),
                (
                    "listed_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                is_signing_day_unknown=True,
                                then=models.Value(datetime.date(1900, 1, 1)),
                            ),
                            default=django.db.models.functions.comparison.Coalesce(
                                "signed_on", models.Value(datetime.date(9999, 12, 31))
                            ),
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        blank=True,
                        help_text="Khi văn bản này cụ thể hóa một quy chế đã ký.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="programmes",
                        to="agreements.agreement",
                        verbose_name="văn bản khung",
                    ),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        blank=True,
                        help_text="Để trống nếu là cơ quan quản lý hồ sơ.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan cấp số",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="Cơ quan được sửa hồ sơ này.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_agreements",
                        to="accounts.organisation",
                        verbose_name="cơ quan quản lý hồ sơ",
                    ),
                ),
                (
                    "predecessors",
                    models.ManyToManyField(
                        blank=True,
                        related_name="successors",
                        to="agreements.agreement",
                        verbose_name="thay thế văn bản",
                    ),
                ),
                (
                    "trashed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="agreements.agreementkind",
                        verbose_name="loại văn bản",
                    ),
                ),
            ],
            options={
                "verbose_name": "quy chế phối hợp",
                "verbose_name_plural": "quy chế phối hợp",
                "ordering": ["-listed_on", "-pk"],
                "indexes": [
                    models.Index(fields=["-listed_on", "-id"], name="agreement_newest"),
                    models.Index(
                        fields=["sort_key", "id"], name="agreement_by_subject"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        accounts.search.word_index.Words("search"),
                        name="agreement_search",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("term_start_year__isnull", True),
                            ("term_end_year__isnull", True),
                            ("term_end_year__gte", models.F("term_start_year")),
                            _connector="OR",
                        ),
                        name="agreement_term_ends_after_it_starts",
                        violation_error_message="Năm kết thúc phải từ năm bắt đầu trở đi.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_on__isnull", True),
                            ("is_signing_day_unknown", False),
                            _connector="OR",
                        ),
                        name="agreement_signing_day_known_or_unknown",
                        violation_error_message="Đã nhập ngày ký thì không chọn “đã ký, chưa rõ ngày”.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_year_inferred", False),
                            models.Q(("inference_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="agreement_inferred_year_has_a_reason",
                        violation_error_message="Hãy ghi căn cứ suy đoán năm ký.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("terminated_on__isnull", True),
                            ("signed_on__isnull", True),
                            ("terminated_on__gte", models.F("signed_on")),
                            _connector="OR",
                        ),
                        name="agreement_terminated_after_signing",
                        violation_error_message="Ngày chấm dứt không thể trước ngày ký.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("trashed_at__isnull", True),
                                ("trashed_by__isnull", True),
                            ),
                            models.Q(
                                ("trashed_at__isnull", False),
                                ("trashed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_trashed_at_and_by",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case_code", ""), _negated=True),
                        fields=("case_code",),
                        name="agreement_case_loaded_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("scan", "Bản ký (bản quét)"),
                            ("annex", "Phụ lục"),
                            ("other", "Tài liệu khác"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "stored_file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.storedfile",
                        verbose_name="tệp",
                    ),
                ),
            ],
            options={
                "verbose_name": "tài liệu",
                "verbose_name_plural": "tài liệu",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "document_number",
                    accounts.fields.CharField(
                        blank=True, max_length=60, verbose_name="số ký hiệu"
                    ),
                ),
                (
                    "subject",
                    accounts.fields.TextField(
                        max_length=1000, verbose_name="trích yếu"
                    ),
                ),
                (
                    "signed_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày ký"),
                ),
                ("effective_on", models.DateField(verbose_name="có hiệu lực từ ngày")),
                (
                    "extended_to",
                    models.DateField(
                        blank=True,
                        help_text="Chỉ nhập khi văn bản kéo dài thời hạn của quy chế.",
                        null=True,
                        verbose_name="gia hạn đến ngày",
                    ),
                ),
                ("note", accounts.fields.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "source",
                    accounts.fields.TextField(
                        blank=True, verbose_name="nguồn thông tin"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="amendments",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "stored_file",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.storedfile",
                        verbose_name="tệp",
                    ),
                ),
            ],
            options={
                "verbose_name": "văn bản sửa đổi, bổ sung",
                "verbose_name_plural": "văn bản sửa đổi, bổ sung",
                "ordering": ["effective_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_on__isnull", True),
                            ("effective_on__gte", models.F("signed_on")),
                            _connector="OR",
                        ),
                        name="amendment_in_effect_after_signing",
                        violation_error_message="Ngày có hiệu lực không thể trước ngày ký.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("extended_to__isnull", True),
                            ("extended_to__gte", models.F("effective_on")),
                            _connector="OR",
                        ),
                        name="amendment_extends_forward",
                        violation_error_message="Ngày gia hạn đến phải sau ngày có hiệu lực.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendedProvision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=1, verbose_name="thứ tự"),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("replace", "Sửa đổi"),
                            ("insert", "Bổ sung"),
                            ("repeal", "Bãi bỏ"),
                        ],
                        max_length=10,
                        verbose_name="cách sửa",
                    ),
                ),
                (
                    "number",
                    accounts.fields.CharField(
                        help_text="Ví dụ: 5, 5a.", max_length=10, verbose_name="điều số"
                    ),
                ),
                (
                    "heading",
                    accounts.fields.CharField(
                        blank=True, max_length=500, verbose_name="tiêu đề mới"
                    ),
                ),
                (
                    "text",
                    accounts.fields.TextField(blank=True, verbose_name="nội dung mới"),
                ),
                (
                    "after_number",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Với điều bổ sung; để trống: đặt sau điều cuối cùng.",
                        max_length=10,
                        verbose_name="đặt sau điều số",
                    ),
                ),
                (
                    "amendment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changed_provisions",
                        to="agreements.amendment",
                    ),
                ),
            ],
            options={
                "verbose_name": "điều được sửa đổi",
                "verbose_name_plural": "điều được sửa đổi",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("amendment", "number"),
                        name="amended_provision_once",
                        violation_error_message="Mỗi điều chỉ nêu một lần.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Conference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "search",
                    accounts.fields.SearchField(
                        default="", editable=False, verbose_name="văn bản tìm kiếm"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signing", "Ký kết"),
                            ("briefing", "Giao ban"),
                            ("periodic", "Sơ kết"),
                            ("final", "Tổng kết"),
                            ("dialogue", "Đối thoại"),
                            ("other", "Khác"),
                        ],
                        default="signing",
                        max_length=10,
                        verbose_name="loại hội nghị",
                    ),
                ),
                (
                    "name",
                    accounts.fields.CharField(
                        max_length=255, verbose_name="tên hội nghị"
                    ),
                ),
                (
                    "held_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="ngày tổ chức"
                    ),
                ),
                (
                    "is_year_inferred",
                    models.BooleanField(
                        default=False,
                        help_text="Nguồn chỉ in ngày và tháng.",
                        verbose_name="năm do suy đoán",
                    ),
                ),
                (
                    "inference_reason",
                    accounts.fields.CharField(
                        blank=True, max_length=500, verbose_name="căn cứ suy đoán năm"
                    ),
                ),
                (
                    "place",
                    accounts.fields.CharField(
                        blank=True, max_length=200, verbose_name="địa điểm"
                    ),
                ),
                (
                    "participants",
                    accounts.fields.TextField(blank=True, verbose_name="thành phần dự"),
                ),
                ("note", accounts.fields.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "source",
                    accounts.fields.TextField(
                        blank=True, verbose_name="nguồn thông tin"
                    ),
                ),
                (
                    "case_code",
                    models.SlugField(
                        blank=True, editable=False, verbose_name="mã hồ sơ mẫu"
                    ),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, verbose_name="minh hoạ"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "listed_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "held_on", models.Value(datetime.date(1900, 1, 1))
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                (
                    "agreements",
                    models.ManyToManyField(
                        blank=True,
                        related_name="conferences",
                        to="agreements.agreement",
                        verbose_name="về các văn bản",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        help_text="Cơ quan được sửa biên bản này.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_conferences",
                        to="accounts.organisation",
                        verbose_name="cơ quan ghi biên bản",
                    ),
                ),
            ],
            options={
                "verbose_name": "hội nghị",
                "verbose_name_plural": "hội nghị",
                "ordering": ["-listed_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["-listed_on", "-id"], name="conference_newest"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        accounts.search.word_index.Words("search"),
                        name="conference_search",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("case_code", ""), _negated=True),
                        fields=("case_code",),
                        name="conference_case_loaded_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_year_inferred", False),
                            models.Q(("inference_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="conference_inferred_year_has_a_reason",
                        violation_error_message="Hãy ghi căn cứ suy đoán năm.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conclusion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=1, verbose_name="thứ tự"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("conclusion", "Kết luận, chỉ đạo"),
                            ("opinion", "Ý kiến, kiến nghị"),
                        ],
                        default="conclusion",
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("wording", accounts.fields.TextField(verbose_name="nội dung")),
                (
                    "deadline_as_written",
                    accounts.fields.CharField(
                        blank=True, max_length=200, verbose_name="thời gian như đã nêu"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan thực hiện",
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conclusions",
                        to="agreements.conference",
                    ),
                ),
            ],
            options={
                "verbose_name": "kết luận",
                "verbose_name_plural": "kết luận",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Chair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=1, verbose_name="thứ tự"),
                ),
                (
                    "full_name",
                    accounts.fields.CharField(max_length=150, verbose_name="họ và tên"),
                ),
                (
                    "post",
                    accounts.fields.CharField(
                        blank=True, max_length=255, verbose_name="chức vụ"
                    ),
                ),
                (
                    "conference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chairs",
                        to="agreements.conference",
                    ),
                ),
            ],
            options={
                "verbose_name": "người chủ trì",
                "verbose_name_plural": "người chủ trì",
                "ordering": ["position"],
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="ceremony",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signed_agreements",
                to="agreements.conference",
                verbose_name="lễ ký kết",
            ),
        ),
        migrations.CreateModel(
            name="AgreementArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                (
                    "wording",
                    accounts.fields.TextField(
                        verbose_name="nội dung phối hợp như trong văn bản"
                    ),
                ),
                (
                    "is_printed_jointly",
                    models.BooleanField(
                        default=False,
                        help_text="Nguồn không nói nội dung này thuộc văn bản nào.",
                        verbose_name="in chung cho các văn bản ký cùng lễ",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement_areas",
                        to="agreements.coordinationarea",
                        verbose_name="lĩnh vực",
                    ),
                ),
            ],
            options={
                "verbose_name": "nội dung phối hợp",
                "verbose_name_plural": "nội dung phối hợp",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                (
                    "relation",
                    models.CharField(
                        choices=[("basis", "Căn cứ"), ("related", "Liên quan")],
                        default="basis",
                        max_length=10,
                        verbose_name="quan hệ",
                    ),
                ),
                ("citation", accounts.fields.TextField(verbose_name="văn bản")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legal_bases",
                        to="agreements.agreement",
                    ),
                ),
            ],
            options={
                "verbose_name": "căn cứ",
                "verbose_name_plural": "căn cứ và văn bản liên quan",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                (
                    "organ",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Ví dụ: Thường trực HĐND, Ban Thường trực.",
                        max_length=150,
                        verbose_name="do bộ phận nào ký",
                    ),
                ),
                (
                    "name_as_signed",
                    accounts.fields.CharField(
                        max_length=255, verbose_name="tên như khi ký"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parties",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "members",
                    models.ManyToManyField(
                        blank=True,
                        related_name="group_parties",
                        to="accounts.organisation",
                        verbose_name="các cơ quan trong nhóm",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        help_text="Để trống nếu bên ký là một nhóm cơ quan không nêu tên từng cơ quan.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="accounts.organisation",
                        verbose_name="cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "bên ký",
                "verbose_name_plural": "các bên ký",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "organisation"),
                        name="party_organisation_once",
                        violation_error_message="Một cơ quan chỉ là một bên ký.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContinuationDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("continue", "Tiếp tục thực hiện"),
                            ("replace", "Thay thế bằng văn bản mới"),
                            ("end", "Chấm dứt"),
                        ],
                        max_length=10,
                        verbose_name="quyết định",
                    ),
                ),
                ("decided_on", models.DateField(verbose_name="từ ngày")),
                (
                    "document_number",
                    accounts.fields.CharField(
                        blank=True, max_length=60, verbose_name="số ký hiệu văn bản"
                    ),
                ),
                ("note", accounts.fields.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="ghi lúc"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="continuation_decisions",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan tiếp tục",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replacement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.agreement",
                        verbose_name="văn bản thay thế",
                    ),
                ),
                (
                    "stored_file",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.storedfile",
                        verbose_name="tệp văn bản",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="agreements.party",
                        verbose_name="bên ký",
                    ),
                ),
            ],
            options={
                "verbose_name": "quyết định sau rà soát",
                "verbose_name_plural": "quyết định sau rà soát",
                "ordering": ["decided_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("organisation__isnull", False),
                                ("outcome", "continue"),
                                ("party__isnull", False),
                                ("replacement__isnull", True),
                            ),
                            models.Q(
                                ("organisation__isnull", True),
                                ("outcome", "replace"),
                                ("party__isnull", True),
                                ("replacement__isnull", False),
                            ),
                            models.Q(
                                ("organisation__isnull", True),
                                ("outcome", "end"),
                                ("party__isnull", True),
                                ("replacement__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="continuation_decision_is_complete",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Provision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "search",
                    accounts.fields.SearchField(
                        default="", editable=False, verbose_name="văn bản tìm kiếm"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("chapter", "Chương"), ("article", "Điều")],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("number", accounts.fields.CharField(max_length=10, verbose_name="số")),
                (
                    "heading",
                    accounts.fields.CharField(
                        blank=True, max_length=500, verbose_name="tiêu đề"
                    ),
                ),
                (
                    "text",
                    accounts.fields.TextField(blank=True, verbose_name="nội dung"),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="provisions",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "areas",
                    models.ManyToManyField(
                        blank=True,
                        related_name="provisions",
                        to="agreements.coordinationarea",
                        verbose_name="lĩnh vực",
                    ),
                ),
                (
                    "inserted_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inserted_provisions",
                        to="agreements.amendment",
                        verbose_name="được bổ sung bởi",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="agreements.provision",
                    ),
                ),
                (
                    "responsible_party",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="provisions",
                        to="agreements.party",
                        verbose_name="bên chịu trách nhiệm",
                    ),
                ),
            ],
            options={
                "verbose_name": "chương, điều",
                "verbose_name_plural": "chương, điều",
                "ordering": ["position"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        accounts.search.word_index.Words("search"),
                        name="provision_search",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "kind", "number"),
                        name="provision_number_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=1, verbose_name="thứ tự"),
                ),
                (
                    "full_name",
                    accounts.fields.CharField(max_length=150, verbose_name="họ và tên"),
                ),
                (
                    "post",
                    accounts.fields.CharField(
                        blank=True, max_length=255, verbose_name="chức vụ ký"
                    ),
                ),
                (
                    "other_posts",
                    accounts.fields.CharField(
                        blank=True, max_length=500, verbose_name="chức vụ khác"
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Ký trực tiếp"),
                            ("TM.", "TM. (thay mặt)"),
                            ("KT.", "KT. (ký thay)"),
                            ("TL.", "TL. (thừa lệnh)"),
                            ("TUQ.", "TUQ. (thừa ủy quyền)"),
                            ("Q.", "Q. (quyền)"),
                        ],
                        max_length=5,
                        verbose_name="tư cách ký",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatories",
                        to="agreements.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "người ký",
                "verbose_name_plural": "người ký",
                "ordering": ["party__position", "position"],
            },
        ),
        migrations.CreateModel(
            name="Undertaking",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                (
                    "wording",
                    accounts.fields.TextField(verbose_name="việc nêu khi ký kết"),
                ),
                (
                    "deadline_as_written",
                    accounts.fields.CharField(
                        blank=True, max_length=200, verbose_name="thời gian như đã nêu"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undertakings",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.organisation",
                        verbose_name="cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc nêu khi ký kết",
                "verbose_name_plural": "việc nêu khi ký kết",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="AgreementLadder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "duty",
                    models.CharField(
                        choices=[
                            ("task", "Hoàn thành nhiệm vụ"),
                            ("part", "Phần việc phối hợp"),
                            ("confirmation", "Xác nhận kết quả"),
                            ("step", "Bước công việc"),
                            ("cascade", "Ký chương trình riêng"),
                            ("decision", "Cho ý kiến về kế hoạch"),
                            ("unit_report", "Nộp báo cáo của đơn vị"),
                            ("report", "Phát hành báo cáo"),
                            ("reply", "Trả lời kiến nghị"),
                            ("meeting", "Tổ chức hội nghị"),
                            ("agreement_end", "Quy chế hết hiệu lực"),
                            ("stand_in_end", "Hết thời gian thay mặt"),
                            ("calendar", "Lập lịch làm việc năm sau"),
                        ],
                        max_length=20,
                        verbose_name="loại việc",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ladders",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "ladder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="accounts.ladder",
                        verbose_name="thang nhắc việc",
                    ),
                ),
            ],
            options={
                "verbose_name": "thang nhắc việc của quy chế",
                "verbose_name_plural": "thang nhắc việc của quy chế",
                "ordering": ["duty"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "duty"), name="agreement_ladder_once"
                    )
                ],
            },
        ),
    ]

import accounts.fields
import accounts.search.word_index
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("accounts", "__first__"),
        ("agreements", "0001_initial"),
        ("tasks", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Breakdown",
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
                    "name",
                    accounts.fields.CharField(max_length=120, verbose_name="trong đó"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự"),
                ),
            ],
            options={
                "verbose_name": "phân tổ",
                "verbose_name_plural": "phân tổ",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReplyTerm",
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
                    "source",
                    models.CharField(
                        choices=[
                            ("supervision", "Sau giám sát"),
                            ("conference", "Tại hội nghị"),
                            ("voters", "Cử tri và Nhân dân"),
                            ("criticism", "Phản biện dự thảo"),
                            ("review", "Báo cáo sơ kết, tổng kết"),
                            ("other", "Khác"),
                        ],
                        max_length=12,
                        unique=True,
                        verbose_name="nguồn kiến nghị",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        help_text="Tính từ ngày gửi, ngày thường.",
                        verbose_name="số ngày mặc định",
                    ),
                ),
            ],
            options={
                "verbose_name": "hạn trả lời mặc định",
                "verbose_name_plural": "hạn trả lời mặc định",
                "ordering": ["source"],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
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
                    accounts.fields.CharField(max_length=255, verbose_name="chỉ tiêu"),
                ),
                (
                    "unit",
                    accounts.fields.CharField(
                        max_length=40, verbose_name="đơn vị tính"
                    ),
                ),
                (
                    "scale",
                    models.PositiveBigIntegerField(
                        default=1,
                        help_text="Một đơn vị bằng bao nhiêu đơn vị gốc: tỷ đồng = 1000000000 đồng.",
                        verbose_name="hệ số",
                    ),
                ),
                (
                    "time_rule",
                    models.CharField(
                        choices=[
                            ("sum", "Cộng dồn"),
                            ("latest", "Lấy số mới nhất"),
                            ("maximum", "Lấy số lớn nhất"),
                        ],
                        default="sum",
                        max_length=10,
                        verbose_name="cách cộng theo thời gian",
                    ),
                ),
                (
                    "body_rule",
                    models.CharField(
                        choices=[
                            ("sum", "Cộng các cơ quan"),
                            ("maximum", "Lấy số lớn nhất"),
                            ("ratio", "Tỷ lệ: tổng tử số trên tổng mẫu số"),
                            ("none", "Không cộng, để riêng từng cơ quan"),
                        ],
                        default="sum",
                        max_length=10,
                        verbose_name="cách cộng các cơ quan",
                    ),
                ),
                (
                    "is_money",
                    models.BooleanField(default=False, verbose_name="là tiền"),
                ),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="số chữ số phần lẻ"
                    ),
                ),
                (
                    "definition",
                    accounts.fields.TextField(
                        blank=True, verbose_name="cách tính, cách hiểu"
                    ),
                ),
                (
                    "source",
                    accounts.fields.CharField(
                        blank=True, max_length=255, verbose_name="nguồn"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự"),
                ),
                (
                    "is_active",
                    models.BooleanField(default=True, verbose_name="đang dùng"),
                ),
                (
                    "denominator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.indicator",
                        verbose_name="mẫu số",
                    ),
                ),
                (
                    "numerator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.indicator",
                        verbose_name="tử số",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="reports.indicator",
                        verbose_name="thay cho",
                    ),
                ),
            ],
            options={
                "verbose_name": "chỉ tiêu",
                "verbose_name_plural": "chỉ tiêu",
                "ordering": ["position", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("body_rule", "ratio"),
                                ("denominator__isnull", False),
                                ("numerator__isnull", False),
                            ),
                            models.Q(
                                models.Q(("body_rule", "ratio"), _negated=True),
                                ("denominator__isnull", True),
                                ("numerator__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="indicator_ratio_has_both_parts",
                        violation_error_message="Tỷ lệ phải có cả tử số và mẫu số; chỉ tiêu khác thì không.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("scale__gt", 0)),
                        name="indicator_scale_above_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
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
                ("period_from", models.DateField(verbose_name="từ ngày")),
                ("period_to", models.DateField(verbose_name="đến ngày")),
                (
                    "qualifier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "đúng"),
                            ("above", "trên"),
                            ("over", "hơn"),
                            ("nearly", "gần"),
                            ("about", "khoảng"),
                            ("estimated", "ước"),
                        ],
                        max_length=10,
                        verbose_name="mức độ",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=4,
                        max_digits=24,
                        verbose_name="giá trị (đơn vị gốc)",
                    ),
                ),
                (
                    "is_provisional",
                    models.BooleanField(default=False, verbose_name="số liệu sơ bộ"),
                ),
                (
                    "source",
                    accounts.fields.TextField(blank=True, verbose_name="nguồn, căn cứ"),
                ),
                (
                    "explanation",
                    accounts.fields.TextField(blank=True, verbose_name="giải trình"),
                ),
                (
                    "entered_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="nhập lúc"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="rút lúc"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                (
                    "breakdown",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="reports.breakdown",
                        verbose_name="trong đó",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entering_organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entered_figures",
                        to="accounts.organisation",
                        verbose_name="cơ quan nhập",
                    ),
                ),
                (
                    "evidence",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.storedfile",
                        verbose_name="minh chứng",
                    ),
                ),
                (
                    "organisations",
                    models.ManyToManyField(
                        help_text="Chọn nhiều cơ quan nếu đây là kết quả chung: chỉ tính một lần.",
                        related_name="figures",
                        to="accounts.organisation",
                        verbose_name="kết quả của",
                    ),
                ),
                (
                    "progress_update",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="figures",
                        to="tasks.progressupdate",
                        verbose_name="từ báo cáo tiến độ",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="reports.indicator",
                        verbose_name="chỉ tiêu",
                    ),
                ),
            ],
            options={
                "verbose_name": "số liệu",
                "verbose_name_plural": "số liệu",
                "ordering": ["-period_to", "indicator__position", "pk"],
                "indexes": [
                    models.Index(
                        fields=["indicator", "period_from", "period_to"],
                        name="figure_period",
                    ),
                    models.Index(fields=["period_to", "id"], name="figure_by_period"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))),
                        name="figure_period_ends_after_it_starts",
                        violation_error_message="Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="figure_withdrawn_at_and_by",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case_code", ""), _negated=True),
                        fields=("case_code",),
                        name="figure_case_loaded_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="breakdown",
            name="indicator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="breakdowns",
                to="reports.indicator",
                verbose_name="chỉ tiêu",
            ),
        ),
        migrations.CreateModel(
            name="Outline",
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
                    "name",
                    accounts.fields.CharField(
                        max_length=200, verbose_name="tên đề cương"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("briefing", "Báo cáo giao ban"),
                            ("half_year", "Báo cáo 6 tháng"),
                            ("nine_months", "Báo cáo 9 tháng"),
                            ("year", "Báo cáo năm"),
                            ("periodic", "Báo cáo sơ kết"),
                            ("mid_term", "Báo cáo sơ kết giữa kỳ"),
                            ("final", "Báo cáo tổng kết"),
                            ("inspection", "Báo cáo kiểm tra"),
                        ],
                        max_length=12,
                        verbose_name="loại báo cáo",
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("agreement", "Quy chế phối hợp"),
                            ("plan", "Kế hoạch năm"),
                            ("organisation", "Cơ quan"),
                            ("cluster", "Cụm thi đua"),
                            ("province", "Tỉnh, thành phố"),
                            ("alone", "Đứng riêng"),
                        ],
                        max_length=12,
                        verbose_name="phạm vi",
                    ),
                ),
                ("sections", models.JSONField(default=list, verbose_name="các phần")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outlines",
                        to="accounts.organisation",
                        verbose_name="của cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề cương báo cáo",
                "verbose_name_plural": "đề cương báo cáo",
                "ordering": ["kind", "scope", "organisation_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", True)),
                        fields=("kind", "scope"),
                        name="outline_one_common",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=("kind", "scope", "organisation"),
                        name="outline_one_an_office",
                        violation_error_message="Cơ quan đã có đề cương cho loại báo cáo này.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeriodKind",
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
                    accounts.fields.CharField(max_length=120, verbose_name="tên kỳ"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("month", "Tháng"),
                            ("quarter", "Quý"),
                            ("half_year", "6 tháng"),
                            ("nine_months", "9 tháng"),
                            ("year", "Năm"),
                            ("free", "Khác"),
                        ],
                        max_length=12,
                        verbose_name="loại kỳ",
                    ),
                ),
                (
                    "label",
                    accounts.fields.CharField(
                        help_text="{năm} và {số} được thay khi dùng, ví dụ: Quý {số} năm {năm}.",
                        max_length=120,
                        verbose_name="cách gọi",
                    ),
                ),
                (
                    "every_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="mỗi bao nhiêu tháng"
                    ),
                ),
                (
                    "first_year",
                    models.SmallIntegerField(
                        choices=[(-1, "năm trước"), (0, "năm báo cáo"), (1, "năm sau")],
                        default=0,
                        verbose_name="năm của ngày đầu",
                    ),
                ),
                (
                    "first_month",
                    models.PositiveSmallIntegerField(verbose_name="tháng đầu"),
                ),
                (
                    "first_day",
                    models.PositiveSmallIntegerField(verbose_name="ngày đầu"),
                ),
                (
                    "last_year",
                    models.SmallIntegerField(
                        choices=[(-1, "năm trước"), (0, "năm báo cáo"), (1, "năm sau")],
                        default=0,
                        verbose_name="năm của ngày cuối",
                    ),
                ),
                (
                    "last_month",
                    models.PositiveSmallIntegerField(verbose_name="tháng cuối"),
                ),
                (
                    "last_day",
                    models.PositiveSmallIntegerField(
                        help_text="31 là ngày cuối tháng.", verbose_name="ngày cuối"
                    ),
                ),
                (
                    "due_days",
                    models.SmallIntegerField(
                        blank=True,
                        help_text="Âm nếu phải báo cáo trước khi hết kỳ.",
                        null=True,
                        verbose_name="hạn báo cáo, số ngày sau ngày cuối kỳ",
                    ),
                ),
                (
                    "source",
                    accounts.fields.TextField(blank=True, verbose_name="căn cứ"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự"),
                ),
                (
                    "is_active",
                    models.BooleanField(default=True, verbose_name="đang dùng"),
                ),
            ],
            options={
                "verbose_name": "loại kỳ báo cáo",
                "verbose_name_plural": "lịch kỳ báo cáo",
                "ordering": ["position", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_month__range", (1, 12)),
                            ("last_month__range", (1, 12)),
                            ("first_day__range", (1, 31)),
                            ("last_day__range", (1, 31)),
                        ),
                        name="period_kind_days_exist",
                        violation_error_message="Ngày phải từ 1 đến 31, tháng từ 1 đến 12.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("every_months__isnull", True),
                            ("every_months__in", (1, 2, 3, 4, 6)),
                            _connector="OR",
                        ),
                        name="period_kind_divides_the_year",
                        violation_error_message="Số tháng phải chia hết 12.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
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
                    "position",
                    models.PositiveSmallIntegerField(default=1, verbose_name="thứ tự"),
                ),
                (
                    "code",
                    accounts.fields.CharField(
                        blank=True, max_length=10, verbose_name="ký hiệu"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("supervision", "Sau giám sát"),
                            ("conference", "Tại hội nghị"),
                            ("voters", "Cử tri và Nhân dân"),
                            ("criticism", "Phản biện dự thảo"),
                            ("review", "Báo cáo sơ kết, tổng kết"),
                            ("other", "Khác"),
                        ],
                        default="other",
                        max_length=12,
                        verbose_name="nguồn",
                    ),
                ),
                (
                    "source_note",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Ví dụ: tiếp xúc cử tri trước kỳ họp thứ 5; đoàn giám sát số 12.",
                        max_length=500,
                        verbose_name="nguồn cụ thể",
                    ),
                ),
                (
                    "wording",
                    accounts.fields.TextField(verbose_name="nội dung kiến nghị"),
                ),
                (
                    "raised_by",
                    accounts.fields.CharField(
                        blank=True, max_length=255, verbose_name="bên kiến nghị"
                    ),
                ),
                (
                    "addressee",
                    accounts.fields.CharField(
                        blank=True, max_length=255, verbose_name="gửi tới"
                    ),
                ),
                (
                    "document_number",
                    accounts.fields.CharField(
                        blank=True, max_length=60, verbose_name="số văn bản kiến nghị"
                    ),
                ),
                (
                    "sent_on",
                    models.DateField(blank=True, null=True, verbose_name="gửi ngày"),
                ),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="hạn trả lời"),
                ),
                (
                    "due_as_written",
                    accounts.fields.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="hạn trả lời như trong văn bản",
                    ),
                ),
                (
                    "due_basis",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("document", "Theo văn bản kiến nghị hoặc quy chế"),
                            ("default", "Theo mặc định của quản trị"),
                        ],
                        max_length=10,
                        verbose_name="cơ sở của hạn trả lời",
                    ),
                ),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="rút ngày"),
                ),
                (
                    "withdrawal_reason",
                    accounts.fields.TextField(blank=True, verbose_name="lý do rút"),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, verbose_name="minh hoạ"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="agreements.agreement",
                        verbose_name="theo quy chế",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="agreements.coordinationarea",
                        verbose_name="lĩnh vực",
                    ),
                ),
                (
                    "conclusion",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation",
                        to="agreements.conclusion",
                        verbose_name="từ ý kiến tại hội nghị",
                    ),
                ),
                (
                    "raises_again",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="raised_again_by",
                        to="reports.recommendation",
                        verbose_name="nêu lại kiến nghị",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations_sent",
                        to="accounts.organisation",
                        verbose_name="cơ quan kiến nghị",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stored_file",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.storedfile",
                        verbose_name="văn bản kiến nghị",
                    ),
                ),
                (
                    "supervision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="raised_recommendations",
                        to="tasks.focustask",
                        verbose_name="từ nhiệm vụ giám sát, phản biện",
                    ),
                ),
                (
                    "tasks",
                    models.ManyToManyField(
                        blank=True,
                        related_name="recommendations",
                        to="tasks.focustask",
                        verbose_name="nhiệm vụ thực hiện",
                    ),
                ),
            ],
            options={
                "verbose_name": "kiến nghị",
                "verbose_name_plural": "kiến nghị",
                "ordering": ["review", "position", "pk"],
                "indexes": [
                    models.Index(fields=["due_on", "id"], name="recommendation_by_due"),
                    django.contrib.postgres.indexes.GinIndex(
                        accounts.search.word_index.Words("search"),
                        name="recommendation_search",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_on__isnull", True),
                            ("sender__isnull", False),
                            _connector="OR",
                        ),
                        name="recommendation_sent_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_basis", ""), ("due_on__isnull", True)),
                            models.Q(
                                ("due_on__isnull", False),
                                models.Q(("due_basis", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="recommendation_due_day_has_a_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", True),
                            ("sent_on__isnull", True),
                            ("due_on__gte", models.F("sent_on")),
                            _connector="OR",
                        ),
                        name="recommendation_due_after_sent",
                        violation_error_message="Hạn trả lời phải từ ngày gửi trở đi.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True),
                            models.Q(("withdrawal_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="recommendation_withdrawn_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Addressee",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chưa trả lời"),
                            ("solving", "Đang giải quyết"),
                            ("answered", "Đã trả lời, chờ đánh giá"),
                            ("settled", "Đã giải quyết xong"),
                            ("unsatisfied", "Trả lời chưa thỏa đáng"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "settled_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="giải quyết xong ngày"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations_received",
                        to="accounts.organisation",
                        verbose_name="cơ quan được kiến nghị",
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addressees",
                        to="reports.recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name": "cơ quan được kiến nghị",
                "verbose_name_plural": "các cơ quan được kiến nghị",
                "ordering": ["position", "pk"],
                "indexes": [
                    models.Index(
                        fields=["organisation", "state"],
                        name="addressee_of_organisation",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recommendation", "organisation"), name="addressee_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_on__isnull", False), ("state", "settled")
                            ),
                            models.Q(
                                models.Q(("state", "settled"), _negated=True),
                                ("settled_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="addressee_settled_has_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
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
                    "verdict",
                    models.CharField(
                        choices=[
                            ("accepted", "Tiếp thu"),
                            ("partly", "Tiếp thu một phần"),
                            ("not_accepted", "Không tiếp thu"),
                            ("solving", "Đang giải quyết"),
                        ],
                        max_length=12,
                        verbose_name="ý kiến",
                    ),
                ),
                (
                    "text",
                    accounts.fields.TextField(
                        verbose_name="nội dung trả lời, giải trình"
                    ),
                ),
                (
                    "document_number",
                    accounts.fields.CharField(
                        blank=True, max_length=60, verbose_name="số văn bản trả lời"
                    ),
                ),
                (
                    "document_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="ngày văn bản"
                    ),
                ),
                ("replied_on", models.DateField(verbose_name="trả lời ngày")),
                (
                    "judgement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("satisfactory", "Thỏa đáng"),
                            ("unsatisfactory", "Chưa thỏa đáng"),
                        ],
                        max_length=15,
                        verbose_name="đánh giá",
                    ),
                ),
                (
                    "judgement_note",
                    accounts.fields.TextField(
                        blank=True, verbose_name="nhận xét khi đánh giá"
                    ),
                ),
                (
                    "judged_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="đánh giá ngày"
                    ),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="reports.addressee",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stored_file",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.storedfile",
                        verbose_name="văn bản trả lời",
                    ),
                ),
            ],
            options={
                "verbose_name": "văn bản, ý kiến trả lời",
                "verbose_name_plural": "các lần trả lời",
                "ordering": ["replied_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="reply_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judged_on__isnull", True), ("judgement", "")),
                            models.Q(
                                models.Q(("judgement", ""), _negated=True),
                                ("judged_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reply_judged_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judgement", "unsatisfactory"), _negated=True),
                            models.Q(("judgement_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="reply_found_wanting_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportingDuty",
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
                    "wording",
                    accounts.fields.CharField(
                        blank=True, max_length=500, verbose_name="như quy chế ghi"
                    ),
                ),
                (
                    "units_due_year",
                    models.SmallIntegerField(
                        choices=[(-1, "năm trước"), (0, "năm báo cáo"), (1, "năm sau")],
                        default=0,
                        verbose_name="năm của hạn đơn vị",
                    ),
                ),
                (
                    "units_due_month",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="tháng hạn của đơn vị"
                    ),
                ),
                (
                    "units_due_day",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="ngày hạn của đơn vị"
                    ),
                ),
                (
                    "due_year",
                    models.SmallIntegerField(
                        choices=[(-1, "năm trước"), (0, "năm báo cáo"), (1, "năm sau")],
                        default=0,
                        verbose_name="năm của hạn đầu mối",
                    ),
                ),
                (
                    "due_month",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="tháng hạn của đầu mối"
                    ),
                ),
                (
                    "due_day",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="ngày hạn của đầu mối"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reporting_duties",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "focal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan đầu mối tổng hợp",
                    ),
                ),
                (
                    "period_kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.periodkind",
                        verbose_name="kỳ báo cáo",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan nhận báo cáo",
                    ),
                ),
            ],
            options={
                "verbose_name": "chế độ báo cáo",
                "verbose_name_plural": "chế độ báo cáo",
                "ordering": ["agreement", "period_kind__position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("units_due_day__isnull", True),
                                ("units_due_month__isnull", True),
                            ),
                            models.Q(
                                ("units_due_day__range", (1, 31)),
                                ("units_due_month__range", (1, 12)),
                            ),
                            _connector="OR",
                        ),
                        name="reporting_duty_units_day_exists",
                        violation_error_message="Hạn của đơn vị phải có cả ngày và tháng.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_day__isnull", True), ("due_month__isnull", True)
                            ),
                            models.Q(
                                ("due_day__range", (1, 31)),
                                ("due_month__range", (1, 12)),
                            ),
                            _connector="OR",
                        ),
                        name="reporting_duty_day_exists",
                        violation_error_message="Hạn của đầu mối phải có cả ngày và tháng.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Collection",
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
                    "title",
                    accounts.fields.CharField(
                        max_length=300, verbose_name="tên đợt báo cáo"
                    ),
                ),
                (
                    "period_label",
                    accounts.fields.CharField(
                        max_length=120, verbose_name="kỳ báo cáo"
                    ),
                ),
                ("period_from", models.DateField(verbose_name="từ ngày")),
                ("period_to", models.DateField(verbose_name="đến ngày")),
                (
                    "units_due_on",
                    models.DateField(verbose_name="đơn vị nộp trước ngày"),
                ),
                (
                    "due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="đầu mối báo cáo trước ngày"
                    ),
                ),
                (
                    "instructions",
                    accounts.fields.TextField(
                        blank=True, verbose_name="yêu cầu với đơn vị"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="lập lúc"),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="kết thúc lúc"
                    ),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, verbose_name="minh hoạ"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="agreements.agreement",
                        verbose_name="quy chế phối hợp",
                    ),
                ),
                (
                    "areas",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="agreements.coordinationarea",
                        verbose_name="nội dung cần báo cáo",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="accounts.emulationcluster",
                        verbose_name="cụm thi đua",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collections",
                        to="accounts.organisation",
                        verbose_name="cơ quan đầu mối",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan nhận báo cáo",
                    ),
                ),
                (
                    "indicators",
                    models.ManyToManyField(
                        blank=True,
                        related_name="collections",
                        to="reports.indicator",
                        verbose_name="chỉ tiêu",
                    ),
                ),
                (
                    "duty",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="collections",
                        to="reports.reportingduty",
                        verbose_name="chế độ báo cáo",
                    ),
                ),
            ],
            options={
                "verbose_name": "đợt thu báo cáo",
                "verbose_name_plural": "đợt thu báo cáo",
                "ordering": ["-period_to", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["-period_to", "-id"], name="collection_by_period"
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["units_due_on", "id"],
                        name="collection_open_by_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreement__isnull", True),
                            ("cluster__isnull", True),
                            _connector="OR",
                        ),
                        name="collection_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))),
                        name="collection_period_ends_after_it_starts",
                        violation_error_message="Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at__isnull", True), ("closed_by__isnull", True)
                            ),
                            models.Q(
                                ("closed_at__isnull", False),
                                ("closed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="collection_closed_at_and_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportSubscription",
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
                    "what",
                    models.CharField(
                        choices=[
                            ("issued", "Báo cáo vừa phát hành"),
                            ("dashboard", "Bảng điều hành"),
                        ],
                        max_length=10,
                        verbose_name="gửi gì",
                    ),
                ),
                (
                    "every",
                    models.CharField(
                        choices=[
                            ("week", "Hằng tuần"),
                            ("month", "Hằng tháng"),
                            ("quarter", "Hằng quý"),
                        ],
                        default="month",
                        max_length=8,
                        verbose_name="định kỳ",
                    ),
                ),
                (
                    "sent_for",
                    models.DateField(
                        editable=False,
                        null=True,
                        verbose_name="đã gửi cho kỳ bắt đầu từ",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="của cơ quan",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "đăng ký nhận báo cáo",
                "verbose_name_plural": "đăng ký nhận báo cáo",
                "ordering": ["user", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "organisation", "what"),
                        name="subscription_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
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
                            ("briefing", "Báo cáo giao ban"),
                            ("half_year", "Báo cáo 6 tháng"),
                            ("nine_months", "Báo cáo 9 tháng"),
                            ("year", "Báo cáo năm"),
                            ("periodic", "Báo cáo sơ kết"),
                            ("mid_term", "Báo cáo sơ kết giữa kỳ"),
                            ("final", "Báo cáo tổng kết"),
                            ("inspection", "Báo cáo kiểm tra"),
                        ],
                        default="periodic",
                        max_length=12,
                        verbose_name="loại báo cáo",
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="hạn phát hành"
                    ),
                ),
                (
                    "outline",
                    models.JSONField(
                        blank=True,
                        default=list,
                        editable=False,
                        verbose_name="đề cương",
                    ),
                ),
                (
                    "shows_ranking",
                    models.BooleanField(
                        default=False, verbose_name="có xếp hạng thành viên"
                    ),
                ),
                (
                    "is_joint",
                    models.BooleanField(
                        default=False,
                        help_text="Các bên ký quy chế cùng ký báo cáo.",
                        verbose_name="báo cáo liên tịch",
                    ),
                ),
                (
                    "subject",
                    accounts.fields.TextField(max_length=500, verbose_name="trích yếu"),
                ),
                (
                    "period_label",
                    accounts.fields.CharField(
                        max_length=120, verbose_name="kỳ báo cáo"
                    ),
                ),
                (
                    "period_from",
                    models.DateField(blank=True, null=True, verbose_name="từ ngày"),
                ),
                (
                    "period_to",
                    models.DateField(blank=True, null=True, verbose_name="đến ngày"),
                ),
                (
                    "held_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="ngày hội nghị"
                    ),
                ),
                (
                    "held_on_note",
                    accounts.fields.CharField(
                        blank=True,
                        max_length=300,
                        verbose_name="ghi chú về ngày hội nghị",
                    ),
                ),
                (
                    "place",
                    accounts.fields.CharField(
                        blank=True, max_length=200, verbose_name="địa điểm"
                    ),
                ),
                (
                    "chairs",
                    models.JSONField(
                        blank=True, default=list, verbose_name="chủ trì hội nghị"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ordered", "Đang dựng dự thảo"),
                            ("draft", "Dự thảo"),
                            ("in_review", "Chờ duyệt"),
                            ("approved", "Đã duyệt, chờ phát hành"),
                            ("issued", "Đã phát hành"),
                            ("recorded", "Ghi nhận từ nguồn"),
                        ],
                        default="ordered",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "ordered_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="đặt lúc"),
                ),
                (
                    "sent_for_review_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="trình duyệt lúc"
                    ),
                ),
                (
                    "approved_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="duyệt lúc"
                    ),
                ),
                (
                    "return_reason",
                    accounts.fields.TextField(blank=True, verbose_name="lý do trả lại"),
                ),
                (
                    "bound",
                    models.JSONField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="số liệu đã gắn",
                    ),
                ),
                (
                    "bound_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="gắn số liệu lúc"
                    ),
                ),
                (
                    "document_number",
                    accounts.fields.CharField(
                        blank=True, max_length=60, verbose_name="số ký hiệu"
                    ),
                ),
                (
                    "issued_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="ngày phát hành"
                    ),
                ),
                (
                    "signers",
                    models.JSONField(blank=True, default=list, verbose_name="người ký"),
                ),
                (
                    "recipients",
                    accounts.fields.TextField(
                        blank=True,
                        help_text="Mỗi nơi nhận một dòng.",
                        verbose_name="nơi nhận",
                    ),
                ),
                (
                    "snapshot",
                    models.JSONField(
                        editable=False, null=True, verbose_name="bản chụp nội dung"
                    ),
                ),
                (
                    "snapshot_sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="mã kiểm tra"
                    ),
                ),
                (
                    "source",
                    accounts.fields.TextField(
                        blank=True, verbose_name="nguồn thông tin"
                    ),
                ),
                ("note", accounts.fields.TextField(blank=True, verbose_name="ghi chú")),
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
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="agreements.agreement",
                        verbose_name="quy chế phối hợp",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cluster",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="accounts.emulationcluster",
                        verbose_name="cụm thi đua",
                    ),
                ),
                (
                    "collection",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reviews",
                        to="reports.collection",
                        verbose_name="đợt thu báo cáo",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="reports.review",
                        verbose_name="đính chính cho",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="accounts.organisation",
                        verbose_name="cơ quan lập báo cáo",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews_about",
                        to="accounts.organisation",
                        verbose_name="cơ quan được báo cáo",
                    ),
                ),
                (
                    "other_agreements",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Khi một hội nghị đánh giá nhiều quy chế.",
                        related_name="joint_reviews",
                        to="agreements.agreement",
                        verbose_name="quy chế cùng được đánh giá",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="tasks.yearlyplan",
                        verbose_name="kế hoạch năm",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="accounts.province",
                        verbose_name="tỉnh, thành phố",
                    ),
                ),
                (
                    "sent_for_review_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo sơ kết, tổng kết",
                "verbose_name_plural": "báo cáo sơ kết, tổng kết",
                "ordering": ["-pk"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        accounts.search.word_index.Words("search"), name="review_search"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cluster__isnull", True),
                                ("organisation__isnull", True),
                                ("province__isnull", True),
                            ),
                            models.Q(
                                ("agreement__isnull", True),
                                ("plan__isnull", True),
                                models.Q(
                                    models.Q(
                                        ("organisation__isnull", True),
                                        ("province__isnull", True),
                                    ),
                                    models.Q(
                                        ("cluster__isnull", True),
                                        ("province__isnull", True),
                                    ),
                                    models.Q(
                                        ("cluster__isnull", True),
                                        ("organisation__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="review_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="review_approved_at_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_from__isnull", True),
                            ("period_to__isnull", True),
                            ("period_to__gte", models.F("period_from")),
                            _connector="OR",
                        ),
                        name="review_period_ends_after_it_starts",
                        violation_error_message="Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            models.Q(
                                ("issued_on__isnull", False),
                                ("snapshot__isnull", False),
                                models.Q(("document_number", ""), _negated=True),
                                models.Q(("snapshot_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="review_issued_is_frozen_with_number_and_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "recorded"),
                            ("office__isnull", False),
                            _connector="OR",
                        ),
                        name="review_has_an_office",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case_code", ""), _negated=True),
                        fields=("case_code",),
                        name="review_case_loaded_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="recommendation",
            name="review",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recommendations",
                to="reports.review",
                verbose_name="nêu tại",
            ),
        ),
        migrations.CreateModel(
            name="Publication",
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
                    "masks",
                    models.JSONField(blank=True, default=list, verbose_name="che tên"),
                ),
                ("published_at", models.DateTimeField(verbose_name="công khai lúc")),
                (
                    "withdrawn_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="thôi công khai lúc"
                    ),
                ),
                (
                    "withdrawn_reason",
                    accounts.fields.TextField(
                        blank=True, verbose_name="lý do thôi công khai"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publication",
                        to="reports.review",
                        verbose_name="báo cáo",
                    ),
                ),
            ],
            options={
                "verbose_name": "công khai báo cáo",
                "verbose_name_plural": "công khai báo cáo",
                "ordering": ["-published_at"],
                "indexes": [
                    models.Index(
                        fields=["-published_at", "-id"], name="publication_newest"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True),
                                ("withdrawn_by__isnull", True),
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="publication_withdrawn_says_why",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FigureUse",
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
                ("version", models.PositiveIntegerField()),
                (
                    "figure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="reports.figure",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figure_uses",
                        to="reports.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "số liệu dùng trong báo cáo",
                "verbose_name_plural": "số liệu dùng trong báo cáo",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "figure"), name="figure_use_once_a_review"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewFile",
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
                    "format",
                    models.CharField(
                        choices=[("docx", "Word"), ("pdf", "PDF"), ("xlsx", "Excel")],
                        max_length=5,
                        verbose_name="định dạng",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="reports.review",
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
                "verbose_name": "tệp báo cáo",
                "verbose_name_plural": "tệp báo cáo",
                "ordering": ["format"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "format"), name="review_file_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewPart",
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
                ("key", models.SlugField(verbose_name="phần")),
                (
                    "text",
                    accounts.fields.TextField(blank=True, verbose_name="nội dung"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "edited_at",
                    models.DateTimeField(auto_now=True, verbose_name="sửa lúc"),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="reports.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "phần lời của báo cáo",
                "verbose_name_plural": "phần lời của báo cáo",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "key"), name="review_part_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewPoint",
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
                            ("result", "Kết quả"),
                            ("shortcoming", "Tồn tại, hạn chế"),
                            ("direction", "Phương hướng, chỉ đạo"),
                        ],
                        max_length=12,
                        verbose_name="loại",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=1, verbose_name="thứ tự"),
                ),
                (
                    "code",
                    accounts.fields.CharField(
                        blank=True, max_length=10, verbose_name="ký hiệu"
                    ),
                ),
                ("wording", accounts.fields.TextField(verbose_name="nội dung")),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="answered_by",
                        to="reports.recommendation",
                        verbose_name="trả lời kiến nghị",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_points",
                        to="agreements.coordinationarea",
                        verbose_name="lĩnh vực",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="points",
                        to="reports.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "ý của báo cáo",
                "verbose_name_plural": "kết quả, hạn chế, phương hướng",
                "ordering": ["review", "kind", "position"],
            },
        ),
        migrations.CreateModel(
            name="Target",
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
                ("period_from", models.DateField(verbose_name="từ ngày")),
                ("period_to", models.DateField(verbose_name="đến ngày")),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=24,
                        null=True,
                        verbose_name="giá trị ban đầu",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=4, max_digits=24, verbose_name="mục tiêu"
                    ),
                ),
                (
                    "source",
                    accounts.fields.TextField(blank=True, verbose_name="căn cứ"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="agreements.agreement",
                        verbose_name="quy chế phối hợp",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="reports.indicator",
                        verbose_name="chỉ tiêu",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="targets",
                        to="accounts.organisation",
                        verbose_name="cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "mục tiêu",
                "verbose_name_plural": "mục tiêu",
                "ordering": ["-period_to", "indicator__position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("period_to__gte", models.F("period_from"))),
                        name="target_period_ends_after_it_starts",
                        violation_error_message="Ngày cuối kỳ phải từ ngày đầu kỳ trở đi.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitReport",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("entering", "Đang nhập"),
                            ("sent", "Đã gửi"),
                            ("returned", "Yêu cầu chỉnh lý"),
                            ("received", "Đã nhận"),
                            ("merged", "Đã tổng hợp"),
                            ("left_out", "Không phải nộp"),
                        ],
                        default="entering",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="hạn nộp")),
                (
                    "first_sent_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="nộp lần đầu lúc"
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nộp lúc"),
                ),
                (
                    "received_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="nhận lúc"
                    ),
                ),
                (
                    "reason",
                    accounts.fields.TextField(
                        blank=True, verbose_name="lý do trả lại hoặc không phải nộp"
                    ),
                ),
                (
                    "nudged_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="nhắc nộp lúc"
                    ),
                ),
                (
                    "nudges",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="số lần nhắc nộp"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "collection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unit_reports",
                        to="reports.collection",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unit_reports",
                        to="accounts.organisation",
                        verbose_name="đơn vị",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo của đơn vị",
                "verbose_name_plural": "báo cáo của các đơn vị",
                "ordering": ["organisation__sort_key", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["entering", "returned"])),
                        fields=["due_on", "id"],
                        name="unit_report_owed_by_due",
                    ),
                    models.Index(
                        fields=["organisation", "-due_on"], name="unit_report_of_unit"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("collection", "organisation"), name="unit_report_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["returned", "left_out"]), _negated=True
                            ),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="unit_report_says_why",
                        violation_error_message="Hãy ghi lý do.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["sent", "received", "merged"]),
                                _negated=True,
                            ),
                            models.Q(
                                ("first_sent_at__isnull", False),
                                ("sent_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="unit_report_sent_at",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="figure",
            name="unit_report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="figures",
                to="reports.unitreport",
                verbose_name="từ báo cáo của đơn vị",
            ),
        ),
        migrations.CreateModel(
            name="UnitReportText",
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
                ("key", models.SlugField(blank=True, verbose_name="phần")),
                (
                    "text",
                    accounts.fields.TextField(blank=True, verbose_name="nội dung"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "edited_at",
                    models.DateTimeField(auto_now=True, verbose_name="sửa lúc"),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.coordinationarea",
                    ),
                ),
                (
                    "edited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit_report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="reports.unitreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "phần lời của đơn vị",
                "verbose_name_plural": "phần lời của đơn vị",
                "ordering": ["area__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", "")),
                        fields=("unit_report", "area"),
                        name="unit_report_text_once_an_area",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("unit_report", "key"),
                        name="unit_report_text_once_a_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("area__isnull", True),
                                models.Q(("key", ""), _negated=True),
                            ),
                            models.Q(("area__isnull", False), ("key", "")),
                            _connector="OR",
                        ),
                        name="unit_report_text_of_area_or_part",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WordTemplate",
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
                    "name",
                    accounts.fields.CharField(max_length=200, verbose_name="tên mẫu"),
                ),
                (
                    "fields",
                    models.JSONField(
                        default=list,
                        editable=False,
                        verbose_name="các trường có trong mẫu",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(default=True, verbose_name="đang dùng"),
                ),
                (
                    "uploaded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="tải lên lúc"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="word_templates",
                        to="accounts.organisation",
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
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "mẫu Word của cơ quan",
                "verbose_name_plural": "mẫu Word của cơ quan",
                "ordering": ["organisation", "-is_active", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="breakdown",
            constraint=models.UniqueConstraint(
                fields=("indicator", "name"), name="breakdown_name_once"
            ),
        ),
    ]

import accounts.fields
import accounts.search.word_index
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
        ("agreements", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkTemplate",
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
                    accounts.fields.CharField(max_length=255, verbose_name="tên mẫu"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("task", "Nhiệm vụ"),
                            ("supervision", "Giám sát"),
                            ("inspection", "Kiểm tra"),
                            ("campaign", "Cuộc vận động, phong trào"),
                            ("dialogue", "Đối thoại, tiếp xúc"),
                            ("conference", "Hội nghị"),
                            ("review", "Phản biện, góp ý"),
                        ],
                        max_length=15,
                        verbose_name="dùng cho loại nhiệm vụ",
                    ),
                ),
                (
                    "anchor",
                    accounts.fields.CharField(
                        help_text="Các bước tính từ ngày này, ví dụ: ngày làm việc với đơn vị.",
                        max_length=255,
                        verbose_name="ngày mốc",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(default=True, verbose_name="đang dùng"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự"),
                ),
            ],
            options={
                "verbose_name": "mẫu các bước",
                "verbose_name_plural": "mẫu các bước",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
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
                    "digest",
                    models.CharField(editable=False, max_length=64, unique=True),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="lập lúc"),
                ),
                (
                    "read_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="đọc lần cuối"
                    ),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="thu hồi lúc"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        help_text="Để trống: việc của riêng người lập.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feeds",
                        to="accounts.organisation",
                        verbose_name="của cơ quan",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "địa chỉ lịch",
                "verbose_name_plural": "địa chỉ lịch",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Coordination",
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
                    "part",
                    accounts.fields.CharField(
                        blank=True, max_length=500, verbose_name="phần việc"
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="hạn phần việc"
                    ),
                ),
                (
                    "original_due_on",
                    models.DateField(blank=True, null=True, verbose_name="hạn ban đầu"),
                ),
                (
                    "done_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="xong phần việc ngày"
                    ),
                ),
                (
                    "done_by",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coordinations",
                        to="accounts.organisation",
                        verbose_name="cơ quan phối hợp",
                    ),
                ),
            ],
            options={
                "verbose_name": "cơ quan phối hợp",
                "verbose_name_plural": "cơ quan phối hợp",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("done_on__isnull", True), ("due_on__isnull", False)
                        ),
                        fields=["due_on", "id"],
                        name="coordination_open_by_day",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("done_by__isnull", True), ("done_on__isnull", True)
                            ),
                            models.Q(
                                ("done_by__isnull", False), ("done_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="coordination_done_on_and_by",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DecidingPost",
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
                    "who",
                    models.CharField(
                        choices=[
                            ("any", "Lãnh đạo hoặc người cho ý kiến"),
                            ("managers", "Chỉ lãnh đạo"),
                            ("reviewers", "Chỉ người cho ý kiến"),
                        ],
                        max_length=10,
                        verbose_name="vai trò",
                    ),
                ),
                (
                    "posts",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Cách nhau bằng dấu chấm phẩy, ví dụ: Chủ tịch; Phó Chủ tịch Thường trực. Để trống: mọi chức vụ.",
                        max_length=500,
                        verbose_name="chức vụ",
                    ),
                ),
                (
                    "party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deciding_post",
                        to="agreements.party",
                        verbose_name="bên ký",
                    ),
                ),
            ],
            options={
                "verbose_name": "người quyết định của bên ký",
                "verbose_name_plural": "người quyết định của các bên ký",
            },
        ),
        migrations.CreateModel(
            name="Decision",
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
                        choices=[("agreed", "Đồng ý"), ("sent_back", "Đề nghị sửa")],
                        max_length=10,
                        verbose_name="ý kiến",
                    ),
                ),
                ("reason", accounts.fields.TextField(blank=True, verbose_name="lý do")),
                (
                    "decided_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="lúc"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_decisions",
                        to="agreements.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "ý kiến của bên ký",
                "verbose_name_plural": "ý kiến của các bên ký",
                "ordering": ["decided_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "agreed"),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="decision_to_send_back_has_a_reason",
                        violation_error_message="Hãy ghi lý do đề nghị sửa.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FocusTask",
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
                ("position", models.PositiveSmallIntegerField(verbose_name="thứ tự")),
                (
                    "code",
                    accounts.fields.CharField(
                        blank=True, max_length=10, verbose_name="ký hiệu"
                    ),
                ),
                (
                    "title",
                    accounts.fields.TextField(
                        max_length=1000, verbose_name="nội dung nhiệm vụ"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("task", "Nhiệm vụ"),
                            ("supervision", "Giám sát"),
                            ("inspection", "Kiểm tra"),
                            ("campaign", "Cuộc vận động, phong trào"),
                            ("dialogue", "Đối thoại, tiếp xúc"),
                            ("conference", "Hội nghị"),
                            ("review", "Phản biện, góp ý"),
                        ],
                        default="task",
                        max_length=15,
                        verbose_name="loại",
                    ),
                ),
                (
                    "lead_as_written",
                    accounts.fields.CharField(
                        blank=True,
                        max_length=255,
                        verbose_name="tên cơ quan chủ trì như trong văn bản",
                    ),
                ),
                (
                    "coordinating_group",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Nhóm không nêu tên, ví dụ: các sở, ban, ngành liên quan.",
                        max_length=500,
                        verbose_name="nhóm cơ quan phối hợp",
                    ),
                ),
                (
                    "deadline_as_written",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Ví dụ: trước 15/11, quý III, thường xuyên.",
                        max_length=200,
                        verbose_name="thời gian như trong văn bản",
                    ),
                ),
                (
                    "deadline_kind",
                    models.CharField(
                        choices=[
                            ("day", "Ngày"),
                            ("month", "Tháng"),
                            ("quarter", "Quý"),
                            ("half_year", "6 tháng, 9 tháng"),
                            ("year", "Năm, giai đoạn"),
                            ("recurring", "Hằng năm"),
                            ("continuous", "Thường xuyên"),
                            ("conditional", "Khi cần thiết, theo yêu cầu"),
                            ("none", "Không nêu"),
                        ],
                        default="none",
                        max_length=12,
                        verbose_name="loại thời hạn",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(blank=True, null=True, verbose_name="từ ngày"),
                ),
                (
                    "due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="hạn hoàn thành"
                    ),
                ),
                (
                    "original_due_on",
                    models.DateField(blank=True, null=True, verbose_name="hạn ban đầu"),
                ),
                (
                    "expected_product",
                    accounts.fields.CharField(
                        blank=True, max_length=500, verbose_name="sản phẩm dự kiến"
                    ),
                ),
                (
                    "target",
                    accounts.fields.CharField(
                        blank=True, max_length=500, verbose_name="chỉ tiêu"
                    ),
                ),
                (
                    "responsible_person",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Như trong văn bản, ví dụ: đồng chí Phó Chủ tịch phụ trách.",
                        max_length=255,
                        verbose_name="người chịu trách nhiệm",
                    ),
                ),
                (
                    "funding",
                    accounts.fields.CharField(
                        blank=True, max_length=255, verbose_name="kinh phí"
                    ),
                ),
                ("note", accounts.fields.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "Chưa bắt đầu"),
                            ("in_progress", "Đang thực hiện"),
                            ("submitted", "Chờ xác nhận"),
                            ("done", "Hoàn thành"),
                            ("cancelled", "Đã hủy"),
                        ],
                        default="not_started",
                        max_length=12,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="tiến độ (%)"
                    ),
                ),
                (
                    "completed_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="hoàn thành ngày"
                    ),
                ),
                (
                    "open_parts_reason",
                    accounts.fields.TextField(
                        blank=True, verbose_name="lý do khi còn phần phối hợp chưa xong"
                    ),
                ),
                (
                    "cancelled_on",
                    models.DateField(blank=True, null=True, verbose_name="hủy ngày"),
                ),
                (
                    "cancel_reason",
                    accounts.fields.TextField(blank=True, verbose_name="lý do hủy"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "listed_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            "due_on", models.Value(datetime.date(9999, 12, 31))
                        ),
                        output_field=models.DateField(),
                    ),
                ),
                (
                    "amends",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tasks.focustask",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="agreements.coordinationarea",
                        verbose_name="lĩnh vực",
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conclusion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="agreements.conclusion",
                        verbose_name="thực hiện kết luận",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "continues",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="continued_by",
                        to="tasks.focustask",
                        verbose_name="tiếp nối nhiệm vụ năm trước",
                    ),
                ),
                (
                    "coordinating_organisations",
                    models.ManyToManyField(
                        related_name="coordinated_tasks",
                        through="tasks.Coordination",
                        to="accounts.organisation",
                        verbose_name="cơ quan phối hợp",
                    ),
                ),
                (
                    "lead_organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_tasks",
                        to="accounts.organisation",
                        verbose_name="cơ quan chủ trì",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="tasks.focustask",
                    ),
                ),
                (
                    "provisions",
                    models.ManyToManyField(
                        blank=True,
                        related_name="tasks",
                        to="agreements.provision",
                        verbose_name="điều khoản viện dẫn",
                    ),
                ),
            ],
            options={
                "verbose_name": "nhiệm vụ trọng tâm",
                "verbose_name_plural": "nhiệm vụ trọng tâm",
                "ordering": ["position", "pk"],
                "indexes": [
                    models.Index(fields=["listed_on", "id"], name="task_by_deadline"),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["not_started", "in_progress", "submitted"])
                        ),
                        fields=["lead_organisation", "listed_on", "id"],
                        name="task_open_of_lead",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["not_started", "in_progress", "submitted"])
                        ),
                        fields=["listed_on", "id"],
                        name="task_open_by_deadline",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        accounts.search.word_index.Words("search"), name="task_search"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("due_on__isnull", True),
                            ("due_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="task_due_after_it_starts",
                        violation_error_message="Hạn hoàn thành phải từ ngày bắt đầu trở đi.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__lte", 100)),
                        name="task_percent_at_most_100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("completed_on__isnull", False), ("state", "done")
                            ),
                            models.Q(
                                models.Q(("state", "done"), _negated=True),
                                ("completed_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="task_done_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancelled_on__isnull", False),
                                ("state", "cancelled"),
                                models.Q(("cancel_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "cancelled"), _negated=True),
                                ("cancelled_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="task_cancelled_says_when_and_why",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="coordination",
            name="task",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="coordinations",
                to="tasks.focustask",
            ),
        ),
        migrations.CreateModel(
            name="CascadeDuty",
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
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="hạn ký"),
                ),
                (
                    "signed_on",
                    models.DateField(blank=True, null=True, verbose_name="đã ký ngày"),
                ),
                (
                    "document_number",
                    accounts.fields.CharField(
                        blank=True, max_length=60, verbose_name="số ký hiệu"
                    ),
                ),
                (
                    "left_out_reason",
                    accounts.fields.TextField(
                        blank=True, verbose_name="lý do không phải ký"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cascade_duties",
                        to="agreements.agreement",
                        verbose_name="hồ sơ trong sổ quy chế",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cascade_duties",
                        to="accounts.organisation",
                        verbose_name="cơ quan phải ký",
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
                    "stored_file",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.storedfile",
                        verbose_name="bản đã ký",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cascade",
                        to="tasks.focustask",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc ký chương trình của cơ quan cấp dưới",
                "verbose_name_plural": "việc ký chương trình của các cơ quan cấp dưới",
                "ordering": ["organisation__sort_key", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "organisation"), name="cascade_duty_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_on__isnull", True),
                            ("left_out_reason", ""),
                            _connector="OR",
                        ),
                        name="cascade_signed_or_left_out",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
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
                ("since_on", models.DateField(verbose_name="từ ngày")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người theo dõi",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="tasks.focustask",
                    ),
                ),
            ],
            options={
                "verbose_name": "người theo dõi nhiệm vụ",
                "verbose_name_plural": "người theo dõi nhiệm vụ",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "organisation"), name="assignment_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
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
                ("handed_on", models.DateField(verbose_name="bàn giao ngày")),
                ("reason", accounts.fields.TextField(verbose_name="lý do")),
                (
                    "note",
                    accounts.fields.TextField(
                        blank=True, verbose_name="nội dung cần lưu ý"
                    ),
                ),
                (
                    "ends_place",
                    models.BooleanField(
                        default=False, verbose_name="người bàn giao thôi làm ở cơ quan"
                    ),
                ),
                ("items", models.JSONField(default=list, verbose_name="việc bàn giao")),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="ghi lúc"),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers_given",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người bàn giao",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="accounts.organisation",
                        verbose_name="cơ quan",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers_received",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nhận",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
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
                        verbose_name="biên bản đã ký",
                    ),
                ),
            ],
            options={
                "verbose_name": "bàn giao công việc",
                "verbose_name_plural": "bàn giao công việc",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("giver", models.F("receiver")), _negated=True
                        ),
                        name="handover_between_two_people",
                        violation_error_message="Người nhận phải khác người bàn giao.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressUpdate",
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
                ("reported_on", models.DateField(verbose_name="ngày báo cáo")),
                (
                    "reported_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="ghi lúc"),
                ),
                (
                    "percent",
                    models.PositiveSmallIntegerField(verbose_name="tiến độ (%)"),
                ),
                ("done_text", accounts.fields.TextField(verbose_name="việc đã làm")),
                (
                    "difficulties",
                    accounts.fields.TextField(
                        blank=True, verbose_name="khó khăn, vướng mắc"
                    ),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, verbose_name="minh hoạ"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan báo cáo",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="progress_updates",
                        to="tasks.focustask",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo tiến độ",
                "verbose_name_plural": "báo cáo tiến độ",
                "ordering": ["-reported_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__lte", 100)),
                        name="progress_percent_at_most_100",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
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
                    "has_location",
                    models.BooleanField(default=False, verbose_name="giữ vị trí chụp"),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        decimal_places=6, max_digits=9, null=True, verbose_name="vĩ độ"
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        decimal_places=6,
                        max_digits=9,
                        null=True,
                        verbose_name="kinh độ",
                    ),
                ),
                ("taken_at", models.DateTimeField(null=True, verbose_name="chụp lúc")),
                (
                    "stored_file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.storedfile",
                        verbose_name="tệp",
                    ),
                ),
                (
                    "update",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="tasks.progressupdate",
                    ),
                ),
            ],
            options={
                "verbose_name": "minh chứng",
                "verbose_name_plural": "minh chứng",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("latitude__isnull", False),
                                ("longitude__isnull", False),
                            ),
                            models.Q(
                                ("has_location", False),
                                ("latitude__isnull", True),
                                ("longitude__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_place_only_if_kept",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
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
                ("row_label", accounts.fields.TextField(verbose_name="dòng")),
                ("text", accounts.fields.TextField(verbose_name="ý kiến")),
                (
                    "answer_kind",
                    models.CharField(
                        blank=True,
                        choices=[("changed", "Đã sửa"), ("kept", "Giữ nguyên")],
                        max_length=10,
                        verbose_name="xử lý",
                    ),
                ),
                (
                    "answer",
                    accounts.fields.TextField(blank=True, verbose_name="giải trình"),
                ),
                (
                    "answered_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="xử lý lúc"
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="tasks.decision",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="remarks",
                        to="tasks.focustask",
                    ),
                ),
            ],
            options={
                "verbose_name": "ý kiến về một dòng",
                "verbose_name_plural": "ý kiến về từng dòng",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="remark_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answer_kind", ""), ("answered_at__isnull", True)
                            ),
                            models.Q(
                                ("answer_kind", "changed"),
                                ("answered_at__isnull", False),
                            ),
                            models.Q(
                                ("answer_kind", "kept"),
                                ("answered_at__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="remark_kept_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandIn",
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
                ("first_on", models.DateField(verbose_name="từ ngày")),
                ("last_on", models.DateField(verbose_name="đến hết ngày")),
                (
                    "reason",
                    accounts.fields.TextField(verbose_name="lý do, văn bản giao"),
                ),
                (
                    "named_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="giao lúc"),
                ),
                (
                    "revoked_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="thôi từ ngày"
                    ),
                ),
                (
                    "named_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stand_ins",
                        to="accounts.organisation",
                        verbose_name="thay mặt cơ quan",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stand_ins",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người được giao",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stands_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="thay cho ông/bà",
                    ),
                ),
            ],
            options={
                "verbose_name": "người thay mặt",
                "verbose_name_plural": "người thay mặt",
                "ordering": ["-first_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="stand_in_ends_after_it_begins",
                        violation_error_message="Ngày cuối phải từ ngày đầu trở đi.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("revoked_by__isnull", True),
                                ("revoked_on__isnull", True),
                            ),
                            models.Q(
                                ("revoked_by__isnull", False),
                                ("revoked_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="stand_in_revoked_on_and_by",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="stand_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="tasks.standin",
                verbose_name="quyết định thay mặt theo",
            ),
        ),
        migrations.CreateModel(
            name="Submission",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="lần trình")),
                (
                    "submitted_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="trình lúc"),
                ),
                (
                    "note",
                    accounts.fields.TextField(blank=True, verbose_name="lời trình"),
                ),
                (
                    "rows",
                    models.JSONField(default=list, verbose_name="các dòng đã trình"),
                ),
                (
                    "is_serial",
                    models.BooleanField(
                        default=False, verbose_name="lần lượt từng bên"
                    ),
                ),
                ("days_to_decide", models.PositiveSmallIntegerField(null=True)),
                (
                    "deciding",
                    models.JSONField(default=dict, verbose_name="ai quyết định"),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="rút lúc"),
                ),
                (
                    "withdrawal_reason",
                    accounts.fields.TextField(blank=True, verbose_name="lý do rút"),
                ),
                (
                    "submitted_by",
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
            ],
            options={
                "verbose_name": "lần trình",
                "verbose_name_plural": "các lần trình",
                "ordering": ["number"],
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
                                models.Q(("withdrawal_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="submission_withdrawn_by_whom_and_why",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="submission",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="decisions",
                to="tasks.submission",
            ),
        ),
        migrations.CreateModel(
            name="TaskStep",
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
                    "name",
                    accounts.fields.CharField(max_length=255, verbose_name="việc"),
                ),
                (
                    "basis",
                    accounts.fields.CharField(
                        blank=True, max_length=255, verbose_name="căn cứ"
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hạn")),
                (
                    "done_on",
                    models.DateField(blank=True, null=True, verbose_name="xong ngày"),
                ),
                ("note", accounts.fields.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="tasks.focustask",
                    ),
                ),
            ],
            options={
                "verbose_name": "bước của nhiệm vụ",
                "verbose_name_plural": "các bước của nhiệm vụ",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("done_by__isnull", True), ("done_on__isnull", True)
                            ),
                            models.Q(
                                ("done_by__isnull", False), ("done_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="task_step_done_on_and_by",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TemplateStep",
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
                    "name",
                    accounts.fields.CharField(max_length=255, verbose_name="việc"),
                ),
                (
                    "days",
                    models.SmallIntegerField(
                        blank=True,
                        help_text="Âm: trước ngày mốc; để trống: quy định không nêu thời hạn.",
                        null=True,
                        verbose_name="số ngày so với ngày mốc",
                    ),
                ),
                (
                    "basis",
                    accounts.fields.CharField(
                        blank=True, max_length=255, verbose_name="căn cứ"
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="tasks.worktemplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "bước",
                "verbose_name_plural": "các bước",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="YearlyPlan",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                (
                    "title",
                    accounts.fields.TextField(
                        max_length=500, verbose_name="tên kế hoạch"
                    ),
                ),
                (
                    "purpose",
                    accounts.fields.TextField(
                        blank=True, verbose_name="mục đích, yêu cầu"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn thảo"),
                            ("submitted", "Chờ thống nhất"),
                            ("sent_back", "Bị đề nghị sửa"),
                            ("withdrawn", "Đã rút về để sửa"),
                            ("agreed", "Đã thống nhất"),
                            ("issued", "Đã ban hành"),
                            ("closed", "Đã kết thúc"),
                            ("applied", "Đã sửa vào kế hoạch"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "round",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="lần trình"
                    ),
                ),
                (
                    "decision_due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="hạn cho ý kiến"
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
                        blank=True, null=True, verbose_name="ngày ban hành"
                    ),
                ),
                (
                    "signer",
                    accounts.fields.CharField(
                        blank=True, max_length=255, verbose_name="người ký ban hành"
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
                    "rows_version",
                    models.PositiveIntegerField(default=1, editable=False),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="tạo lúc"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="yearly_plans",
                        to="agreements.agreement",
                        verbose_name="quy chế phối hợp",
                    ),
                ),
                (
                    "amends",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="tasks.yearlyplan",
                        verbose_name="sửa đổi kế hoạch",
                    ),
                ),
                (
                    "continues",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="continued_by",
                        to="tasks.yearlyplan",
                        verbose_name="tiếp nối kế hoạch",
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
                    "issued_file",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.storedfile",
                        verbose_name="bản ban hành",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafted_plans",
                        to="accounts.organisation",
                        verbose_name="cơ quan chủ trì soạn thảo",
                    ),
                ),
            ],
            options={
                "verbose_name": "kế hoạch năm",
                "verbose_name_plural": "kế hoạch năm",
                "ordering": ["-year", "-pk"],
                "indexes": [
                    models.Index(fields=["-year", "-id"], name="plan_newest"),
                    django.contrib.postgres.indexes.GinIndex(
                        accounts.search.word_index.Words("search"), name="plan_search"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("document_number", ""),
                                ("issued_on__isnull", True),
                                models.Q(
                                    ("state__in", ["issued", "closed", "applied"]),
                                    _negated=True,
                                ),
                            ),
                            models.Q(
                                ("issued_on__isnull", False),
                                ("state__in", ["issued", "closed", "applied"]),
                                models.Q(("document_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="plan_issued_with_number_and_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amends__isnull", True),
                                models.Q(("state", "applied"), _negated=True),
                            ),
                            models.Q(
                                ("amends__isnull", False),
                                models.Q(
                                    ("state__in", ["issued", "closed"]), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="plan_amendment_is_applied_never_issued",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "applied"), _negated=True),
                        fields=("amends",),
                        name="plan_one_open_amendment",
                        violation_error_message="Kế hoạch này đang có một lần sửa đổi dở dang.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case_code", ""), _negated=True),
                        fields=("case_code",),
                        name="plan_case_loaded_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="submission",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="submissions",
                to="tasks.yearlyplan",
            ),
        ),
        migrations.CreateModel(
            name="ResourceRequest",
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
                ("purpose", accounts.fields.TextField(verbose_name="nội dung đề nghị")),
                (
                    "amount",
                    models.BigIntegerField(
                        blank=True,
                        help_text="Để trống: không phải tiền.",
                        null=True,
                        verbose_name="số tiền (đồng)",
                    ),
                ),
                (
                    "source",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Ví dụ: ngân sách tỉnh, Quỹ Vì người nghèo.",
                        max_length=255,
                        verbose_name="nguồn",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="đề nghị ngày")),
                (
                    "due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="đề nghị trả lời trước ngày"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Chờ trả lời"),
                            ("granted", "Đồng ý"),
                            ("partly", "Đồng ý một phần"),
                            ("refused", "Không đồng ý"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "granted_amount",
                    models.BigIntegerField(
                        blank=True, null=True, verbose_name="số tiền đồng ý (đồng)"
                    ),
                ),
                (
                    "answer",
                    accounts.fields.TextField(
                        blank=True, verbose_name="nội dung trả lời"
                    ),
                ),
                (
                    "document_number",
                    accounts.fields.CharField(
                        blank=True, max_length=60, verbose_name="số văn bản trả lời"
                    ),
                ),
                (
                    "answered_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="trả lời ngày"
                    ),
                ),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="gửi tới",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan đề nghị",
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
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resource_requests",
                        to="tasks.focustask",
                        verbose_name="cho nhiệm vụ",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resource_requests",
                        to="tasks.yearlyplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề nghị nguồn lực",
                "verbose_name_plural": "đề nghị nguồn lực",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__isnull", True), ("amount__gt", 0), _connector="OR"
                        ),
                        name="resource_amount_above_0",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_amount__isnull", True),
                            ("granted_amount__gt", 0),
                            _connector="OR",
                        ),
                        name="resource_granted_above_0",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_on__isnull", True),
                                ("state__in", ["asked", "withdrawn"]),
                            ),
                            models.Q(
                                ("answered_on__isnull", False),
                                ("state__in", ["granted", "partly", "refused"]),
                            ),
                            _connector="OR",
                        ),
                        name="resource_answered_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["partly", "refused"]), _negated=True
                            ),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="resource_not_all_granted_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="bản số")),
                (
                    "document_number",
                    accounts.fields.CharField(max_length=60, verbose_name="số ký hiệu"),
                ),
                ("issued_on", models.DateField(verbose_name="ngày ban hành")),
                (
                    "signer",
                    accounts.fields.CharField(
                        blank=True, max_length=255, verbose_name="người ký ban hành"
                    ),
                ),
                ("content", models.JSONField(default=dict, verbose_name="nội dung")),
                ("rows", models.JSONField(default=list, verbose_name="các dòng")),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="ghi lúc"),
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
                    "amendment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made_version",
                        to="tasks.yearlyplan",
                        verbose_name="theo lần sửa đổi",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="tasks.yearlyplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản ban hành của kế hoạch",
                "verbose_name_plural": "các bản ban hành của kế hoạch",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "number"), name="plan_version_number_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanImport",
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
                    "sheet_name",
                    accounts.fields.CharField(
                        blank=True, max_length=100, verbose_name="trang tính"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chờ kiểm tra"),
                            ("accepted", "Đã nhập"),
                            ("discarded", "Đã bỏ"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("rows_version", models.PositiveIntegerField()),
                ("mapping", models.JSONField(default=dict, verbose_name="các cột")),
                ("rows", models.JSONField(default=list, verbose_name="các dòng")),
                (
                    "uploaded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="tải lên lúc"),
                ),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="nhập hoặc bỏ lúc"
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imports",
                        to="tasks.yearlyplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần nhập từ Excel",
                "verbose_name_plural": "các lần nhập từ Excel",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Heading",
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
                    "level",
                    models.PositiveSmallIntegerField(default=1, verbose_name="cấp"),
                ),
                (
                    "number",
                    accounts.fields.CharField(
                        blank=True, max_length=10, verbose_name="số mục"
                    ),
                ),
                (
                    "title",
                    accounts.fields.CharField(max_length=500, verbose_name="tên mục"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="headings",
                        to="tasks.yearlyplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "mục của kế hoạch",
                "verbose_name_plural": "mục của kế hoạch",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 3)),
                        name="heading_level_1_to_3",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Follow",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="tasks.focustask",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="tasks.yearlyplan",
                    ),
                ),
            ],
            options={
                "verbose_name": "đăng ký theo dõi",
                "verbose_name_plural": "đăng ký theo dõi",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("plan__isnull", True), ("task__isnull", False)),
                            models.Q(("plan__isnull", False), ("task__isnull", True)),
                            _connector="OR",
                        ),
                        name="follow_one_thing",
                    ),
                    models.UniqueConstraint(
                        fields=("person", "plan"), name="follow_plan_once"
                    ),
                    models.UniqueConstraint(
                        fields=("person", "task"), name="follow_task_once"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="focustask",
            name="plan",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tasks",
                to="tasks.yearlyplan",
            ),
        ),
        migrations.CreateModel(
            name="ApprovalRule",
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
                    "is_serial",
                    models.BooleanField(
                        default=False,
                        help_text="Bên sau chỉ được hỏi khi bên trước đã đồng ý.",
                        verbose_name="lần lượt theo thứ tự bên ký",
                    ),
                ),
                (
                    "days_to_decide",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Tính từ ngày trình; để trống: ghi hạn ở từng lần trình.",
                        null=True,
                        verbose_name="số ngày để cho ý kiến",
                    ),
                ),
                (
                    "agreement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approval_rule",
                        to="agreements.agreement",
                        verbose_name="quy chế phối hợp",
                    ),
                ),
            ],
            options={
                "verbose_name": "cách thống nhất kế hoạch",
                "verbose_name_plural": "cách thống nhất kế hoạch",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("days_to_decide__isnull", True),
                            models.Q(
                                ("days_to_decide__gte", 1), ("days_to_decide__lte", 365)
                            ),
                            _connector="OR",
                        ),
                        name="approval_days_within_a_year",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
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
                    "was_due_on",
                    models.DateField(null=True, verbose_name="hạn lúc đề nghị"),
                ),
                (
                    "asked_due_on",
                    models.DateField(verbose_name="đề nghị gia hạn đến ngày"),
                ),
                ("reason", accounts.fields.TextField(verbose_name="lý do")),
                ("asked_on", models.DateField(verbose_name="đề nghị ngày")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Chờ quyết định"),
                            ("granted", "Đã gia hạn"),
                            ("refused", "Không gia hạn"),
                            ("withdrawn", "Đã rút đề nghị"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "granted_due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="gia hạn đến ngày"
                    ),
                ),
                (
                    "decision_reason",
                    accounts.fields.TextField(
                        blank=True, verbose_name="ý kiến khi quyết định"
                    ),
                ),
                (
                    "decided_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="quyết định ngày"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan đề nghị",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="tasks.coordination",
                        verbose_name="phần việc phối hợp",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="tasks.focustask",
                    ),
                ),
            ],
            options={
                "verbose_name": "đề nghị gia hạn",
                "verbose_name_plural": "đề nghị gia hạn",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("part__isnull", True), ("state", "asked")),
                        fields=("task",),
                        name="extension_one_asked_a_task",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("part",),
                        name="extension_one_asked_a_part",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("granted_due_on__isnull", False), ("state", "granted")
                            ),
                            models.Q(
                                models.Q(("state", "granted"), _negated=True),
                                ("granted_due_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="extension_granted_to_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="extension_refused_says_why",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="coordination",
            index=models.Index(
                fields=["organisation", "task"], name="coordination_of_organisation"
            ),
        ),
        migrations.AddConstraint(
            model_name="coordination",
            constraint=models.UniqueConstraint(
                fields=("task", "organisation"), name="coordination_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                fields=("submission", "party"), name="decision_once_a_round"
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                fields=("plan", "number"), name="submission_number_once"
            ),
        ),
        migrations.AddIndex(
            model_name="focustask",
            index=models.Index(
                fields=["plan", "listed_on", "id", "state", "completed_on"],
                name="task_of_plan",
            ),
        ),
        migrations.AddIndex(
            model_name="focustask",
            index=models.Index(
                fields=["lead_organisation", "plan"], name="task_plan_of_lead"
            ),
        ),
        migrations.AddIndex(
            model_name="focustask",
            index=models.Index(fields=["id", "plan"], name="task_plan_of_id"),
        ),
        migrations.AddIndex(
            model_name="focustask",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["not_started", "in_progress", "submitted"])
                ),
                fields=["plan", "listed_on", "id", "lead_organisation"],
                name="task_open_of_plan",
            ),
        ),
        migrations.AddIndex(
            model_name="focustask",
            index=models.Index(
                condition=models.Q(("state", "submitted")),
                fields=["plan", "id"],
                name="task_awaiting_confirmation",
            ),
        ),
        migrations.AddConstraint(
            model_name="focustask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("amends__isnull", True)),
                fields=("plan", "continues"),
                name="task_continued_once_a_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="focustask",
            constraint=models.UniqueConstraint(
                fields=("plan", "amends"), name="task_copied_once_an_amendment"
            ),
        ),
    ]

import accounts.fields
import accounts.models.stored_files
import accounts.search.word_index
import datetime
import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
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
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="last login"
                    ),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={
                            "unique": "A user with that username already exists."
                        },
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[
                            django.contrib.auth.validators.UnicodeUsernameValidator()
                        ],
                        verbose_name="username",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="email address"
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
                    ),
                ),
                (
                    "full_name",
                    accounts.fields.CharField(max_length=150, verbose_name="họ và tên"),
                ),
                (
                    "sort_key",
                    accounts.fields.SortKeyField(
                        default="", editable=False, verbose_name="khóa sắp xếp"
                    ),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, verbose_name="minh hoạ"),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "người dùng",
                "verbose_name_plural": "người dùng",
                "ordering": ["sort_key"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="user_by_given_name")
                ],
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="EmulationCluster",
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
                    "name",
                    accounts.fields.CharField(max_length=255, verbose_name="tên cụm"),
                ),
                (
                    "ranks_members",
                    models.BooleanField(
                        default=False,
                        help_text="Chỉ chọn khi các thành viên đã thống nhất xếp hạng.",
                        verbose_name="xếp hạng thành viên",
                    ),
                ),
                ("source", accounts.fields.TextField(blank=True, verbose_name="nguồn")),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, verbose_name="minh hoạ"),
                ),
            ],
            options={
                "verbose_name": "cụm thi đua",
                "verbose_name_plural": "cụm thi đua",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="OrganisationKind",
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
                    accounts.fields.CharField(max_length=100, verbose_name="tên loại"),
                ),
                (
                    "letterhead",
                    models.CharField(
                        choices=[
                            ("state", "Cơ quan nhà nước (Nghị định 30/2020/NĐ-CP)"),
                            ("front", "Mặt trận Tổ quốc Việt Nam"),
                        ],
                        default="state",
                        max_length=10,
                        verbose_name="thể thức văn bản",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự"),
                ),
            ],
            options={
                "verbose_name": "loại cơ quan",
                "verbose_name_plural": "loại cơ quan",
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="OrganisationLevel",
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
                    accounts.fields.CharField(max_length=100, verbose_name="tên cấp"),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="thứ tự"),
                ),
                (
                    "ended_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="không còn từ ngày"
                    ),
                ),
            ],
            options={
                "verbose_name": "cấp",
                "verbose_name_plural": "cấp",
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="ReminderPreference",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reminder_preference",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("daily", "Mỗi ngày làm việc có việc cần nhắc"),
                            ("weekly", "Mỗi tuần một lần"),
                        ],
                        default="daily",
                        max_length=8,
                        verbose_name="gửi",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Thứ Hai"),
                            (1, "Thứ Ba"),
                            (2, "Thứ Tư"),
                            (3, "Thứ Năm"),
                            (4, "Thứ Sáu"),
                        ],
                        default=0,
                        verbose_name="vào",
                    ),
                ),
            ],
            options={
                "verbose_name": "cách nhận nhắc việc",
                "verbose_name_plural": "cách nhận nhắc việc",
            },
        ),
        migrations.CreateModel(
            name="BackgroundJob",
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
                    "task_name",
                    models.CharField(max_length=100, verbose_name="công việc"),
                ),
                ("subject_id", models.BigIntegerField(verbose_name="mã đối tượng")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Đang chờ"),
                            ("running", "Đang thực hiện"),
                            ("done", "Đã xong"),
                            ("failed", "Không thành công"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                (
                    "step",
                    accounts.fields.CharField(
                        blank=True, max_length=200, verbose_name="đang làm"
                    ),
                ),
                (
                    "steps_done",
                    models.PositiveIntegerField(
                        default=0, verbose_name="số bước đã xong"
                    ),
                ),
                (
                    "steps_total",
                    models.PositiveIntegerField(default=0, verbose_name="tổng số bước"),
                ),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="số lần nhận"
                    ),
                ),
                (
                    "token",
                    models.UUIDField(
                        editable=False, null=True, verbose_name="mã nhận việc"
                    ),
                ),
                (
                    "queued_at",
                    models.DateTimeField(
                        auto_now_add=True, verbose_name="xếp hàng lúc"
                    ),
                ),
                (
                    "beat_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="báo sống lúc"
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="kết thúc lúc"
                    ),
                ),
                ("error", accounts.fields.TextField(blank=True, verbose_name="lỗi")),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "công việc nền",
                "verbose_name_plural": "công việc nền",
                "ordering": ["-queued_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=("task_name", "subject_id"),
                        name="job_one_open_per_subject",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClusterMember",
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
                    "cluster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="accounts.emulationcluster",
                    ),
                ),
            ],
            options={
                "verbose_name": "thành viên cụm",
                "verbose_name_plural": "thành viên cụm",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="FormReceipt",
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
                ("token", models.UUIDField()),
                ("result_url", models.CharField(max_length=300)),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "biểu mẫu đã nhận",
                "verbose_name_plural": "biểu mẫu đã nhận",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "token"), name="receipt_once_a_person"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoryEntry",
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
                    "happened_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="thời điểm"),
                ),
                (
                    "actor_name",
                    accounts.fields.CharField(
                        max_length=200, verbose_name="người thực hiện"
                    ),
                ),
                ("action", accounts.fields.TextField(verbose_name="việc đã làm")),
                (
                    "target_type",
                    models.CharField(max_length=60, verbose_name="loại đối tượng"),
                ),
                ("target_id", models.BigIntegerField(verbose_name="mã đối tượng")),
                ("target_label", accounts.fields.TextField(verbose_name="đối tượng")),
                ("changes", models.JSONField(default=list, verbose_name="thay đổi")),
                ("reason", accounts.fields.TextField(blank=True, verbose_name="lý do")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "lịch sử",
                "verbose_name_plural": "lịch sử",
                "ordering": ["-happened_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["target_type", "target_id", "-happened_at"],
                        name="history_of_target",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ladder",
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
                    "name",
                    accounts.fields.CharField(max_length=120, verbose_name="tên thang"),
                ),
                (
                    "is_default",
                    models.BooleanField(default=False, verbose_name="thang mặc định"),
                ),
            ],
            options={
                "verbose_name": "thang nhắc việc",
                "verbose_name_plural": "thang nhắc việc",
                "ordering": ["duty", "-is_default", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("duty",),
                        name="ladder_one_default",
                    ),
                    models.UniqueConstraint(
                        fields=("duty", "name"),
                        name="ladder_name_once",
                        violation_error_message="Loại việc này đã có thang mang tên đó.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LadderStep",
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
                    "days",
                    models.SmallIntegerField(
                        help_text="Âm: trước hạn; 0: đúng hạn; dương: sau hạn.",
                        verbose_name="số ngày",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("owner", "Người thực hiện"),
                            ("leader", "Lãnh đạo cơ quan"),
                        ],
                        default="owner",
                        max_length=10,
                        verbose_name="nhắc ai",
                    ),
                ),
                (
                    "repeats_weekly",
                    models.BooleanField(
                        default=False, verbose_name="nhắc lại mỗi tuần sau đó"
                    ),
                ),
                (
                    "ladder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="accounts.ladder",
                    ),
                ),
            ],
            options={
                "verbose_name": "bậc nhắc việc",
                "verbose_name_plural": "bậc nhắc việc",
                "ordering": ["audience", "days"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ladder", "audience", "days"),
                        name="ladder_step_once",
                        violation_error_message="Mỗi bậc chỉ ghi một lần.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days__gte", -400), ("days__lte", 400)),
                        name="ladder_step_in_reach",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("repeats_weekly", False), ("days__gt", 0), _connector="OR"
                        ),
                        name="ladder_step_repeats_after_due",
                        violation_error_message="Chỉ bậc sau hạn mới nhắc lại mỗi tuần.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
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
                ("text", accounts.fields.TextField(verbose_name="nội dung")),
                (
                    "url",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="liên kết"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="lúc"),
                ),
                (
                    "read_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="đã đọc lúc"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "thông báo",
                "verbose_name_plural": "thông báo",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["user", "-created_at"], name="notification_inbox"
                    ),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["user"],
                        name="notification_unread",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
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
                    "name",
                    accounts.fields.CharField(
                        max_length=255, verbose_name="tên cơ quan"
                    ),
                ),
                (
                    "short_name",
                    accounts.fields.CharField(
                        blank=True, max_length=120, verbose_name="tên gọi tắt"
                    ),
                ),
                (
                    "symbol",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Ví dụ: UBND, MTTQ-BTT.",
                        max_length=30,
                        verbose_name="ký hiệu trong số văn bản",
                    ),
                ),
                (
                    "locality",
                    accounts.fields.CharField(
                        blank=True, max_length=120, verbose_name="địa danh"
                    ),
                ),
                (
                    "established_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="tồn tại từ ngày"
                    ),
                ),
                (
                    "dissolved_on",
                    models.DateField(
                        blank=True,
                        help_text="Ngày đầu tiên cơ quan không còn tồn tại.",
                        null=True,
                        verbose_name="kết thúc từ ngày",
                    ),
                ),
                (
                    "end_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("merged", "Sáp nhập"),
                            ("split", "Chia, tách"),
                            ("ended", "Kết thúc hoạt động"),
                        ],
                        max_length=10,
                        verbose_name="hình thức kết thúc",
                    ),
                ),
                (
                    "legal_basis",
                    accounts.fields.TextField(blank=True, verbose_name="căn cứ"),
                ),
                (
                    "case_code",
                    models.SlugField(
                        blank=True, editable=False, verbose_name="mã hồ sơ mẫu"
                    ),
                ),
                (
                    "sort_key",
                    accounts.fields.SortKeyField(
                        default="", editable=False, verbose_name="khóa sắp xếp"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="accounts.organisation",
                        verbose_name="cơ quan cấp trên trực tiếp",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.organisationkind",
                        verbose_name="loại",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.organisationlevel",
                        verbose_name="cấp",
                    ),
                ),
            ],
            options={
                "verbose_name": "cơ quan, tổ chức",
                "verbose_name_plural": "cơ quan, tổ chức",
                "ordering": ["sort_key", "pk"],
                "indexes": [
                    models.Index(fields=["sort_key"], name="organisation_sort"),
                    django.contrib.postgres.indexes.GinIndex(
                        accounts.search.word_index.Words("search"),
                        name="organisation_search",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dissolved_on__isnull", True),
                            ("established_on__isnull", True),
                            ("dissolved_on__gt", models.F("established_on")),
                            _connector="OR",
                        ),
                        name="organisation_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu tồn tại.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case_code", ""), _negated=True),
                        fields=("case_code",),
                        name="organisation_case_loaded_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                    "role",
                    models.CharField(
                        choices=[
                            ("staff", "Chuyên viên"),
                            ("reviewer", "Người cho ý kiến"),
                            ("manager", "Lãnh đạo"),
                            ("administrator", "Quản trị cơ quan"),
                        ],
                        max_length=20,
                        verbose_name="vai trò",
                    ),
                ),
                (
                    "post",
                    accounts.fields.CharField(
                        blank=True, max_length=150, verbose_name="chức vụ"
                    ),
                ),
                (
                    "started_on",
                    models.DateField(blank=True, null=True, verbose_name="từ ngày"),
                ),
                (
                    "ended_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="thôi từ ngày"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người dùng",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="accounts.organisation",
                        verbose_name="cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "vai trò trong cơ quan",
                "verbose_name_plural": "vai trò trong cơ quan",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        accounts.search.word_index.Words("search"),
                        name="membership_search",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "organisation", "role"),
                        name="membership_role_once",
                        violation_error_message="Người này đã có vai trò đó trong cơ quan.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerParent",
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
                ("until", models.DateField(verbose_name="đến trước ngày")),
                (
                    "legal_basis",
                    accounts.fields.TextField(blank=True, verbose_name="căn cứ"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_parents",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="Để trống nếu trước ngày này cơ quan không trực thuộc cơ quan nào.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                        verbose_name="cơ quan cấp trên cũ",
                    ),
                ),
            ],
            options={
                "verbose_name": "cơ quan cấp trên cũ",
                "verbose_name_plural": "cơ quan cấp trên cũ",
                "ordering": ["-until"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "until"),
                        name="former_parent_one_per_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
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
                ("until", models.DateField(verbose_name="đến trước ngày")),
                (
                    "legal_basis",
                    accounts.fields.TextField(blank=True, verbose_name="căn cứ"),
                ),
                (
                    "name",
                    accounts.fields.CharField(max_length=255, verbose_name="tên cũ"),
                ),
                (
                    "short_name",
                    accounts.fields.CharField(
                        blank=True, max_length=120, verbose_name="tên gọi tắt cũ"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_names",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "tên cũ",
                "verbose_name_plural": "tên cũ",
                "ordering": ["-until"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "until"), name="former_name_one_per_day"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="emulationcluster",
            name="convener",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="convened_clusters",
                to="accounts.organisation",
                verbose_name="cơ quan chủ trì cụm",
            ),
        ),
        migrations.AddField(
            model_name="emulationcluster",
            name="members",
            field=models.ManyToManyField(
                related_name="clusters",
                through="accounts.ClusterMember",
                to="accounts.organisation",
                verbose_name="thành viên",
            ),
        ),
        migrations.AddField(
            model_name="clustermember",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="accounts.organisation",
                verbose_name="cơ quan",
            ),
        ),
        migrations.CreateModel(
            name="FormerKind",
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
                ("until", models.DateField(verbose_name="đến trước ngày")),
                (
                    "legal_basis",
                    accounts.fields.TextField(blank=True, verbose_name="căn cứ"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_kinds",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.organisationkind",
                        verbose_name="loại cũ",
                    ),
                ),
            ],
            options={
                "verbose_name": "loại cũ",
                "verbose_name_plural": "loại cũ",
                "ordering": ["-until"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "until"), name="former_kind_one_per_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerLevel",
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
                ("until", models.DateField(verbose_name="đến trước ngày")),
                (
                    "legal_basis",
                    accounts.fields.TextField(blank=True, verbose_name="căn cứ"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_levels",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.organisationlevel",
                        verbose_name="cấp cũ",
                    ),
                ),
            ],
            options={
                "verbose_name": "cấp cũ",
                "verbose_name_plural": "cấp cũ",
                "ordering": ["-until"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "until"),
                        name="former_level_one_per_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
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
                ("address", models.EmailField(max_length=254, verbose_name="địa chỉ")),
                (
                    "subject",
                    accounts.fields.CharField(max_length=255, verbose_name="tiêu đề"),
                ),
                ("body", models.TextField(verbose_name="nội dung")),
                (
                    "html",
                    models.TextField(blank=True, verbose_name="nội dung có định dạng"),
                ),
                (
                    "written_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="viết lúc"),
                ),
                ("next_attempt_at", models.DateTimeField(verbose_name="gửi từ lúc")),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="số lần gửi"
                    ),
                ),
                (
                    "sent_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="đã gửi lúc"
                    ),
                ),
                (
                    "given_up_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="thôi gửi lúc"
                    ),
                ),
                (
                    "bounced_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="bị trả lại lúc"
                    ),
                ),
                (
                    "last_error",
                    accounts.fields.TextField(blank=True, verbose_name="lỗi gần nhất"),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nhận",
                    ),
                ),
            ],
            options={
                "verbose_name": "thư gửi đi",
                "verbose_name_plural": "hộp thư đi",
                "ordering": ["-written_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("given_up_at__isnull", True), ("sent_at__isnull", True)
                        ),
                        fields=["next_attempt_at"],
                        name="mail_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Digest",
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
                            ("daily", "Nhắc việc trong ngày"),
                            ("weekly", "Tổng hợp tuần"),
                        ],
                        max_length=8,
                        verbose_name="loại",
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày")),
                ("built_at", models.DateTimeField(verbose_name="lập lúc")),
                ("run", models.UUIDField(editable=False, verbose_name="lượt chạy")),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digests",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mail",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="digest",
                        to="accounts.outgoingmail",
                    ),
                ),
            ],
            options={
                "verbose_name": "bản nhắc việc",
                "verbose_name_plural": "bản nhắc việc",
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("receiver", "on", "kind"),
                        name="digest_one_a_person_and_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadAddress",
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
                    "address",
                    models.EmailField(
                        max_length=254, unique=True, verbose_name="địa chỉ"
                    ),
                ),
                ("reason", accounts.fields.TextField(verbose_name="lý do")),
                ("since_at", models.DateTimeField(verbose_name="từ lúc")),
                (
                    "mail",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.outgoingmail",
                        verbose_name="thư",
                    ),
                ),
            ],
            options={
                "verbose_name": "địa chỉ không nhận được thư",
                "verbose_name_plural": "địa chỉ không nhận được thư",
                "ordering": ["-since_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Promise",
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
                ("duty_id", models.BigIntegerField(verbose_name="mã việc")),
                ("promised_on", models.DateField(verbose_name="hẹn ngày")),
                ("note", accounts.fields.TextField(blank=True, verbose_name="ghi chú")),
                ("said_at", models.DateTimeField(verbose_name="hẹn lúc")),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "lời hẹn",
                "verbose_name_plural": "lời hẹn",
                "ordering": ["-said_at", "-pk"],
                "indexes": [
                    models.Index(fields=["duty", "duty_id"], name="promise_of_duty")
                ],
            },
        ),
        migrations.CreateModel(
            name="Province",
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
                    "code",
                    accounts.fields.CharField(
                        blank=True, max_length=2, verbose_name="mã đơn vị"
                    ),
                ),
                (
                    "name",
                    accounts.fields.CharField(
                        help_text="Ví dụ: Quảng Ninh.",
                        max_length=100,
                        verbose_name="tên",
                    ),
                ),
                (
                    "title",
                    accounts.fields.CharField(
                        help_text="Ví dụ: tỉnh, thành phố.",
                        max_length=50,
                        verbose_name="loại đơn vị",
                    ),
                ),
                (
                    "seat",
                    accounts.fields.CharField(
                        blank=True, max_length=120, verbose_name="trung tâm hành chính"
                    ),
                ),
                (
                    "established_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="tồn tại từ ngày"
                    ),
                ),
                (
                    "dissolved_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="kết thúc từ ngày"
                    ),
                ),
                (
                    "legal_basis",
                    accounts.fields.TextField(blank=True, verbose_name="căn cứ"),
                ),
                ("source", accounts.fields.TextField(blank=True, verbose_name="nguồn")),
                (
                    "case_code",
                    models.SlugField(
                        blank=True, editable=False, verbose_name="mã hồ sơ mẫu"
                    ),
                ),
                (
                    "sort_key",
                    accounts.fields.SortKeyField(
                        default="", editable=False, verbose_name="khóa sắp xếp"
                    ),
                ),
                (
                    "predecessors",
                    models.ManyToManyField(
                        blank=True,
                        related_name="successors",
                        to="accounts.province",
                        verbose_name="hợp thành từ",
                    ),
                ),
            ],
            options={
                "verbose_name": "tỉnh, thành phố",
                "verbose_name_plural": "tỉnh, thành phố",
                "ordering": ["sort_key", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("dissolved_on__isnull", True),
                            models.Q(("code", ""), _negated=True),
                        ),
                        fields=("code",),
                        name="province_code_once",
                        violation_error_message="Mã này đã có tỉnh, thành phố đang tồn tại.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case_code", ""), _negated=True),
                        fields=("case_code",),
                        name="province_case_loaded_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dissolved_on__isnull", True),
                            ("established_on__isnull", True),
                            ("dissolved_on__gt", models.F("established_on")),
                            _connector="OR",
                        ),
                        name="province_ends_after_it_begins",
                        violation_error_message="Ngày kết thúc phải sau ngày bắt đầu tồn tại.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="province",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="organisations",
                to="accounts.province",
                verbose_name="tỉnh, thành phố",
            ),
        ),
        migrations.CreateModel(
            name="FormerTitle",
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
                        max_length=50, verbose_name="loại đơn vị cũ"
                    ),
                ),
                (
                    "name",
                    accounts.fields.CharField(
                        blank=True,
                        help_text="Chỉ ghi khi tên cũng đổi cùng ngày.",
                        max_length=100,
                        verbose_name="tên cũ",
                    ),
                ),
                ("until", models.DateField(verbose_name="đến trước ngày")),
                (
                    "legal_basis",
                    accounts.fields.TextField(blank=True, verbose_name="căn cứ"),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_titles",
                        to="accounts.province",
                    ),
                ),
            ],
            options={
                "verbose_name": "loại đơn vị cũ",
                "verbose_name_plural": "loại đơn vị cũ",
                "ordering": ["-until"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("province", "until"), name="former_title_one_per_day"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
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
                ("duty_id", models.BigIntegerField(verbose_name="mã việc")),
                ("due_on", models.DateField(verbose_name="hạn")),
                (
                    "step",
                    models.SmallIntegerField(verbose_name="bậc (số ngày so với hạn)"),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("owner", "Người thực hiện"),
                            ("leader", "Lãnh đạo cơ quan"),
                        ],
                        default="owner",
                        max_length=10,
                        verbose_name="nhắc ai",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Chờ gửi"),
                            ("sent", "Đã gửi"),
                            ("withdrawn", "Đã rút"),
                            ("failed", "Không gửi được"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="trạng thái",
                    ),
                ),
                ("why", accounts.fields.TextField(verbose_name="vì sao")),
                (
                    "is_late",
                    models.BooleanField(default=False, verbose_name="nhắc muộn"),
                ),
                ("tell_on", models.DateField(verbose_name="ngày cần nhắc")),
                ("planned_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="gửi hoặc rút lúc"
                    ),
                ),
                (
                    "settled_why",
                    accounts.fields.TextField(
                        blank=True, verbose_name="vì sao rút, không gửi được"
                    ),
                ),
                (
                    "digest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reminders",
                        to="accounts.digest",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt nhắc việc",
                "verbose_name_plural": "sổ nhắc việc",
                "ordering": ["-planned_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "planned")),
                        fields=["receiver"],
                        name="reminder_waiting",
                    ),
                    models.Index(
                        fields=["receiver", "-planned_at"], name="reminder_of_receiver"
                    ),
                    models.Index(fields=["planned_at", "id"], name="reminder_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("duty", "duty_id", "step", "due_on", "receiver"),
                        name="reminder_told_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", True), ("state", "planned")
                            ),
                            models.Q(
                                models.Q(("state", "planned"), _negated=True),
                                ("settled_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reminder_settled_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["sent", "failed"]), _negated=True),
                            ("digest__isnull", False),
                            _connector="OR",
                        ),
                        name="reminder_sent_in_a_digest",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LinkUse",
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
                    "purpose",
                    models.CharField(
                        choices=[
                            ("confirm", "Xác nhận đã xong phần việc"),
                            ("promise", "Hẹn ngày nộp"),
                        ],
                        max_length=10,
                        verbose_name="để làm gì",
                    ),
                ),
                ("used_at", models.DateTimeField(verbose_name="dùng lúc")),
                (
                    "address",
                    models.GenericIPAddressField(
                        null=True, verbose_name="địa chỉ mạng"
                    ),
                ),
                (
                    "reminder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="link_uses",
                        to="accounts.reminder",
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt dùng liên kết một lần",
                "verbose_name_plural": "lượt dùng liên kết một lần",
                "ordering": ["-used_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reminder", "purpose"), name="link_used_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderRun",
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
                ("on", models.DateField(verbose_name="ngày")),
                ("started_at", models.DateTimeField(verbose_name="bắt đầu lúc")),
                (
                    "finished_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="xong lúc"
                    ),
                ),
                (
                    "planned",
                    models.PositiveIntegerField(default=0, verbose_name="lượt mới lập"),
                ),
                (
                    "withdrawn",
                    models.PositiveIntegerField(default=0, verbose_name="lượt đã rút"),
                ),
                (
                    "told",
                    models.PositiveIntegerField(
                        default=0, verbose_name="người được nhắc"
                    ),
                ),
                ("error", accounts.fields.TextField(blank=True, verbose_name="lỗi")),
            ],
            options={
                "verbose_name": "lượt chạy nhắc việc",
                "verbose_name_plural": "lượt chạy nhắc việc",
                "ordering": ["-started_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", False)),
                        fields=["-finished_at"],
                        name="reminder_run_finished",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
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
                ("list_name", models.SlugField(verbose_name="danh sách")),
                (
                    "name",
                    accounts.fields.CharField(
                        max_length=100, verbose_name="tên bộ lọc"
                    ),
                ),
                ("query", models.TextField(blank=True, verbose_name="điều kiện")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "shared_with",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="shared_views",
                        to="accounts.organisation",
                        verbose_name="dùng chung trong cơ quan",
                    ),
                ),
            ],
            options={
                "verbose_name": "bộ lọc đã lưu",
                "verbose_name_plural": "bộ lọc đã lưu",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "list_name", "name"),
                        name="saved_view_name_once",
                        violation_error_message="Ông/Bà đã có bộ lọc mang tên này.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
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
                    "file",
                    models.FileField(
                        max_length=200,
                        upload_to=accounts.models.stored_files.storage_path,
                        verbose_name="tệp",
                    ),
                ),
                (
                    "name",
                    accounts.fields.CharField(max_length=255, verbose_name="tên tệp"),
                ),
                ("extension", models.CharField(max_length=10, verbose_name="loại tệp")),
                (
                    "media_type",
                    models.CharField(max_length=100, verbose_name="kiểu nội dung"),
                ),
                (
                    "size",
                    models.PositiveBigIntegerField(verbose_name="dung lượng (byte)"),
                ),
                (
                    "sha256",
                    models.CharField(max_length=64, verbose_name="mã kiểm tra SHA-256"),
                ),
                (
                    "stored_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="lưu lúc"),
                ),
                (
                    "is_illustrative",
                    models.BooleanField(default=False, verbose_name="minh hoạ"),
                ),
                (
                    "page_count",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="số trang"
                    ),
                ),
                (
                    "text_state",
                    models.CharField(
                        choices=[
                            ("waiting", "Chưa đọc nội dung để tìm kiếm"),
                            ("read", "Đã đọc, tìm được theo nội dung"),
                            ("partly", "Tệp dài, chỉ tìm được theo phần đầu"),
                            (
                                "no_text",
                                "Bản quét không có lớp chữ: không tìm được theo nội dung",
                            ),
                            (
                                "unreadable",
                                "Không đọc được nội dung: tệp có mật khẩu hoặc bị hỏng",
                            ),
                            ("not_read", "Loại tệp không đọc nội dung"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="văn bản trong tệp",
                    ),
                ),
                (
                    "stored_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "tệp",
                "verbose_name_plural": "tệp",
            },
        ),
        migrations.CreateModel(
            name="Reorganisation",
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
                            ("merge", "Sáp nhập, hợp nhất"),
                            ("split", "Chia, tách"),
                            ("rename", "Đổi tên"),
                            ("reclassify", "Đổi loại, đổi cấp"),
                            ("end", "Kết thúc hoạt động"),
                        ],
                        max_length=12,
                        verbose_name="việc sắp xếp",
                    ),
                ),
                (
                    "took_effect_on",
                    models.DateField(verbose_name="có hiệu lực từ ngày"),
                ),
                (
                    "legal_basis",
                    accounts.fields.TextField(verbose_name="căn cứ pháp lý"),
                ),
                ("note", accounts.fields.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "summary",
                    accounts.fields.TextField(editable=False, verbose_name="nội dung"),
                ),
                ("journal", models.JSONField(default=dict, editable=False)),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="ghi lúc"),
                ),
                (
                    "undone_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="hoàn tác lúc"
                    ),
                ),
                (
                    "undo_reason",
                    accounts.fields.TextField(
                        blank=True, verbose_name="lý do hoàn tác"
                    ),
                ),
                (
                    "organisations",
                    models.ManyToManyField(
                        related_name="reorganisations",
                        to="accounts.organisation",
                        verbose_name="các cơ quan liên quan",
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
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.storedfile",
                        verbose_name="văn bản",
                    ),
                ),
            ],
            options={
                "verbose_name": "sắp xếp tổ chức",
                "verbose_name_plural": "sắp xếp tổ chức",
                "ordering": ["-took_effect_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("undone_at__isnull", True), ("undone_by__isnull", True)
                            ),
                            models.Q(
                                ("undone_at__isnull", False),
                                ("undone_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="reorganisation_undone_at_and_by",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FileText",
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
                ("text", models.TextField(verbose_name="nội dung")),
                (
                    "stored_file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="words",
                        to="accounts.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "nội dung tệp",
                "verbose_name_plural": "nội dung tệp",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        accounts.search.word_index.Words("search"),
                        name="file_text_search",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
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
                ("took_effect_on", models.DateField(verbose_name="từ ngày")),
                (
                    "takes_duties",
                    models.BooleanField(
                        default=True,
                        help_text="Khi một cơ quan chia thành nhiều, chỉ một cơ quan tiếp nhận nhiệm vụ còn dở.",
                        verbose_name="tiếp nhận nhiệm vụ",
                    ),
                ),
                (
                    "legal_basis",
                    accounts.fields.TextField(blank=True, verbose_name="căn cứ"),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions_out",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions_in",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "kế tục",
                "verbose_name_plural": "kế tục",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("predecessor", "successor"), name="succession_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("takes_duties", True)),
                        fields=("predecessor",),
                        name="succession_one_takes_the_duties",
                        violation_error_message="Đã có cơ quan khác tiếp nhận nhiệm vụ của cơ quan này.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("predecessor", models.F("successor")), _negated=True
                        ),
                        name="succession_not_to_itself",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="successors",
            field=models.ManyToManyField(
                related_name="predecessors",
                through="accounts.Succession",
                through_fields=("predecessor", "successor"),
                to="accounts.organisation",
                verbose_name="cơ quan kế tục",
            ),
        ),
        migrations.CreateModel(
            name="WorkingYear",
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
                    "year",
                    models.PositiveSmallIntegerField(unique=True, verbose_name="năm"),
                ),
                (
                    "opens_at",
                    models.TimeField(
                        default=datetime.time(7, 30),
                        verbose_name="giờ bắt đầu làm việc",
                    ),
                ),
                (
                    "closes_at",
                    models.TimeField(
                        default=datetime.time(17, 0),
                        verbose_name="giờ kết thúc làm việc",
                    ),
                ),
                (
                    "note",
                    accounts.fields.TextField(
                        blank=True, verbose_name="căn cứ, ghi chú"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="xác nhận lúc"
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
                        verbose_name="người xác nhận",
                    ),
                ),
            ],
            options={
                "verbose_name": "lịch làm việc",
                "verbose_name_plural": "lịch làm việc",
                "ordering": ["-year"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opens_at__lt", models.F("closes_at"))),
                        name="working_hours_in_order",
                        violation_error_message="Giờ kết thúc phải sau giờ bắt đầu.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", True),
                                ("confirmed_by__isnull", True),
                            ),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="working_year_confirmed_at_and_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialDay",
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
                ("on", models.DateField(unique=True, verbose_name="ngày")),
                (
                    "kind",
                    models.CharField(
                        choices=[("off", "Nghỉ"), ("worked", "Làm bù")],
                        max_length=8,
                        verbose_name="loại",
                    ),
                ),
                (
                    "name",
                    accounts.fields.CharField(max_length=120, verbose_name="tên ngày"),
                ),
                (
                    "year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="accounts.workingyear",
                    ),
                ),
            ],
            options={
                "verbose_name": "ngày nghỉ, ngày làm bù",
                "verbose_name_plural": "ngày nghỉ, ngày làm bù",
                "ordering": ["on"],
            },
        ),
        migrations.AddConstraint(
            model_name="clustermember",
            constraint=models.UniqueConstraint(
                fields=("cluster", "organisation"), name="cluster_member_once"
            ),
        ),
    ]

from django.urls import path

from . import conclusion_views, coverage_views
from . import plan_views as plans
from . import public_views as public
from . import task_views as tasks

app_name = "tasks"

urlpatterns = [
    path("ke-hoach/", plans.PlanList.as_view(), name="plan-list"),
    path(
        "quy-che/<int:agreement_pk>/lap-ke-hoach/",
        plans.plan_create,
        name="plan-create",
    ),
    path(
        "quy-che/<int:agreement_pk>/do-phu/",
        coverage_views.agreement_coverage,
        name="agreement-coverage",
    ),
    path("ke-hoach/<int:pk>/", plans.PlanDetail.as_view(), name="plan-detail"),
    path("ke-hoach/<int:pk>/sua/", plans.plan_edit, name="plan-edit"),
    path("ke-hoach/<int:pk>/trinh/", plans.plan_submit, name="plan-submit"),
    path(
        "ke-hoach/<int:pk>/ben-ky/<int:party_pk>/dong-y/",
        plans.plan_agree,
        name="plan-agree",
    ),
    path(
        "ke-hoach/<int:pk>/ben-ky/<int:party_pk>/de-nghi-sua/",
        plans.plan_send_back,
        name="plan-send-back",
    ),
    path("ke-hoach/<int:pk>/ban-hanh/", plans.plan_issue, name="plan-issue"),
    path("ke-hoach/<int:pk>/ket-thuc/", plans.plan_close, name="plan-close"),
    path("ke-hoach/<int:pk>/tai/", plans.plan_download, name="plan-download"),
    path(
        "ke-hoach/<int:plan_pk>/nhiem-vu/moi/",
        tasks.focus_task_create,
        name="focus-task-create",
    ),
    path("nhiem-vu/", tasks.FocusTaskList.as_view(), name="focus-task-list"),
    path(
        "nhiem-vu/<int:pk>/",
        tasks.FocusTaskDetail.as_view(),
        name="focus-task-detail",
    ),
    path("nhiem-vu/<int:pk>/sua/", tasks.focus_task_edit, name="focus-task-edit"),
    path("nhiem-vu/<int:pk>/bo/", tasks.focus_task_remove, name="focus-task-remove"),
    path("nhiem-vu/<int:pk>/bao-cao/", tasks.progress_report, name="progress-report"),
    path(
        "nhiem-vu/<int:pk>/xac-nhan/",
        tasks.focus_task_confirm,
        name="focus-task-confirm",
    ),
    path(
        "nhiem-vu/<int:pk>/tra-lai/",
        tasks.focus_task_return,
        name="focus-task-return",
    ),
    path(
        "ket-luan/<int:pk>/thanh-nhiem-vu/",
        conclusion_views.conclusion_task,
        name="conclusion-task",
    ),
    path("minh-chung/<int:pk>/", tasks.evidence_download, name="evidence-download"),
    path(
        "cong-khai/ke-hoach/",
        public.PublicPlanList.as_view(),
        name="public-plan-list",
    ),
    path(
        "cong-khai/ke-hoach/<int:pk>/",
        public.PublicPlanDetail.as_view(),
        name="public-plan-detail",
    ),
    path(
        "cong-khai/ke-hoach/<int:pk>/tai/",
        public.public_plan_download,
        name="public-plan-download",
    ),
]

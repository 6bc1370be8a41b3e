from django.urls import path

from . import conclusion_views
from . import public_views as public
from .approvals import round_views as rounds
from .approvals import rule_views as rules
from .approvals import stand_in_views as stand_ins
from .calendar import calendar_views as calendars
from .calendar import feed_views as feeds
from .calendar import timeline_views as timelines
from .cascades import cascade_views as cascades
from .cascades import signing_views as signings
from .handover import handover_views
from .importing.import_urls import urlpatterns as import_urls
from .plans import amendment_views as amendments
from .plans import carrying_views as carrying
from .plans import coverage_views
from .plans import plan_views as plans
from .plans import version_views as versions
from .plans.table_urls import urlpatterns as table_urls
from .work import assigning_views, bulk_views, step_views
from .work import evidence_views as evidence
from .work import resource_views as resources
from .work import task_views as tasks

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
    path("ke-hoach/<int:pk>/trinh/", rounds.plan_submit, name="plan-submit"),
    path(
        "ke-hoach/<int:pk>/ben-ky/<int:party_pk>/dong-y/",
        rounds.plan_agree,
        name="plan-agree",
    ),
    path(
        "ke-hoach/<int:pk>/ben-ky/<int:party_pk>/de-nghi-sua/",
        rounds.plan_send_back,
        name="plan-send-back",
    ),
    path("ke-hoach/<int:pk>/rut/", rounds.plan_withdraw, name="plan-withdraw"),
    path(
        "ke-hoach/<int:pk>/lan-trinh/<int:number>/",
        rounds.plan_round,
        name="plan-round",
    ),
    path(
        "ke-hoach/<int:pk>/y-kien/<int:remark_pk>/",
        rounds.remark_answer,
        name="remark-answer",
    ),
    path(
        "quy-che/<int:agreement_pk>/cach-thong-nhat/",
        rules.approval_rule,
        name="approval-rule",
    ),
    path("thay-mat/", stand_ins.stand_in_list, name="stand-in-list"),
    path("thay-mat/co-quan/<int:pk>/", stand_ins.stand_in_name, name="stand-in-name"),
    path(
        "thay-mat/<int:pk>/thu-hoi/",
        stand_ins.stand_in_revoke,
        name="stand-in-revoke",
    ),
    path("ke-hoach/<int:pk>/ban-hanh/", plans.plan_issue, name="plan-issue"),
    path("ke-hoach/<int:pk>/ket-thuc/", plans.plan_close, name="plan-close"),
    path("ke-hoach/<int:pk>/tai/", plans.plan_download, name="plan-download"),
    path(
        "ke-hoach/<int:pk>/sua-doi/",
        amendments.amendment_create,
        name="amendment-create",
    ),
    path(
        "ke-hoach/<int:pk>/bo-sua-doi/",
        amendments.amendment_discard,
        name="amendment-discard",
    ),
    path(
        "ke-hoach/<int:pk>/ban/<int:number>/",
        versions.plan_version,
        name="plan-version",
    ),
    path(
        "cong-khai/ke-hoach/<int:pk>/ban/<int:number>/",
        versions.public_plan_version,
        name="public-plan-version",
    ),
    path(
        "cong-khai/ke-hoach/<int:pk>/ban/<int:number>/tai/",
        versions.public_version_download,
        name="public-version-download",
    ),
    path(
        "ke-hoach/<int:plan_pk>/nhiem-vu/moi/",
        tasks.focus_task_create,
        name="focus-task-create",
    ),
    path("nhiem-vu/", tasks.FocusTaskList.as_view(), name="focus-task-list"),
    path("nhiem-vu/hang-loat/", bulk_views.bulk, name="task-bulk"),
    path(
        "nhiem-vu/<int:pk>/nguoi-theo-doi/",
        assigning_views.task_assign,
        name="task-assign",
    ),
    path("theo-doi/", assigning_views.follow_list, name="follow-list"),
    path(
        "theo-doi/nhiem-vu/<int:pk>/", assigning_views.task_follow, name="task-follow"
    ),
    path(
        "theo-doi/ke-hoach/<int:pk>/", assigning_views.plan_follow, name="plan-follow"
    ),
    path("ban-giao/", handover_views.HandoverList.as_view(), name="handover-list"),
    path("ban-giao/moi/", handover_views.handover_new, name="handover-new"),
    path(
        "ban-giao/<int:pk>/",
        handover_views.HandoverDetail.as_view(),
        name="handover-detail",
    ),
    path(
        "ban-giao/<int:pk>/ban-ky/", handover_views.scan_add, name="handover-scan-add"
    ),
    path(
        "ban-giao/<int:pk>/ban-ky/tai/",
        handover_views.scan_download,
        name="handover-scan",
    ),
    path(
        "nhiem-vu/<int:pk>/",
        tasks.FocusTaskDetail.as_view(),
        name="focus-task-detail",
    ),
    path("nhiem-vu/<int:pk>/sua/", tasks.focus_task_edit, name="focus-task-edit"),
    path("nhiem-vu/<int:pk>/bo/", tasks.focus_task_remove, name="focus-task-remove"),
    path("nhiem-vu/<int:pk>/bao-cao/", tasks.progress_report, name="progress-report"),
    path("nhiem-vu/<int:pk>/ky-chuong-trinh/", cascades.cascade, name="cascade"),
    path(
        "nhiem-vu/<int:pk>/ky-chuong-trinh/them/",
        cascades.cascade_add,
        name="cascade-add",
    ),
    path(
        "nhiem-vu/<int:pk>/ky-chuong-trinh/nhac/",
        signings.cascade_nudge,
        name="cascade-nudge",
    ),
    path(
        "nhiem-vu/<int:pk>/ky-chuong-trinh/<int:duty_pk>/",
        signings.cascade_sign,
        name="cascade-sign",
    ),
    path(
        "nhiem-vu/<int:pk>/ky-chuong-trinh/<int:duty_pk>/khong-phai-ky/",
        signings.cascade_leave_out,
        name="cascade-leave-out",
    ),
    path(
        "nhiem-vu/<int:pk>/ky-chuong-trinh/<int:duty_pk>/phai-ky/",
        signings.cascade_put_back,
        name="cascade-put-back",
    ),
    path(
        "nhiem-vu/<int:pk>/ky-chuong-trinh/<int:duty_pk>/bo-ghi-nhan/",
        signings.cascade_take_back,
        name="cascade-take-back",
    ),
    path(
        "nhiem-vu/<int:pk>/ky-chuong-trinh/<int:duty_pk>/tai/",
        signings.cascade_file,
        name="cascade-file",
    ),
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
        "nhiem-vu/phan-viec-cham/",
        resources.LatePartList.as_view(),
        name="late-part-list",
    ),
    path(
        "nhiem-vu/<int:pk>/phan-viec/<int:part_pk>/mo-lai/",
        carrying.part_reopen,
        name="part-reopen",
    ),
    path(
        "nhiem-vu/<int:pk>/phan-viec/<int:part_pk>/tra-lai/",
        carrying.part_return,
        name="part-return",
    ),
    path("nhiem-vu/<int:pk>/gia-han/", carrying.extension_ask, name="extension-ask"),
    path("gia-han/<int:pk>/", carrying.extension_detail, name="extension-detail"),
    path(
        "gia-han/<int:pk>/rut/", carrying.extension_withdraw, name="extension-withdraw"
    ),
    path(
        "nhiem-vu/<int:pk>/huy/", carrying.focus_task_cancel, name="focus-task-cancel"
    ),
    path("nguon-luc/", resources.ResourceList.as_view(), name="resource-list"),
    path("nguon-luc/<int:pk>/", resources.resource_detail, name="resource-detail"),
    path(
        "nguon-luc/<int:pk>/tra-loi/", resources.resource_answer, name="resource-answer"
    ),
    path(
        "nguon-luc/<int:pk>/rut/", resources.resource_withdraw, name="resource-withdraw"
    ),
    path(
        "nguon-luc/<int:pk>/van-ban/",
        resources.resource_document,
        name="resource-document",
    ),
    path(
        "ke-hoach/<int:pk>/nguon-luc/moi/", resources.resource_ask, name="resource-ask"
    ),
    path(
        "ket-luan/<int:pk>/thanh-nhiem-vu/",
        conclusion_views.conclusion_task,
        name="conclusion-task",
    ),
    path(
        "nhiem-vu/<int:pk>/cac-buoc/theo-mau/",
        step_views.steps_apply,
        name="steps-apply",
    ),
    path("nhiem-vu/<int:pk>/cac-buoc/moi/", step_views.step_create, name="step-create"),
    path(
        "nhiem-vu/<int:pk>/cac-buoc/<int:step_pk>/sua/",
        step_views.step_edit,
        name="step-edit",
    ),
    path(
        "nhiem-vu/<int:pk>/cac-buoc/<int:step_pk>/bo/",
        step_views.step_remove,
        name="step-remove",
    ),
    path(
        "nhiem-vu/<int:pk>/cac-buoc/<int:step_pk>/xong/",
        step_views.step_mark,
        name="step-mark",
    ),
    path("lich/", calendars.calendar_month, name="calendar"),
    path("lich/quy/", calendars.calendar_quarter, name="calendar-quarter"),
    path("lich/dia-chi/", feeds.feed_list, name="feed-list"),
    path("lich/dia-chi/<int:pk>/thu-hoi/", feeds.feed_revoke, name="feed-revoke"),
    path(
        "lich/<str:secret>.ics",
        feeds.public_calendar_feed,
        name="public-calendar-feed",
    ),
    path(
        "ke-hoach/<int:pk>/dong-thoi-gian/",
        timelines.plan_timeline,
        name="plan-timeline",
    ),
    path("minh-chung/<int:pk>/", evidence.evidence_download, name="evidence-download"),
    path(
        "minh-chung/<int:pk>/anh-nho/",
        evidence.evidence_thumbnail,
        name="evidence-thumbnail",
    ),
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
    *table_urls,
    *import_urls,
]

from django.urls import path

from . import handover_views, plan_word_views, views
from .dashboards import cluster_views
from .dashboards import views as dashboard_views
from .indicators import figure_total_views, figure_views, indicator_views, target_views
from .outlines import outline_views, word_template_views
from .publication import (
    open_data_views,
    public_views,
    publication_views,
    subscription_views,
)
from .recommendations import (
    carrying_views,
    raising_views,
    recommendation_views,
    reply_views,
)
from .reorganisations import reorganisation_views
from .reporting_calendar import reporting_duty_views
from .reviews import ordering_views, prose_views, signing_views
from .unit_reports import (
    collection_editing_views,
    collection_views,
    unit_receiving_views,
    unit_report_views,
    unit_sheet_views,
)
from .workspaces import workspace_views

app_name = "reports"

urlpatterns = [
    path("ban-lam-viec/", workspace_views.workspace, name="workspace"),
    path("bang-dieu-hanh/", dashboard_views.dashboard, name="dashboard"),
    path(
        "bang-dieu-hanh/dang-ky/",
        subscription_views.subscriptions,
        name="subscriptions",
    ),
    path(
        "bang-dieu-hanh/co-quan/<int:pk>/",
        dashboard_views.organisation_dashboard,
        name="organisation-dashboard",
    ),
    path(
        "cum-thi-dua/<int:pk>/bang/",
        dashboard_views.cluster_dashboard,
        name="cluster-dashboard",
    ),
    path("ke-hoach/<int:pk>/tai-word/", plan_word_views.plan_word, name="plan-word"),
    path(
        "ban-giao/<int:pk>/bien-ban/",
        handover_views.minutes,
        name="handover-minutes",
    ),
    path("bao-cao/", views.ReviewList.as_view(), name="review-list"),
    path("bao-cao/dat/", ordering_views.review_order, name="review-order"),
    path("de-cuong/", outline_views.outline_list, name="outline-list"),
    path("de-cuong/<int:pk>/", outline_views.outline_detail, name="outline-detail"),
    path("de-cuong/<int:pk>/sua/", outline_views.outline_edit, name="outline-edit"),
    path("de-cuong/<int:pk>/rieng/", outline_views.outline_own, name="outline-own"),
    path("de-cuong/<int:pk>/bo/", outline_views.outline_remove, name="outline-remove"),
    path("bao-cao/<int:pk>/", views.ReviewDetail.as_view(), name="review-detail"),
    path("bao-cao/<int:pk>/tien-trinh/", views.review_progress, name="review-progress"),
    path("bao-cao/<int:pk>/dung-lai/", views.review_rebuild, name="review-rebuild"),
    path("bao-cao/<int:pk>/dung-viec/", signing_views.review_stop, name="review-stop"),
    path("bao-cao/<int:pk>/phan/<slug:slug>/", prose_views.part_edit, name="part-edit"),
    path(
        "bao-cao/<int:pk>/phan/<slug:slug>/dang-mo/",
        prose_views.part_here,
        name="part-here",
    ),
    path(
        "bao-cao/<int:pk>/trinh-duyet/",
        signing_views.review_submit,
        name="review-submit",
    ),
    path("bao-cao/<int:pk>/duyet/", signing_views.review_decide, name="review-decide"),
    path(
        "bao-cao/<int:pk>/rut-ve/",
        signing_views.review_take_back,
        name="review-take-back",
    ),
    path(
        "bao-cao/<int:pk>/phat-hanh/", signing_views.review_issue, name="review-issue"
    ),
    path(
        "bao-cao/<int:pk>/dinh-chinh/",
        signing_views.review_correct,
        name="review-correct",
    ),
    path(
        "bao-cao/<int:pk>/so-voi-hien-nay/",
        views.review_compare,
        name="review-compare",
    ),
    path(
        "bao-cao/<int:pk>/cong-khai/",
        publication_views.review_publish,
        name="review-publish",
    ),
    path(
        "bao-cao/<int:pk>/thoi-cong-khai/",
        publication_views.review_unpublish,
        name="review-unpublish",
    ),
    path(
        "bao-cao/<int:pk>/tai/<str:format>/",
        views.review_download,
        name="review-download",
    ),
    path(
        "bao-cao/<int:pk>/so-lieu/<int:indicator_pk>/",
        views.review_figures,
        name="review-figures",
    ),
    path(
        "ket-luan/<int:pk>/thanh-kien-nghi/",
        recommendation_views.conclusion_recommend,
        name="conclusion-recommend",
    ),
    path(
        "kien-nghi/",
        recommendation_views.RecommendationList.as_view(),
        name="recommendation-list",
    ),
    path(
        "kien-nghi/theo-doi/",
        recommendation_views.recommendation_ageing,
        name="recommendation-ageing",
    ),
    path(
        "kien-nghi/moi/",
        raising_views.recommendation_create,
        name="recommendation-create",
    ),
    path(
        "kien-nghi/<int:pk>/sua/",
        raising_views.recommendation_edit,
        name="recommendation-edit",
    ),
    path(
        "kien-nghi/<int:pk>/gui/",
        raising_views.recommendation_send,
        name="recommendation-send",
    ),
    path(
        "kien-nghi/<int:pk>/dinh-chinh/",
        raising_views.recommendation_correct,
        name="recommendation-correct",
    ),
    path(
        "kien-nghi/<int:pk>/rut/",
        raising_views.recommendation_recall,
        name="recommendation-recall",
    ),
    path(
        "kien-nghi/<int:pk>/van-ban/",
        recommendation_views.recommendation_document,
        name="recommendation-document",
    ),
    path(
        "kien-nghi/<int:pk>/tra-loi/",
        reply_views.reply_create,
        name="recommendation-reply",
    ),
    path(
        "kien-nghi/tra-loi/<int:pk>/danh-gia/",
        reply_views.reply_judge,
        name="reply-judge",
    ),
    path(
        "kien-nghi/tra-loi/<int:pk>/van-ban/",
        recommendation_views.reply_document,
        name="reply-document",
    ),
    path(
        "ke-hoach/<int:pk>/tu-kien-nghi/",
        carrying_views.plan_recommendations,
        name="plan-recommendations",
    ),
    path(
        "kien-nghi/<int:pk>/",
        recommendation_views.RecommendationDetail.as_view(),
        name="recommendation-detail",
    ),
    path(
        "kien-nghi/<int:pk>/bo/",
        recommendation_views.recommendation_withdraw,
        name="recommendation-withdraw",
    ),
    path("so-lieu/", figure_views.FigureList.as_view(), name="figure-list"),
    path("so-lieu/nhap/", figure_views.figure_create, name="figure-create"),
    path("so-lieu/tong/", figure_total_views.figure_total, name="figure-total"),
    path(
        "so-lieu/<int:pk>/", figure_views.FigureDetail.as_view(), name="figure-detail"
    ),
    path("so-lieu/<int:pk>/sua/", figure_views.figure_edit, name="figure-edit"),
    path("so-lieu/<int:pk>/rut/", figure_views.figure_withdraw, name="figure-withdraw"),
    path(
        "so-lieu/<int:pk>/minh-chung/",
        figure_views.figure_evidence,
        name="figure-evidence",
    ),
    path("chi-tieu/", indicator_views.indicator_list, name="indicator-list"),
    path("chi-tieu/moi/", indicator_views.indicator_create, name="indicator-create"),
    path(
        "chi-tieu/<int:pk>/",
        indicator_views.indicator_detail,
        name="indicator-detail",
    ),
    path(
        "chi-tieu/<int:pk>/sua/", indicator_views.indicator_edit, name="indicator-edit"
    ),
    path(
        "chi-tieu/<int:pk>/muc-tieu/",
        target_views.target_create,
        name="target-create",
    ),
    path("muc-tieu/<int:pk>/", target_views.target_edit, name="target-edit"),
    path("muc-tieu/<int:pk>/bo/", target_views.target_delete, name="target-delete"),
    path("cum-thi-dua/", cluster_views.ClusterList.as_view(), name="cluster-list"),
    path(
        "cum-thi-dua/<int:pk>/",
        cluster_views.ClusterDetail.as_view(),
        name="cluster-detail",
    ),
    path(
        "cong-khai/bao-cao/",
        public_views.PublicReviewList.as_view(),
        name="public-review-list",
    ),
    path(
        "cong-khai/bao-cao/<int:pk>/",
        public_views.PublicReviewDetail.as_view(),
        name="public-review-detail",
    ),
    path(
        "cong-khai/bao-cao/<int:pk>/tai/<str:format>/",
        public_views.public_review_download,
        name="public-review-download",
    ),
    path("cong-khai/bao-cao.atom", open_data_views.public_feed, name="public-feed"),
    path("cong-khai/so-lieu/", open_data_views.public_data, name="public-data"),
    path(
        "cong-khai/so-lieu/tat-ca.<str:format>",
        open_data_views.public_data_file,
        name="public-data-all",
    ),
    path(
        "cong-khai/so-lieu/bao-cao-<int:pk>.<str:format>",
        open_data_views.public_data_file,
        name="public-data-of-review",
    ),
    path("sap-xep/", reorganisation_views.reorganisations, name="reorganisation-list"),
    path(
        "sap-xep/moi/",
        reorganisation_views.reorganisation_choose,
        name="reorganisation-choose",
    ),
    path(
        "sap-xep/moi/<slug:kind>/",
        reorganisation_views.reorganisation_new,
        name="reorganisation-new",
    ),
    path(
        "sap-xep/<int:pk>/",
        reorganisation_views.reorganisation_detail,
        name="reorganisation-detail",
    ),
    path(
        "sap-xep/<int:pk>/hoan-tac/",
        reorganisation_views.reorganisation_undo,
        name="reorganisation-undo",
    ),
    path(
        "sap-xep/<int:pk>/van-ban/",
        reorganisation_views.reorganisation_document,
        name="reorganisation-document",
    ),
    path(
        "co-quan/<int:pk>/mau-bao-cao/",
        word_template_views.word_template_list,
        name="word-template-list",
    ),
    path(
        "co-quan/<int:pk>/mau-bao-cao/mau-goc/",
        word_template_views.word_template_sample,
        name="word-template-sample",
    ),
    path(
        "mau-bao-cao/<int:pk>/tep/",
        word_template_views.word_template_file,
        name="word-template-file",
    ),
    path(
        "mau-bao-cao/<int:pk>/xem-thu/",
        word_template_views.word_template_preview,
        name="word-template-preview",
    ),
    path(
        "mau-bao-cao/<int:pk>/dung/",
        word_template_views.word_template_use,
        name="word-template-use",
    ),
    path(
        "mau-bao-cao/<int:pk>/thoi-dung/",
        word_template_views.word_template_stop,
        name="word-template-stop",
    ),
    path(
        "quy-che/<int:pk>/che-do-bao-cao/moi/",
        reporting_duty_views.reporting_duty_create,
        name="reporting-duty-create",
    ),
    path(
        "che-do-bao-cao/<int:pk>/sua/",
        reporting_duty_views.reporting_duty_edit,
        name="reporting-duty-edit",
    ),
    path(
        "che-do-bao-cao/<int:pk>/bo/",
        reporting_duty_views.reporting_duty_remove,
        name="reporting-duty-remove",
    ),
    path(
        "thu-bao-cao/",
        collection_views.CollectionList.as_view(),
        name="collection-list",
    ),
    path(
        "thu-bao-cao/moi/",
        collection_editing_views.collection_create,
        name="collection-create",
    ),
    path(
        "thu-bao-cao/<int:pk>/",
        collection_views.CollectionDetail.as_view(),
        name="collection-detail",
    ),
    path(
        "thu-bao-cao/<int:pk>/sua/",
        collection_editing_views.collection_edit,
        name="collection-edit",
    ),
    path(
        "thu-bao-cao/<int:pk>/them-don-vi/",
        collection_editing_views.collection_add,
        name="collection-add",
    ),
    path(
        "thu-bao-cao/<int:pk>/nhac/",
        collection_views.collection_nudge,
        name="collection-nudge",
    ),
    path(
        "thu-bao-cao/<int:pk>/ket-thuc/",
        collection_views.collection_close,
        name="collection-close",
    ),
    path(
        "thu-bao-cao/<int:pk>/mo-lai/",
        collection_views.collection_reopen,
        name="collection-reopen",
    ),
    path("bao-cao-don-vi/<int:pk>/", unit_report_views.unit_report, name="unit-report"),
    path(
        "bao-cao-don-vi/<int:pk>/phan/<slug:slug>/",
        unit_report_views.unit_part,
        name="unit-part",
    ),
    path(
        "bao-cao-don-vi/<int:pk>/so-lieu/",
        unit_report_views.unit_figures_form,
        name="unit-figures",
    ),
    path(
        "bao-cao-don-vi/<int:pk>/ket-qua-chung/",
        unit_report_views.unit_figure_shared,
        name="unit-figure-shared",
    ),
    path(
        "bao-cao-don-vi/<int:pk>/gui/",
        unit_report_views.unit_report_send,
        name="unit-report-send",
    ),
    path(
        "bao-cao-don-vi/<int:pk>/nhan/",
        unit_receiving_views.unit_report_receive,
        name="unit-report-receive",
    ),
    path(
        "bao-cao-don-vi/<int:pk>/tra-lai/",
        unit_receiving_views.unit_report_return,
        name="unit-report-return",
    ),
    path(
        "bao-cao-don-vi/<int:pk>/khong-phai-nop/",
        unit_receiving_views.unit_report_leave_out,
        name="unit-report-leave-out",
    ),
    path(
        "bao-cao-don-vi/<int:pk>/phai-nop/",
        unit_receiving_views.unit_report_take_back,
        name="unit-report-take-back",
    ),
    path(
        "bao-cao-don-vi/<int:pk>/lui-han/",
        unit_receiving_views.unit_report_extend,
        name="unit-report-extend",
    ),
    path(
        "bao-cao-don-vi/<int:pk>/mau-excel/",
        unit_sheet_views.unit_sheet_out,
        name="unit-sheet",
    ),
    path(
        "bao-cao-don-vi/<int:pk>/nhap-excel/",
        unit_sheet_views.unit_sheet_upload,
        name="unit-sheet-upload",
    ),
]

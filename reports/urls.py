from django.urls import path

from . import (
    cluster_views,
    figure_views,
    public_views,
    recommendation_views,
    reorganisation_views,
    views,
    workspace_views,
)

app_name = "reports"

urlpatterns = [
    path("ban-lam-viec/", workspace_views.workspace, name="workspace"),
    path("bao-cao/", views.ReviewList.as_view(), name="review-list"),
    path("bao-cao/dat/", views.review_order, name="review-order"),
    path("bao-cao/<int:pk>/", views.ReviewDetail.as_view(), name="review-detail"),
    path("bao-cao/<int:pk>/tien-trinh/", views.review_progress, name="review-progress"),
    path("bao-cao/<int:pk>/dung-lai/", views.review_rebuild, name="review-rebuild"),
    path("bao-cao/<int:pk>/phan/<slug:slug>/", views.part_edit, name="part-edit"),
    path("bao-cao/<int:pk>/phat-hanh/", views.review_issue, name="review-issue"),
    path("bao-cao/<int:pk>/dinh-chinh/", views.review_correct, name="review-correct"),
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
]

from django.urls import path

from . import document_views, public_views, views
from .amendments import amendment_views
from .conferences import conference_views
from .continuation import continuing_views
from .provisions import provision_views
from .reminder_ladders import ladder_views
from .trash import trash_views

app_name = "agreements"
urlpatterns = [
    path("quy-che/", views.AgreementList.as_view(), name="agreement-list"),
    path("quy-che/thung-rac/", trash_views.trash_list, name="trash-list"),
    path("quy-che/thung-rac/<int:pk>/", trash_views.trash_detail, name="trash-detail"),
    path(
        "quy-che/thung-rac/<int:pk>/khoi-phuc/",
        trash_views.agreement_restore,
        name="agreement-restore",
    ),
    path(
        "quy-che/<int:pk>/bo/",
        trash_views.agreement_throw_away,
        name="agreement-throw-away",
    ),
    path(
        "quy-che/<int:pk>/gan-linh-vuc/",
        provision_views.provision_tags,
        name="provision-tags",
    ),
    path(
        "quy-che/<int:pk>/thang-nhac-viec/",
        ladder_views.agreement_ladders,
        name="agreement-ladders",
    ),
    path("quy-che/moi/", views.AgreementCreate.as_view(), name="agreement-create"),
    path("quy-che/<int:pk>/", views.AgreementDetail.as_view(), name="agreement-detail"),
    path(
        "quy-che/<int:pk>/sua/", views.AgreementUpdate.as_view(), name="agreement-edit"
    ),
    path(
        "quy-che/<int:pk>/tai-lieu/them/",
        document_views.document_add,
        name="document-add",
    ),
    path(
        "quy-che/<int:pk>/tai-lieu/<int:document>/sua/",
        document_views.document_edit,
        name="document-edit",
    ),
    path(
        "quy-che/<int:pk>/tai-lieu/<int:document>/go/",
        document_views.document_remove,
        name="document-remove",
    ),
    path(
        "quy-che/ben-ky/<int:pk>/tiep-tuc/",
        continuing_views.decision_continue,
        name="decision-continue",
    ),
    path(
        "quy-che/<int:pk>/thay-the/",
        continuing_views.decision_replace,
        name="decision-replace",
    ),
    path(
        "quy-che/<int:pk>/cham-dut/",
        continuing_views.decision_end,
        name="decision-end",
    ),
    path(
        "quy-che/quyet-dinh/<int:pk>/rut/",
        continuing_views.decision_withdraw,
        name="decision-withdraw",
    ),
    path(
        "quy-che/quyet-dinh/<int:pk>/tep/",
        continuing_views.decision_document,
        name="decision-document",
    ),
    path(
        "quy-che/<int:pk>/sua-doi/moi/",
        amendment_views.amendment_create,
        name="amendment-create",
    ),
    path(
        "quy-che/sua-doi/<int:pk>/",
        amendment_views.amendment_detail,
        name="amendment-detail",
    ),
    path(
        "quy-che/sua-doi/<int:pk>/sua/",
        amendment_views.amendment_edit,
        name="amendment-edit",
    ),
    path(
        "quy-che/sua-doi/<int:pk>/bo/",
        amendment_views.amendment_remove,
        name="amendment-remove",
    ),
    path(
        "quy-che/sua-doi/<int:pk>/tep/",
        amendment_views.amendment_document,
        name="amendment-document",
    ),
    path(
        "quy-che/<int:pk>/hop-nhat/",
        amendment_views.agreement_text,
        name="agreement-text",
    ),
    path(
        "cong-khai/quy-che/<int:pk>/hop-nhat/",
        amendment_views.public_agreement_text,
        name="public-agreement-text",
    ),
    path(
        "cong-khai/sua-doi/<int:pk>/",
        amendment_views.public_amendment_detail,
        name="public-amendment-detail",
    ),
    path(
        "cong-khai/sua-doi/<int:pk>/tep/",
        amendment_views.public_amendment_document,
        name="public-amendment-document",
    ),
    path(
        "quy-che/tai-lieu/<int:pk>/", views.document_download, name="document-download"
    ),
    path(
        "hoi-nghi/", conference_views.ConferenceList.as_view(), name="conference-list"
    ),
    path(
        "hoi-nghi/moi/",
        conference_views.ConferenceCreate.as_view(),
        name="conference-create",
    ),
    path(
        "hoi-nghi/<int:pk>/",
        conference_views.ConferenceDetail.as_view(),
        name="conference-detail",
    ),
    path(
        "hoi-nghi/<int:pk>/sua/",
        conference_views.ConferenceUpdate.as_view(),
        name="conference-edit",
    ),
    path(
        "hoi-nghi/<int:pk>/xoa/",
        conference_views.conference_delete,
        name="conference-delete",
    ),
    path(
        "cong-khai/",
        public_views.PublicAgreementList.as_view(),
        name="public-agreement-list",
    ),
    path(
        "cong-khai/quy-che/<int:pk>/",
        public_views.PublicAgreementDetail.as_view(),
        name="public-agreement-detail",
    ),
    path(
        "cong-khai/tai-lieu/<int:pk>/",
        public_views.public_document_download,
        name="public-document-download",
    ),
]

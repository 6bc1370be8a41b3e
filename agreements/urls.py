from django.urls import path

from . import public_views, views

app_name = "agreements"
urlpatterns = [
    path("quy-che/", views.AgreementList.as_view(), name="agreement-list"),
    path("quy-che/moi/", views.AgreementCreate.as_view(), name="agreement-create"),
    path("quy-che/<int:pk>/", views.AgreementDetail.as_view(), name="agreement-detail"),
    path(
        "quy-che/<int:pk>/sua/", views.AgreementUpdate.as_view(), name="agreement-edit"
    ),
    path(
        "quy-che/tai-lieu/<int:pk>/", views.document_download, name="document-download"
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

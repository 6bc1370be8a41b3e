"""Addresses of the Excel side of a plan."""

from django.urls import path

from . import import_views as views

urlpatterns = [
    path("ke-hoach/<int:pk>/nhap-excel/", views.import_upload, name="import-upload"),
    path("ke-hoach/<int:pk>/xuat-excel/", views.plan_export, name="plan-export"),
    path("nhap-excel/<int:pk>/", views.import_preview, name="import-preview"),
    path("nhap-excel/<int:pk>/cot/", views.import_columns, name="import-columns"),
    path("nhap-excel/<int:pk>/nhan/", views.import_accept, name="import-accept"),
    path("nhap-excel/<int:pk>/bo/", views.import_discard, name="import-discard"),
    path("nhap-excel/<int:pk>/tep/", views.import_annotated, name="import-annotated"),
]

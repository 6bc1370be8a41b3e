"""Addresses of the table in which a draft is edited, and of how a draft starts."""

from django.urls import path

from . import starting_views as starting
from . import table_views as table

urlpatterns = [
    path("ke-hoach/<int:pk>/bang/", table.plan_table, name="plan-table"),
    path("ke-hoach/<int:pk>/bang/o/", table.plan_table_cell, name="plan-table-cell"),
    path("ke-hoach/<int:pk>/bang/them/", table.plan_table_add, name="plan-table-add"),
    path("ke-hoach/<int:pk>/bang/xep/", table.plan_table_move, name="plan-table-move"),
    path(
        "ke-hoach/<int:pk>/bang/bo/",
        table.plan_table_remove,
        name="plan-table-remove",
    ),
    path(
        "ke-hoach/<int:pk>/bang/lay-lai/",
        table.plan_table_restore,
        name="plan-table-restore",
    ),
    path(
        "ke-hoach/<int:pk>/bang/co-quan/",
        table.plan_table_bodies,
        name="plan-table-bodies",
    ),
    path(
        "ke-hoach/<int:pk>/bang/thoi-han/",
        table.plan_table_deadline,
        name="plan-table-deadline",
    ),
    path("ke-hoach/<int:pk>/khoi-dau/", starting.plan_start, name="plan-start"),
]

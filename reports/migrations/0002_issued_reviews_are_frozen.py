from django.db import migrations

from accounts.dbrules import refuse

FROZEN = (
    "state",
    "snapshot",
    "snapshot_sha256",
    "document_number",
    "issued_on",
    "issued_by_id",
    "office_id",
    "kind",
    "agreement_id",
    "cluster_id",
    "organisation_id",
    "plan_id",
    "province_id",
    "outline",
    "approved_by_id",
    "approved_at",
    "note",
    "corrects_id",
    "is_joint",
    "subject",
    "period_label",
    "period_from",
    "period_to",
    "bound",
    "signers",
    "recipients",
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        refuse(
            name="issued_review_is_never_changed",
            event="UPDATE",
            table="reports_review",
            when="OLD.state = 'issued' AND ("
            + " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in FROZEN)
            + ")",
            message="an issued review is frozen",
        ),
        refuse(
            name="issued_review_is_never_deleted",
            event="DELETE",
            table="reports_review",
            when="OLD.state = 'issued'",
            message="an issued review is frozen",
        ),
    ]

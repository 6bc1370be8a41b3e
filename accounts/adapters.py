"""How people sign in: accounts are given by an administrator, never self-made."""

from allauth.account.adapter import DefaultAccountAdapter

from .mail import delivery


class ClosedAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_password_change_redirect_url(self, request):
        # The empty form again would look as if nothing had happened.
        return self.get_login_redirect_url(request)

    def send_mail(self, template_prefix, email, context):
        # By the outbox: a mail server that is down must not break the page.
        message = self.render_mail(
            template_prefix, email, {"request": self.request, "email": email} | context
        )
        delivery.write(to=context["user"], subject=message.subject, body=message.body)

    def format_email_subject(self, subject):
        # Not the host of the request: mail shows the product's name everywhere.
        return f"[Phối hợp] {subject}"

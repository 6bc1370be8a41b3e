"""How people sign in: accounts are given by an administrator, never self-made."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_password_change_redirect_url(self, request):
        # The empty form again would look as if nothing had happened.
        return self.get_login_redirect_url(request)

    def format_email_subject(self, subject):
        # Not the host of the request: mail shows the product's name everywhere.
        return f"[Phối hợp] {subject}"

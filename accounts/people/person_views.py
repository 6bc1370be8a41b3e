"""Who serves where: people by given name, with the places they hold today."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch

from .. import permissions
from ..filters import PersonFilter
from ..listings.list_views import ListPage
from ..lists import PEOPLE
from ..models import Membership
from . import people


class PersonList(ListPage):
    listing = PEOPLE
    template_name = "accounts/person_list.html"
    extra_context = {"section": "people"}

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if user.is_authenticated and not permissions.can_see_people(user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filter(self):
        places = Membership.objects.current(self.on).select_related("organisation")
        return PersonFilter(
            self.request.GET,
            queryset=people.serving(self.on).prefetch_related(
                Prefetch("memberships", places.order_by("pk"), to_attr="places")
            ),
            on=self.on,
        )

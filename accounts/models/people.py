from collections import defaultdict

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.fields import CharField, FoldedModel, SortKeyField
from accounts.search.word_index import Words
from accounts.vietnamese import person_sort_key

from .organisations import Organisation
from .succession import Succession, with_successors


class Role(models.TextChoices):
    STAFF = "staff", "Chuyên viên"
    REVIEWER = "reviewer", "Người cho ý kiến"
    MANAGER = "manager", "Lãnh đạo"
    ADMINISTRATOR = "administrator", "Quản trị cơ quan"


class User(AbstractUser):
    """A person; what they may do comes from their places in organisations."""

    first_name = None
    last_name = None
    full_name = CharField("họ và tên", max_length=150)
    sort_key = SortKeyField("khóa sắp xếp")
    is_illustrative = models.BooleanField("minh hoạ", default=False)

    REQUIRED_FIELDS = ["email", "full_name"]

    class Meta(AbstractUser.Meta):
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        ordering = ["sort_key"]
        indexes = [models.Index(fields=["sort_key", "id"], name="user_by_given_name")]

    def __str__(self):
        return self.full_name or self.username

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is not None:
            update_fields = set(update_fields) | {"sort_key"}
        is_new = self._state.adding
        super().save(*args, update_fields=update_fields, **kwargs)
        if not is_new and (update_fields is None or "full_name" in update_fields):
            for place in self.memberships.all():
                place.save(update_fields=["search"])  # found by the new name

    def sort_text_key(self):
        return person_sort_key(self.full_name)

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name

    @cached_property
    def current_memberships(self) -> list["Membership"]:
        """Places held today, first place first; read once per request."""
        return list(
            self.memberships.current(timezone.localdate())
            .select_related("organisation__kind")
            .order_by("pk")
        )

    @cached_property
    def roles_by_organisation(self) -> dict[int, set[str]]:
        """Roles held, by organisation id, including the bodies one's own succeeded.

        The duty of a merged body passes to its successor, so whoever serves the
        successor acts for every body that ended in it.
        """
        roles = defaultdict(set)
        for membership in self.current_memberships:
            roles[membership.organisation_id].add(membership.role)
        frontier = set(roles)
        while frontier:
            links = Succession.objects.filter(
                successor__in=frontier,
                took_effect_on__lte=timezone.localdate(),
                takes_duties=True,
            ).values_list("predecessor_id", "successor_id")
            frontier = set()
            for predecessor, successor in links:
                if not roles[successor] <= roles[predecessor]:
                    roles[predecessor] |= roles[successor]
                    frontier.add(predecessor)
        return dict(roles)

    @property
    def organisation_ids(self) -> set[int]:
        return set(self.roles_by_organisation)

    def organisation_ids_as(self, *roles: str) -> set[int]:
        """Organisations in which the person holds one of the roles."""
        wanted = set(roles)
        return {pk for pk, held in self.roles_by_organisation.items() if held & wanted}

    def has_role(self, organisation_id: int | None, *roles: str) -> bool:
        return bool(self.roles_by_organisation.get(organisation_id, set()) & set(roles))


def display_name(user: User) -> str:
    return str(user)


class MembershipQuerySet(models.QuerySet):
    def current(self, on):
        return self.filter(
            Q(started_on__isnull=True) | Q(started_on__lte=on),
            Q(ended_on__isnull=True) | Q(ended_on__gt=on),
        )

    def serving(self, organisation_ids, *, roles, on):
        """Current places in these organisations, or in their successors."""
        return self.current(on).filter(
            organisation__in=with_successors(organisation_ids, on),
            role__in=roles,
            user__is_active=True,
        )


class Membership(FoldedModel):
    """A place in an organisation: role, post, and the days it is held."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name="người dùng"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="memberships",
        verbose_name="cơ quan",
    )
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    post = CharField("chức vụ", max_length=150, blank=True)
    started_on = models.DateField("từ ngày", null=True, blank=True)
    ended_on = models.DateField("thôi từ ngày", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò trong cơ quan"
        verbose_name_plural = "vai trò trong cơ quan"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                name="membership_role_once",
                violation_error_message="Người này đã có vai trò đó trong cơ quan.",
            )
        ]
        indexes = [GinIndex(Words("search"), name="membership_search")]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"

    def search_text(self):
        return f"{self.user.full_name} {self.post} {self.get_role_display()}"


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those shared in an organisation one serves."""
        return self.filter(Q(owner=user) | Q(shared_with__in=user.organisation_ids))


class SavedView(models.Model):
    """A list as a person left it: filters, columns and order, under a name.

    `query` is the query string of the list's address. A shared one is offered to
    everybody of the organisation; each still sees only the rows they may.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views")
    list_name = models.SlugField("danh sách")
    name = CharField("tên bộ lọc", max_length=100)
    query = models.TextField("điều kiện", blank=True)
    shared_with = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="shared_views",
        verbose_name="dùng chung trong cơ quan",
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "bộ lọc đã lưu"
        verbose_name_plural = "bộ lọc đã lưu"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list_name", "name"],
                name="saved_view_name_once",
                violation_error_message="Ông/Bà đã có bộ lọc mang tên này.",
            )
        ]

    def __str__(self):
        return self.name

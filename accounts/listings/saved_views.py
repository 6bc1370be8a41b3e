"""Lists as people left them, kept under a name, and offered to their organisation."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from ..errors import NotPossible
from ..models import Organisation, SavedView, User
from .listing import Listing

MOST_VIEWS = 50
LONGEST_QUERY = 2000


class NameTaken(NotPossible):
    """Saving again under the name is a decision of the person."""


@transaction.atomic
def save(
    *,
    listing: Listing,
    name: str,
    params: QueryDict,
    shared_with: Organisation | None,
    replace: bool,
    by: User,
) -> SavedView:
    """Keep what arranges the list; the page, and what the list does not know, is not.

    Saving the same twice is saving it once; another one under the same name only
    with `replace`.
    """
    query = listing.meant(params).urlencode()
    if len(query) > LONGEST_QUERY:
        raise NotPossible(
            "Điều kiện lọc quá dài để lưu. Hãy bớt điều kiện rồi lưu lại."
        )
    mine = SavedView.objects.select_for_update().filter(
        owner=by, list_name=listing.name
    )
    view = mine.filter(name=name).first()
    if view is None:
        if mine.count() >= MOST_VIEWS:
            raise NotPossible(
                f"Ông/Bà đã lưu {MOST_VIEWS} bộ lọc của danh sách này. Hãy xóa bớt bộ "
                "lọc không còn dùng rồi lưu lại."
            )
        view = SavedView(owner=by, list_name=listing.name, name=name)
    elif (view.query, view.shared_with) == (query, shared_with):
        return view
    elif not replace:
        raise NameTaken(f"Ông/Bà đã có bộ lọc “{name}” với điều kiện khác.")
    view.query, view.shared_with = query, shared_with
    try:
        view.full_clean()
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from error
    view.save()
    return view

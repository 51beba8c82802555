# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The page itself: its words and address, what is chosen for it, in what order."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.outbox.services import emit
from peerreview.portfolio import registry, rules
from peerreview.portfolio.audiences import Audience
from peerreview.portfolio.events import PageOpened
from peerreview.portfolio.models import Item, Page, TakenSlug

WORDS_MOST = 400


def page_for(person: User) -> Page:
    """A person's page, begun if need be."""
    page, _is_new = Page.objects.select_related("person").get_or_create(
        person=person, defaults={"name": person.display_name}
    )
    return page


@transaction.atomic
def describe(
    *,
    person: User,
    name: str,
    claim: str = "",
    about: str = "",
    full_name: str = "",
    full_name_for: Sequence[str] = (),
    slug: str = "",
    is_open: bool = False,
    now: datetime | None = None,
) -> Page:
    """Say what the page calls its owner and claims, where it is, and whether the world may see it.

    Raises Invalid by field, and Conflict for an address that somebody has, had, or that looks like one.
    """
    page = Page.objects.select_for_update().get(pk=page_for(person).pk)
    page.person = person
    was_open = page.is_open
    page.name = _line(name, 80, "name")
    if not page.name:
        raise Invalid(
            "no-name", _("Write a name for the page. It may be a pseudonym."), field="name"
        )
    page.claim = _line(claim, 160, "claim")
    page.about = _short(text.plain(about).strip(), 600, "about")
    page.full_name = _line(full_name, 120, "full_name")
    page.full_name_for = [each for each in Audience.values if each in full_name_for]
    page.slug = _taken(page, slug)
    page.is_open = _may_open(page, is_open)
    page.save()
    if page.is_open != was_open:
        emit(PageOpened(person_id=person.pk, is_open=page.is_open), now=now)
    return page


def _may_open(page: Page, is_open: bool) -> bool:
    if is_open and not page.slug:
        raise Invalid("no-address", _("Choose an address before you open the page."), field="slug")
    if is_open and page.person.is_sheltered:
        message = _("A guardian has to agree before your page may be open.")
        raise Conflict("no-guardian", message, field="is_open")
    return is_open


def _line(value: str, most: int, field: str) -> str:
    return _short(text.one_line(value), most, field)


def _short(value: str, most: int, field: str) -> str:
    if len(value) > most:
        message = _("Keep this to %(most)d characters.") % {"most": most}
        raise Invalid("too-long", message, field=field)
    return value


def _taken(page: Page, typed: str) -> str | None:
    if not typed.strip():
        return None
    slug = rules.clean_slug(typed)
    try:
        with transaction.atomic():
            mine, _is_new = TakenSlug.objects.get_or_create(
                key=rules.folded(slug), defaults={"page": page}
            )
    except IntegrityError:
        mine = TakenSlug(page=None)
    if mine.page_id != page.pk:
        message = _("Somebody has this address, or one that looks like it. Choose another.")
        raise Conflict("taken-address", message, field="slug")
    return slug


@transaction.atomic
def choose(*, person: User, kind: str, key: str, now: datetime | None = None) -> Item:
    """Put one piece of one's record on one's page. Again changes nothing.

    Raises Invalid for what is not one's own to show, Conflict when there are as many as a page has.
    """
    offered = registry.kind_named(kind)
    if offered is None or not registry.find(kind, person, [key]):
        message = _("This cannot be shown now. Reload the page to see what can.")
        raise Invalid("not-yours", message)
    page = Page.objects.select_for_update().get(pk=page_for(person).pk)
    there = Item.objects.filter(page=page, kind=kind, key=key).first()
    if there:
        return there
    _refuse_full(page, offered, person)
    last = Item.objects.filter(page=page, kind=kind).aggregate(last=Max("position"))["last"] or 0
    return Item.objects.create(
        page=page, kind=kind, key=key, position=last + 1, added_at=now or clock.now()
    )


def _refuse_full(page: Page, kind: registry.Kind, person: User) -> None:
    chosen = set(Item.objects.filter(page=page, kind=kind.name).values_list("key", flat=True))
    if len(chosen) < kind.most:
        return
    standing = {piece.key for piece in registry.find(kind.name, person, chosen)}
    # What does not stand any more makes room.
    Item.objects.filter(page=page, kind=kind.name, key__in=chosen - standing).delete()
    if len(standing) >= kind.most:
        message = _("Your page has room for %(most)d of these. Take one away first.")
        raise Conflict("page-full", message % {"most": kind.most})


@transaction.atomic
def take_away(*, item: Item) -> None:
    """Take a piece off the page. Again changes nothing."""
    Item.objects.filter(pk=item.pk).delete()


@transaction.atomic
def put_words(*, item: Item, words: str) -> Item:
    """One's own words beside a piece."""
    item.words = _short(" ".join(text.plain(words).split()), WORDS_MOST, "words")
    item.save(update_fields=["words"])
    return item


@transaction.atomic
def move(*, item: Item, up: bool) -> None:
    """One place further up or down among its kind; at the end it stays."""
    rows = list(
        Item.objects.select_for_update()
        .filter(page=item.page_id, kind=item.kind)
        .order_by("position", "pk")
    )
    at = next((n for n, row in enumerate(rows) if row.pk == item.pk), None)
    to = None if at is None else at + (-1 if up else 1)
    if at is None or to is None or not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    for number, row in enumerate(rows, start=1):
        row.position = number
    Item.objects.bulk_update(rows, ["position"])

# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything the site holds about one person: found by looking at every model, so that none is forgotten.

A row is theirs when one of its links to people leads to them. Of other people in it nothing is given
out: not their ids, not their names. Apps add, in their `grants.py`, what is theirs by a longer way.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models

from peerreview.accounts.models import User

# Keys to an account, not data about a person.
SECRET = {
    ("accounts.User", "password"),
    ("mfa.Authenticator", "data"),
    ("usersessions.UserSession", "session_key"),
    ("usersessions.UserSession", "data"),
    ("sessions.Session", "session_data"),
}
# (section, person) -> rows of plain values; for what only the owner of an app can tell.
Section = Callable[[User], Iterable[dict[str, Any]]]
_withheld: set[tuple[str, str]] = set()
_paths: dict[str, str] = {}
_sections: dict[str, Section] = {}


def also(label: str, path: str) -> None:
    """Rows of the model `label` are a person's when `path` leads to them."""
    _paths[label] = path


def withheld(label: str, path: str) -> None:
    """Rows of `label` that lead to a person by `path` are somebody else's secret: not given to them."""
    _withheld.add((label, path))


def secret(label: str, field: str) -> None:
    """Never give this field of the model `label` out: it is a key, or somebody else's, not data about
    this person."""
    SECRET.add((label, field))


def section(name: str) -> Callable[[Section], Section]:
    """Register a section that an app puts together itself."""

    def register(give: Section) -> Section:
        _sections[name] = give
        return give

    return register


def links_to_people() -> Iterator[tuple[type[models.Model], str]]:
    """Every model that has a link to a person, with the link's name or path."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                yield model, field.name
        if path := _paths.get(model._meta.label):
            yield model, path


def everything(user: User) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Section by section: the profile, the rows of every model, what apps put together."""
    yield "accounts.User", [_row(user, user)]
    for model, path in links_to_people():
        if (model._meta.label, path) in _withheld:
            continue
        rows = model._default_manager.filter(**{path: user}).order_by("pk")
        if found := [_row(row, user) for row in rows.iterator(chunk_size=500)]:
            yield f"{model._meta.label}.{path}", found
    for name, give in _sections.items():
        if found := list(give(user)):
            yield name, found


def _row(row: models.Model, user: User) -> dict[str, Any]:
    label = row._meta.label
    return {
        field.attname: _value(row, field, user)
        for field in row._meta.concrete_fields
        if (label, field.name) not in SECRET
    }


def _value(row: models.Model, field: models.Field, user: User) -> Any:
    value = getattr(row, field.attname)
    if isinstance(field, models.ForeignKey) and field.related_model is User and value != user.pk:
        return None
    if isinstance(field, models.FileField):
        return value.name
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


_files: list[Callable[[User], Iterable[tuple[str, str]]]] = []


def files(give: Callable[[User], Iterable[tuple[str, str]]]) -> Any:
    """Register a way to find a person's files: pairs of a name and where it is stored."""
    _files.append(give)
    return give


def files_of(user: User) -> Iterator[tuple[str, Any]]:
    """Each file of a person by its name, open for reading."""
    if user.avatar:
        name = user.avatar.name
        yield f"picture.{name.rpartition('.')[2]}", default_storage.open(name)
    for give in _files:
        for name, key in give(user):
            yield name, default_storage.open(key)

# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Columns of an export, made by the path to their value."""

from collections.abc import Callable
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from peerreview.desk.sheets import Column


def one_of(about: Any, choices: type[TextChoices]) -> Any:
    """What a column means, with every value it may have: none is forgotten when one is added."""
    return lazy(lambda: _spelt(about, choices), str)()


def _spelt(about: Any, choices: type[TextChoices]) -> str:
    return f"{about}: " + "; ".join(f"{value} = {label}" for value, label in choices.choices)


def at(path: str) -> Callable[[Any, Any], Any]:
    """Reads an attribute of a row, by a path with dots; None where the way ends early."""
    steps = path.split(".")

    def read(row: Any, _mask: Any) -> Any:
        for step in steps:
            row = getattr(row, step, None)
            if row is None:
                return None
        return row

    return read


def person(path: str) -> Callable[[Any, Any], str]:
    """Reads who a person is, as the mask names them."""
    read = at(path)
    return lambda row, mask: mask.person(read(row, mask))


def text_column(name: str, path: str, about: Any, **options: Any) -> Column:
    return Column(name, "text", about, at(path), **options)


def number_column(name: str, path: str, about: Any) -> Column:
    return Column(name, "number", about, at(path))


def moment_column(name: str, path: str, about: Any) -> Column:
    return Column(name, "moment", about, at(path))


def id_column(name: str, path: str, about: Any) -> Column:
    read = at(path)
    return Column(name, "id", about, lambda row, mask: _string(read(row, mask)))


def _string(value: Any) -> str | None:
    return None if value is None else str(value)


def person_column(name: str, path: str, about: Any) -> Column:
    return Column(name, "person", about, person(path))


SUBMISSION = id_column("submission", "submission.uuid", _("the submission it is about"))
CRITERION = text_column("criterion", "criterion.key", _("key of the criterion in the rubric"))

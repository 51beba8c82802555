# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Queries written with the ORM, compiled once: for the few that every review runs.

Compiling a query with subqueries takes the ORM longer than the database takes to answer it.
"""

import copy
import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Prepared:
    """`build` is called once per shape with stand-ins for the parameters (whole numbers, such as
    ids) and returns a `values_list` queryset; `rows` runs it with the real ones.

    Values come as the database gives them, so ask for numbers and text. With `lock_of` (tables) the
    rows are held until the transaction ends, and `skip_locked` passes over those others hold.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet],
        *,
        lock_of: Sequence[str] = (),
        skip_locked: bool = False,
    ) -> None:
        self._build = build
        self._lock_of = lock_of
        self._skip_locked = skip_locked
        self._compiled: dict[tuple, tuple[str, list[Any]]] = {}
        self._lock = threading.Lock()

    def rows(self, *, shape: tuple = (), **values: int | None) -> list[tuple]:
        """The rows for these values. What `shape` holds goes to `build` as it is, and so does which
        of the values are None."""
        absent = tuple(name for name, value in values.items() if value is None)
        key = (connection.vendor, shape, absent)
        if key not in self._compiled:
            with self._lock:
                self._compiled[key] = self._compile(shape, values)
        sql, parameters = self._compiled[key]
        real = [values[p.name] if isinstance(p, _Place) else p for p in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, real)
            return cursor.fetchall()

    def _compile(self, shape: tuple, values: dict[str, int | None]) -> tuple[str, list[Any]]:
        places = {
            FIRST_STAND_IN + number: _Place(name)
            for number, (name, value) in enumerate(values.items())
            if value is not None
        }
        stand_ins = dict.fromkeys(values) | {p.name: number for number, p in places.items()}
        sql, parameters = self._build(*shape, **stand_ins).query.sql_with_params()
        parameters = [places.get(p, p) if isinstance(p, int) else p for p in parameters]
        return sql + self._locking(), parameters

    def _locking(self) -> str:
        if not self._lock_of or not connection.features.has_select_for_no_key_update:
            return ""
        tables = ", ".join(connection.ops.quote_name(table) for table in self._lock_of)
        return f" FOR NO KEY UPDATE OF {tables}" + (" SKIP LOCKED" if self._skip_locked else "")


class PreparedModels:
    """The same for model instances with what is selected beside them: `build` takes one id."""

    def __init__(self, build: Callable[[int], QuerySet]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[QuerySet, SQLCompiler, str, list[Any]]] = {}

    def get(self, pk: int) -> Any:
        """The instance; its model's DoesNotExist is raised without one."""
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile()
        queryset, compiler, sql, parameters = self._compiled[connection.vendor]
        mine = copy.copy(compiler)
        mine.connection = connection
        real = tuple(pk if p == FIRST_STAND_IN else p for p in parameters)
        mine.as_sql = lambda *args, **options: (sql, real)
        fresh = queryset._chain()
        fresh.query.get_compiler = lambda *args, **options: mine
        found = list(fresh)
        if not found:
            raise queryset.model.DoesNotExist
        return found[0]

    def _compile(self) -> tuple[QuerySet, SQLCompiler, str, list[Any]]:
        queryset = self._build(FIRST_STAND_IN)
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, parameters = compiler.as_sql()
        return queryset, compiler, sql, list(parameters)


class _Place:
    """Where a parameter goes."""

    def __init__(self, name: str) -> None:
        self.name = name


# No id is near it, and it is within every integer column.
FIRST_STAND_IN = 2_147_400_000

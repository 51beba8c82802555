# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What each of our apps does on start."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class DomainApp(AppConfig):
    """Registers the app's notices, listeners, panels, portfolio pieces and file-reading grants, where it has any."""

    PARTS = ("notices", "subscribers", "panels", "grants", "pieces")

    def ready(self) -> None:
        # By name, so that registering is not counted as depending.
        for part in self.PARTS:
            if find_spec(f"{self.name}.{part}"):
                import_module(f"{self.name}.{part}")

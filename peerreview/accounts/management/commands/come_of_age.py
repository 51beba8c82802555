# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Say that somebody is of age: for who runs the site and has looked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from peerreview.accounts import services
from peerreview.accounts.models import User


class Command(BaseCommand):
    """`manage.py come_of_age someone@example.org`."""

    help = "From now on this person needs no guardian's consent to open something to the world."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower(), is_active=True).first()
        if user is None:
            raise CommandError("Nobody here has this address.")
        services.come_of_age(user=user)
        self.stdout.write(f"{user.display_name} is of age.")

# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the demo made, for people and for programs."""

from pathlib import Path
from typing import Any

from django.conf import settings

from badges import images
from badges.models import Credential
from endorsements.models import Endorsement
from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.cohorts.models import Membership
from peerreview.reviews.models import Review
from peerreview.runtime.demo import people, world


def summary(*, files_in: Path) -> dict[str, Any]:
    """Counts of what there is, and the files of one issued credential written to `files_in`."""
    learners = Membership.objects.filter(cohort__name=world.COHORT_NAME, role="learner")
    return {
        "counts": {
            "learners": learners.count(),
            "submissions": Submission.objects.filter(withdrawn_at=None).count(),
            "reviews": Review.objects.filter(state=Review.State.SUBMITTED).count(),
            "endorsements": Endorsement.objects.filter(withdrawn_at=None).count(),
            "credentials": Credential.objects.filter(revoked_at=None).count(),
        },
        "files": _write_sample(files_in),
    }


def _write_sample(folder: Path) -> dict[str, str]:
    credential = (
        Credential.objects.filter(revoked_at=None, award__criteria__activity_uuid__isnull=False)
        .order_by("pk")
        .first()
    )
    if credential is None:
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    document, picture = folder / "credential.json", folder / "credential.png"
    document.write_text(credential.document, encoding="utf-8")
    picture.write_bytes(images.baked_png(credential))
    return {"credential_json": str(document), "credential_png": str(picture)}


def greeting(address: str, *, still: bool) -> str:
    """What a newcomer needs to know, on the terminal."""
    rows = [
        f"  {role:<12} {person.name:<15} {address}/demo/as/{person.key}/   ({does})"
        for role, person, does in people.CAST
    ]
    peers = (
        "Simulated peers are off."
        if still
        else "Simulated peers act every few seconds (--still stops them)."
    )
    simulated = User.objects.filter(is_simulated=True).count()
    return "\n".join(
        [
            "",
            f"  Peerage is served at {address}/",
            "",
            "  Sign in with one click:",
            *rows,
            f"  {'Stranger':<12} {'':<15} {address}/verify/   (checks a badge, without an account)",
            "",
            f"  Or by e-mail address and the password {world.PASSWORD!r}, for example {people.LEARNER.email}.",
            f"  {simulated} people here are made up. {peers}",
            f"  Mail that the site sends: {address}/demo/mail/   Data: {settings.DATA_DIR}",
            "  Ctrl+C stops it; starting again goes on where it was; --reset begins anew.",
            "",
        ]
    )

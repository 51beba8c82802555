# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Alice's work is reviewed, two people say something of her, and she holds a badge. All of it hers to show."""

from dataclasses import dataclass

from badges import assessing, issuing
from badges.models import Award, Credential
from badges.services import define_achievement, site_issuer
from endorsements.models import Endorsement
from endorsements.services import accept, add_skill, endorse
from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.outbox.services import deliver_all
from peerreview.portfolio import services, sharing
from peerreview.portfolio.models import Link, Page
from tests.peerreview import reviewing

SAID = "Read my draft twice and said exactly where it lost the thread of the argument."
THANKS = "Thank you for the evening you spent on my first page; it is another page now."
SLUG = "tidewater"


@dataclass
class Scene:
    alice: User
    ben: User
    fran: User
    submission: Submission
    voice: Endorsement
    thanks: Endorsement
    credential: Credential

    @property
    def keys(self) -> dict[str, str]:
        return {
            "work": str(self.submission.uuid),
            "voice": str(self.voice.uuid),
            "thanks": str(self.thanks.uuid),
            "badge": str(self.credential.uuid),
            "identity": "address",
        }

    def choose(self, *kinds: str) -> None:
        for kind in kinds or self.keys:
            services.choose(person=self.alice, kind=kind, key=self.keys[kind])

    def open(self, **fields: object) -> Page:
        values = {
            "name": "Tide Reader",
            "claim": "I explain the sea to people who never saw it.",
            "slug": SLUG,
            "is_open": True,
            **fields,
        }
        self.alice.refresh_from_db()
        return services.describe(person=self.alice, **values)

    def link(self, audience: str = "employer", **fields: object) -> tuple[Link, str]:
        made = sharing.make_link(person=self.alice, audience=audience, **{"days": 30, **fields})
        return made, sharing.token_of(made)


def build(run: str = "") -> Scene:
    """The scene; `run` tells its people from those of another run on the same site."""
    alice, ben, dora, fran = (
        reviewing.learner(f"{name}{run}") for name in ("Alice", "Ben", "Dora", "Fran")
    )
    cohort = reviewing.cohort_of(alice, ben, dora, facilitator=fran)
    activity = reviewing.activity_in(cohort, reviews_needed=2, reviews_asked=2, blindness="open")
    submission = reviewing.submission_by(alice, activity)
    reviewing.reviewed(ben, activity, levels=(3, 3, 3))
    reviewing.reviewed(dora, activity, levels=(3, 3, 3))
    skill = add_skill(name="Giving feedback")
    voice = endorse(
        endorser=ben, recipient=alice, skill=skill, reason=SAID, version=submission.version
    )
    thanks = endorse(endorser=dora, recipient=alice, skill=skill, reason=THANKS)
    for each in (voice, thanks):
        accept(endorsement=each, by=alice)
    deliver_all()
    return Scene(alice, ben, fran, submission, voice, thanks, _badge(alice, fran))


def _badge(alice: User, fran: User) -> Credential:
    badge = define_achievement(
        issuer=site_issuer(),
        name="Vouched for",
        description="Somebody vouched for them.",
        skills=[],
        tree={"all": [{"endorsements": {"people": 1, "skill": None}}]},
        activity_uuid=None,
        by=fran,
    )
    assessing.consider(person_id=alice.pk, achievement=badge)
    award = Award.objects.get(achievement=badge, recipient=alice)
    return issuing.claim(award=award, by=alice, printed_name="", is_public=True)

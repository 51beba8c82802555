# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Claims, backed: what can be earned, that a person earned it, and the signed document."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from badges import life_models, rule_models  # noqa: F401 - so that Django finds them
from badges.design_models import Designed
from badges.issuer_models import IssuerProfile
from badges.log_models import LogEntry, LogHead  # noqa: F401 - and where others look for them
from peerreview.kernel import clock, ids


class Issuer(IssuerProfile):
    """Who signs. Its id for the world is a did:web where the site has a public name, else a did:key."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"], condition=~models.Q(name_key=""), name="badges_issuer_names"
            )
        ]

    def __str__(self) -> str:
        return self.name


class SigningKey(models.Model):
    """A key of an issuer: Ed25519 for embedded proofs, RSA for tokens.

    The private half is stored encrypted only; old keys stay published. `public_jwk` is the public half
    of an RSA key, whose `public_multibase` is only its name.
    """

    class Kind(models.TextChoices):
        ED25519 = "ed25519", "Ed25519"
        RSA = "rsa", "RSA"

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="keys")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ED25519)
    public_multibase = models.CharField(max_length=100, unique=True)
    public_jwk = models.JSONField(null=True, blank=True)
    private_encrypted = models.BinaryField()
    created_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["issuer", "number"]
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="badges_key_number")
        ]

    def __str__(self) -> str:
        return f"{self.issuer} key {self.number}"


class StatusList(models.Model):
    """A published list of one bit per credential. `issuer_did` is the name its credentials carry, and
    the one the list has to be signed under; `key` is the key that had it then."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="status_lists")
    issuer_did = models.CharField(max_length=200, db_index=True)
    taken = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"status list {self.uuid}"


class StatusPlace(models.Model):
    """The bit of one credential: set once it is withdrawn, and never cleared."""

    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="places")
    index = models.PositiveIntegerField()
    set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["status_list", "index"]
        constraints = [
            models.UniqueConstraint(fields=["status_list", "index"], name="badges_one_each_place")
        ]
        indexes = [
            models.Index(
                fields=["status_list", "set_at"],
                name="badges_places_set",
                condition=models.Q(set_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.status_list} {self.index}"


class Achievement(Designed):
    """What can be earned, as its newest version has it. `skills` are names."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="achievements")
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"))
    skills = models.JSONField(_("skills"), default=list)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class CriteriaVersion(models.Model):
    """The declared rule of an achievement: never changed, known by its digest.

    `tree` is the rule as data (badges/criteria.py); `activity_uuid` is the activity whose
    submissions are judged, null for endorsements alone; `validity` how long the badge is valid and
    what renews it (badges/validity.py), null for ever.
    """

    class OptIn(models.TextChoices):
        REQUEST = "request", _("Only for those who ask for it")
        SUGGEST = "suggest", _("Suggested to everybody who earns it")

    achievement = models.ForeignKey(
        Achievement, on_delete=models.PROTECT, related_name="criteria_versions"
    )
    number = models.PositiveIntegerField()
    opt_in = models.CharField(max_length=10, choices=OptIn, default=OptIn.SUGGEST)
    tree = models.JSONField()
    activity_uuid = models.UUIDField(null=True, blank=True, db_index=True)
    validity = models.JSONField(null=True, blank=True)
    narrative = models.TextField(_("criteria in words"))
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["achievement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["achievement", "number"], name="badges_criteria_number")
        ]

    def __str__(self) -> str:
        return f"{self.achievement} criteria v{self.number}"


class Progress(models.Model):
    """How far a person's evidence goes towards an achievement, as last considered."""

    achievement = models.ForeignKey(Achievement, on_delete=models.CASCADE, related_name="progress")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_progress"
    )
    criteria = models.ForeignKey(CriteriaVersion, on_delete=models.PROTECT, related_name="+")
    verdict = models.JSONField()
    is_met = models.BooleanField(default=False)
    look_again_on = models.DateField(null=True, blank=True, db_index=True)
    considered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-considered_at", "pk"]
        verbose_name_plural = "progress"
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "person"], name="badges_one_progress_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} towards {self.achievement}"


class Award(models.Model):
    """That a person earned an achievement: offered when the evidence sufficed, claimed by their wish.

    It may be signed more than once (renewed, its name corrected); one credential at a time counts.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("Ready to claim")
        CLAIMED = "claimed", _("Claimed")
        REVOKED = "revoked", _("Revoked")
        SUSPENDED = "suspended", _("Suspended")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="awards")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="awards"
    )
    criteria = models.ForeignKey(CriteriaVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    printed_name = models.CharField(_("name on the badge"), max_length=120, blank=True)
    offered_at = models.DateTimeField(default=clock.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "recipient"], name="badges_one_award_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.achievement} for {self.recipient}"

    @property
    def credential(self) -> "Credential | None":
        """The credential that counts now; `queries.awards_of` brings it along."""
        found = self.__dict__.get("current_credentials")
        return next(
            iter(self.credentials.filter(is_current=True) if found is None else found), None
        )


class EvidenceSnapshot(models.Model):
    """The facts an award rests on, as they were when it was offered; known by their digest."""

    award = models.OneToOneField(Award, on_delete=models.CASCADE, related_name="evidence")
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"evidence of {self.award}"


class Credential(life_models.Withdrawable):
    """The signed document of an award, stored whole: what was signed is what is served, to the byte.

    `token` is the same credential as VC-JWT, `decision` the record its evidence refers to; both may be
    empty for old ones. What was replaced is withdrawn like what was revoked; for strangers `reason_class`.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="credentials")
    is_current = models.BooleanField(default=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True
    )
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    credential_id = models.CharField(max_length=200, unique=True)
    document = models.TextField()
    token = models.TextField(blank=True)
    decision = models.TextField(blank=True)
    status_place = models.OneToOneField(
        StatusPlace, on_delete=models.PROTECT, related_name="credential", null=True, blank=True
    )
    identity_salt = models.CharField(max_length=64)
    issued_at = models.DateTimeField(default=clock.now)
    valid_until = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(_("anyone with the link may see it"), default=True)

    class Meta:
        ordering = ["-issued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=models.Q(is_current=True),
                name="badges_one_current_credential",
            )
        ]

    def __str__(self) -> str:
        return self.credential_id


class Batch(models.Model):
    """Badges an issuer gives to many at once; the worker issues them some at a time."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="batches")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return f"batch {self.uuid}"


class BatchItem(models.Model):
    """One award of a batch, and what came of it. `fault` is a sentence for the issuer."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        ISSUED = "issued", _("Issued")
        REFUSED = "refused", _("Not issued")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    award = models.OneToOneField(Award, on_delete=models.CASCADE, related_name="batch_item")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    fault = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["batch", "state"], name="badges_batch_state")]

    def __str__(self) -> str:
        return f"{self.award} in {self.batch}"


class Backing(models.Model):
    """Somebody's word, mostly for an organisation, for a badge's meaning, an issuer, or a badge held:
    public once who answers for the thing, or holds it, accepts it. `hours` is for what a district,
    say, counts the badge. Never edited: withdrawn, given anew."""

    class Kind(models.TextChoices):
        ACHIEVEMENT = "achievement", _("what a badge means")
        ISSUER = "issuer", _("an issuer")
        CREDENTIAL = "credential", _("a badge somebody holds")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    endorser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="backings_given"
    )
    on_behalf_of = models.CharField(_("on behalf of"), max_length=120, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    target = models.UUIDField()
    words = models.TextField(_("in words"))
    hours = models.DecimalField(
        _("counts as hours"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    given_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["endorser", "kind", "target"],
                condition=models.Q(withdrawn_at=None),
                name="badges_one_standing_backing",
            )
        ]
        indexes = [models.Index(fields=["kind", "target"], name="badges_backings_of")]

    def __str__(self) -> str:
        return f"{self.endorser} backs {self.kind} {self.target}"


class SignedEndorsement(models.Model):
    """An EndorsementCredential, stored whole. `about` is the id of the endorsement, backing or
    co-signature it puts down. It is served while `is_shown`."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    about = models.UUIDField(unique=True)
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    credential_id = models.CharField(max_length=200, unique=True)
    document = models.TextField()
    status_place = models.OneToOneField(
        StatusPlace, on_delete=models.PROTECT, related_name="signed_endorsement"
    )
    signed_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=200, blank=True)
    is_shown = models.BooleanField(default=True)

    class Meta:
        ordering = ["-signed_at", "pk"]

    def __str__(self) -> str:
        return self.credential_id

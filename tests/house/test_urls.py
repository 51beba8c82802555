# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Every address of the site: who may read it, what it does with other methods, and that reading never writes.

The table below is the whole truth about who may GET what. A pattern that is not in it fails the test.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.house import inline, site_map

IN = "in"  # sent to sign in first


@dataclass(frozen=True)
class Row:
    """What each role gets for GET, in the order of site_map.ROLES, of which thing of the world."""

    statuses: tuple[object, ...]
    of: str = ""


def row(of: str, *statuses: object) -> Row:
    return Row(statuses, of)


def everyone(of: str = "", status: int = 200) -> Row:
    """The same for all."""
    return Row((status,) * len(site_map.ROLES), of)


def members(of: str = "", status: int = 200) -> Row:
    """Anyone signed in."""
    return Row((IN, *(status,) * (len(site_map.ROLES) - 1)), of)


def posted(of: str = "") -> Row:
    """Only to be posted to: nobody reads it, and strangers are sent to sign in."""
    return members(of, 405)


def about_alias() -> Row:
    """Posted to by the author about one review; who may not read it does not get that far."""
    return row("by-alias", IN, 404, 403, 405, 403, 405, 404)


def cohort(of: str) -> Row:
    """Whoever is in the cohort."""
    return row(of, IN, 404, 200, 200, 200, 200, 404)


def in_group(of: str) -> Row:
    """Whoever is in the study group."""
    return row(of, IN, 404, 404, 200, 200, 404, 404)


def facilitator(of: str) -> Row:
    """Who looks after the cohort; its learners are told that they may not, others nothing."""
    return row(of, IN, 404, 403, 403, 403, 200, 404)


def moderator(of: str) -> Row:
    """The same, and the site's staff."""
    return row(of, IN, 404, 403, 403, 403, 200, 200)


def facilitators_and_staff() -> Row:
    """Whoever looks after some cohort, and the site's staff."""
    return row("", IN, 403, 403, 403, 403, 200, 200)


def only(role: str, of: str, out: object = IN, status: int = 200) -> Row:
    """One person; to all others it does not exist."""
    inside = (status if each == role else 404 for each in site_map.ROLES[1:])
    return Row((out, *inside), of)


#                               out  nobody learner author reviewer fran staff
TABLE = {
    "home": everyone(),
    "oembed": everyone(status=404),  # of nothing
    "styleguide": everyone(),
    # artifacts
    "artifacts": members(),
    "artifact-new": posted(),
    "artifact": only("author", "version"),
    "artifact-revise": posted("version"),
    "draft": only("learner", "draft"),
    "draft-discard": posted("draft"),
    "draft-save": posted("draft"),
    "draft-preview": posted("draft"),
    "draft-add-text": posted("draft"),
    "draft-add-link": posted("draft"),
    "draft-add-files": posted("draft"),
    "draft-remove": posted("part"),
    "draft-move": posted("part"),
    "file": only("learner", "file", out=404),
    # people
    "profile-edit": members(),
    "profile-picture-remove": posted(),
    "person-me": members(status=302),
    "person": row("person", 404, 404, 200, 200, 200, 200, 404),
    "person-picture": everyone("person", 404),  # Alice has none
    # notifications
    "notifications": members(),
    "notifications-unread": members(),
    "notifications-read-all": posted(),
    "notifications-seen": posted(),
    "notification-settings": members(),
    "notification-open": posted("notice"),
    "notifications-stop": everyone("stop"),
    "push-device-add": posted(),
    "push-device-remove": posted("device"),
    # portfolio
    "portfolio": members(),
    "portfolio-page": members(),
    "portfolio-choose": posted(),
    "portfolio-item-words": posted("piece"),
    "portfolio-item-move": posted("piece"),
    "portfolio-item-remove": posted("piece"),
    "portfolio-links": members(),
    "portfolio-link": only("author", "page-link"),
    "portfolio-link-revoke": posted("page-link"),
    "portfolio-dossier": members(),
    "portfolio-resume": members(),
    "portfolio-jsonld": members(),
    "portfolio-csv": members(),
    "portfolio-guardian": members(),
    "portfolio-under-age": posted(),
    "portfolio-view": members("audience"),
    "portfolio-view-work": only("author", "audience-work"),
    "portfolio-view-picture": members("audience-picture", 404),  # the work has none
    "guardian": everyone("guardian"),
    "public-page": everyone("page"),
    "public-employer": everyone("page"),
    "public-embed": everyone("page"),
    "public-card": everyone("page"),
    "public-jsonld": everyone("page"),
    "public-work": everyone("page-work"),
    "public-picture": everyone("page-picture", 404),
    "shared": everyone("secret"),
    "shared-card": everyone("secret"),
    "shared-paper": everyone("secret", 404),  # it is for an employer
    "shared-work": everyone("secret-work"),
    "shared-picture": everyone("secret-picture", 404),
    # cohorts
    "cohorts": members(),
    "cohort-new": members(),
    "cohort": cohort("cohort"),
    "cohort-edit": facilitator("cohort"),
    "cohort-leave": cohort("cohort"),
    "cohort-minors": posted("cohort"),
    "cohort-code": facilitator("cohort"),
    "cohort-invitation": facilitator("cohort"),
    "cohort-renew-code": posted("cohort"),
    "cohort-joining": posted("cohort"),
    "cohort-roster": cohort("cohort"),
    "cohort-role": posted("member"),
    "cohort-remove": facilitator("member"),
    "cohort-join": everyone(),
    "cohort-join-code": row("code", 200, 200, 302, 302, 302, 302, 200),
    # rubrics
    "rubrics": members(),
    "rubric-new": members(),
    "rubric": only("fran", "rubric"),
    "rubric-version": only("fran", "rubric-version"),
    "rubric-edit": only("fran", "rubric"),
    "rubric-copy": posted("rubric"),
    "rubric-share": posted("rubric"),
    "rubric-import": members(),
    "rubric-print": only("fran", "rubric-version"),
    "rubric-json": only("fran", "rubric-version"),
    "rubric-csv": only("fran", "rubric-version"),
    "rubric-versions": only("fran", "rubric"),
    "rubric-compare": only("fran", "rubric", status=404),  # of no versions
    "rubric-preview": only("fran", "rubric-version"),
    "rubric-preview-draft": posted(),
    "rubric-missed": only("fran", "rubric"),
    "activity-missed": facilitator("activity"),
    # activities
    "challenges": members(),
    "challenge-new": facilitators_and_staff(),
    "activity-new": facilitator("cohort"),
    "activity": cohort("activity"),
    "activity-rubric": cohort("activity"),
    "activity-board": cohort("activity"),
    "activity-edit": facilitator("activity"),
    "activity-stages": facilitator("activity"),
    "activity-close": posted("activity"),
    "activity-reopen": posted("activity"),
    "activity-extensions": facilitator("activity"),
    "activity-team": row("activity", IN, 404, 404, 404, 404, 404, 404),  # of single people
    "teammate-confirm": posted("mate"),
    "teammate-part": posted("mate"),
    "submission-purpose": posted("activity"),
    "submission-unseal": posted("submission"),
    "submit-start": posted("activity"),
    "submit": row("activity", IN, 404, 200, 200, 302, 403, 404),
    "submission-withdraw": posted("activity"),
    # allocation
    "allocation": facilitator("activity"),
    "allocation-rules": facilitator("activity"),
    "allocation-rule-remove": posted("rule"),
    "allocation-assign": facilitator("activity"),
    "allocation-plan": facilitator("activity"),
    "allocation-method": posted("activity"),
    "allocation-simulate": facilitator("activity"),
    "allocation-volunteer": posted("activity"),
    "allocation-undo": facilitator("assignment"),
    "conflicts": members(),
    "conflict-declare": posted("person"),
    "conflict-withdraw": posted("person"),
    # calibration
    "exemplars": facilitator("activity"),
    "exemplar-new": posted("activity"),
    "exemplar-past": facilitator("activity"),
    "exemplar-propose": posted("past-work"),
    "exemplar-edit": facilitator("exemplar"),
    "exemplar-preview": facilitator("exemplar"),
    "exemplar-move": posted("exemplar"),
    "exemplar-remove": posted("exemplar"),
    "exemplar-consent": only("author", "consent"),
    "exemplar": row("exemplar", IN, 404, 200, 200, 200, 404, 404),
    "calibrate": row("activity", IN, 404, 200, 200, 200, 403, 404),
    "calibrate-go-on": posted("activity"),
    "calibrate-ask": posted("activity"),
    "calibrate-waive": posted("asking"),
    # the desk
    "desk": row("activity", IN, 404, 302, 302, 302, 302, 404),
    "desk-now": facilitator("activity"),
    "desk-queue": facilitator("activity"),
    "desk-figures": facilitator("activity"),
    "desk-trail": facilitator("activity"),
    "desk-export": facilitator("activity"),
    "desk-letters": facilitator("activity"),
    "desk-letter-new": facilitator("activity"),
    "desk-more-time": facilitator("activity"),
    "desk-dictionary": members(),
    "letters": members(),
    "letter": only("learner", "letter"),
    "letter-sent": facilitator("letter"),
    "letter-put-away": posted("letter"),
    "roster-upload": facilitator("cohort"),
    "my-data": members(),
    "my-data-download": posted(),
    "account-delete": members(),
    # signed endorsements, and who stands behind badges
    "endorsement-credential": everyone("signed"),
    "endorsement-credential-json": everyone("signed"),
    "achievement-back": row("badge", IN, 200, 200, 200, 200, 403, 200),
    "credential-back": row("credential", IN, 404, 404, 403, 404, 200, 200),
    "issuer-back": members("issuer"),
    "backings": members(),
    "backing-accept": posted("backing"),
    "backing-decline": posted("backing"),
    "backing-withdraw": posted("backing"),
    # endorsements
    "endorsements": members(),
    "endorsements-given": members(),
    "endorse-somebody": members(),
    "endorsements-weight": members(),
    "endorsements-weight-of-skill": row("endorsed-skill", IN, 404, 404, 200, 404, 404, 404),
    "endorsements-mirror": members(),
    "endorsement-withdraw": row("endorsement", IN, 404, 404, 403, 200, 404, 404),
    "endorsement-hide": row("endorsement", IN, 404, 404, 200, 403, 404, 404),
    "endorsement-show": posted("endorsement"),
    "endorsement-renew": posted("endorsement"),
    "endorsement-requests": members(),
    "endorsement-request": row("question", IN, 404, 404, 404, 404, 404, 404),  # put to another
    "endorsement-request-pass": posted("question"),
    "endorsement-request-take-back": posted("question"),
    "endorsement-ask": row("person", IN, 404, 200, 403, 200, 200, 404),
    "review-vouch": members("done", 302),
    "review-vouch-not-yet": posted("done"),
    "skills": members(),
    "framework-new": row("", IN, 403, 403, 403, 403, 403, 200),
    "cohort-framework-new": row("cohort", IN, 404, 403, 403, 403, 200, 404),
    "framework": row("framework", IN, 404, 200, 200, 200, 200, 200),
    "framework-edit": moderator("framework"),
    "framework-import": moderator("framework"),
    "entry-new": moderator("framework"),
    "entry-edit": moderator("entry"),
    "entry-remove": posted("entry"),
    "skill": members("skill"),
    "skill-merges": row("", IN, 403, 403, 403, 403, 403, 200),
    "skill-merge-undo": posted("merge"),
    "rubric-skills": row("rubric", IN, 404, 404, 404, 404, 200, 200),
    "rubric-skill-remove": posted("link"),
    "endorse": row("person", IN, 404, 200, 403, 200, 200, 404),
    "person-endorsements": row("person", 404, 404, 200, 200, 200, 200, 404),
    # reviews
    "review-home": members(),
    "review-record": members(),
    "self-assess": only("author", "submission"),
    "activity-reviewers": facilitator("activity"),
    "review-next": posted("activity"),
    "review-desk": only("reviewer", "review"),
    "review-change": posted("review"),
    "review-submit": posted("review"),
    "review-decline": only("reviewer", "review"),
    "review-set-aside": posted("done"),
    "review-amend": only("reviewer", "done"),
    "review-history": row("done", IN, 404, 403, 403, 200, 200, 404),
    "reviews-seen": posted("submission"),
    "submission": row("submission", IN, 404, 403, 200, 403, 200, 404),
    # matching
    "here": posted(),
    "review-anywhere": posted(),
    "review-calls": posted(),
    "review-now": cohort("activity"),
    "matching-waits": facilitator("activity"),
    # the dialogue about reviews
    "submission-revise": row("revised", IN, 404, 404, 302, 404, 404, 404),
    "submission-revise-start": posted("submission"),
    "annotation-new": only("reviewer", "review"),
    "annotation-edit": only("reviewer", "comment"),
    "annotation-remove": posted("comment"),
    "annotation-voice": row("voice", 404, 404, 404, 404, 200, 404, 404),  # of a draft
    "review-talk": row("by-alias", IN, 404, 403, 200, 403, 200, 404),
    "review-say": about_alias(),
    "review-rate": about_alias(),
    "review-decide": about_alias(),
    "review-annotations": row("by-alias", IN, 404, 403, 200, 403, 200, 404),
    "my-review-talk": only("reviewer", "done"),
    "my-review-say": row("done", IN, 404, 404, 404, 405, 404, 404),
    "my-review-annotations": only("reviewer", "done"),
    "my-review-changes": members("done", 404),  # there is one round only
    "submission-changes": row("submission", IN, 404, 403, 404, 403, 404, 404),
    "review-uptake": members(),
    "review-tasks": members(),
    "task-finish": posted("task"),
    "task-consent": posted("task"),
    "second-look": posted("look"),
    # the studio of a study group
    "studios": members(),
    "studio-new": members(),
    "studio": row("studio", IN, 404, 404, 200, 200, 404, 404),
    "studio-join": posted("studio"),
    "studio-leave": posted("studio"),
    "studio-act": posted("studio"),
    "studio-record": row("studio", IN, 404, 404, 200, 200, 404, 404),
    # professional hours
    "hours": members(),
    "hours-transcript": members(),
    "hours-csv": members(),
    "hours-beat": posted(),
    "hours-measured": members(),
    "hours-switch": posted(),
    "hours-forget": posted(),
    "hours-entries": members(),
    "hours-entry-new": members(),
    "hours-entry": only("author", "own-hours"),
    "hours-entry-remove": posted("own-hours"),
    "hours-entry-file": only("author", "own-hours", status=404),  # there is none
    "hours-claims": members(),
    "hours-claim-new": members(),
    "hours-claim": only("author", "hours-claim"),
    "hours-claim-answer": posted("hours-claim"),
    "hours-claim-renew": posted("hours-claim"),
    "hours-claim-withdraw": posted("hours-claim"),
    "hours-claim-publish": posted("hours-claim"),
    "hours-certificate": only("author", "hours-claim"),
    "hours-approval": only("fran", "hours-claim"),
    "hours-revoke": posted("hours-claim"),
    "hours-approval-file": only("fran", "hours-line", status=404),  # there is none
    "hours-outside": everyone("hours-link"),
    "hours-outside-revoke": everyone("hours-link", 405),
    "hours-outside-file": everyone("hours-link-line", 404),  # there is none
    "hours-check": everyone("hours-code"),
    "cohort-hours": facilitator("cohort"),
    "activity-hours": facilitator("activity"),
    # study groups; the author convenes one, the reviewer is in it
    "group-share": in_group("group"),
    "group-shared": in_group("share"),
    "group-take-back": posted("share"),
    "group-exchange-new": in_group("group"),
    "group-meeting-new": in_group("group"),
    "group-meeting-cancel": posted("meeting"),
    "group-care": in_group("group"),
    "group-archive": posted("group"),
    "group-guest-invite": posted("group"),
    "group-guest": row("guest", 200, 200, 200, 302, 302, 200, 200),
    "group-leave": in_group("group"),
    "group-remove": in_group("mate-in-group"),
    "group-removal": in_group("removal"),
    "group-removed": members("removal", 404),  # it is asked for, and nobody is taken out
    "group-prompt-dismiss": posted("prompt"),
    "group-swaps": in_group("group"),
    "group-voices": in_group("group"),
    "swap-offer-new": in_group("group"),
    "swap-offer": members("offer-code"),
    "swap-offer-close": posted("offer"),
    "swap": in_group("swap"),
    "swap-settle": posted("swap"),
    "swap-take-part": posted("swap"),
    # outcomes
    "submission-override": posted("submission"),
    "override-withdraw": posted("override"),
    "activity-agreement": facilitator("activity"),
    # due process
    "flag": only("reviewer", "flag"),
    "cases": members(),
    "case": row("case", IN, 404, 404, 200, 200, 200, 200),
    "cases-to-rule": row("", IN, 403, 403, 403, 403, 200, 200),
    "case-reinstate": posted("case"),
    "case-answer": posted("case"),
    "case-hide": posted("case"),
    "case-rule": posted("case"),
    "activity-cases": moderator("activity"),
    "activity-appeals": moderator("activity"),
    "appeal-new": row("submission", IN, 404, 403, 200, 403, 403, 404),
    "appeal": row("appeal", IN, 404, 403, 403, 403, 200, 403),
    "appeal-fresh": posted("appeal"),
    "appeal-decide": posted("appeal"),
    "appeal-withdraw": posted("appeal"),
    "signals": moderator("activity"),
    "signal-dismiss": posted("signal"),
    "signal-case": posted("signal"),
    # badges
    "badges": everyone(),
    "live-figures": row("", IN, 404, 404, 404, 404, 404, 200),
    "achievement-new": row("", IN, 403, 403, 403, 200, 200, 200),  # the reviewer owns an issuer
    "achievement": everyone("badge"),
    "achievement-image": everyone("badge"),
    "achievement-json": everyone("badge"),
    "achievement-versions": everyone("badge"),
    "achievement-version": everyone("badge-design"),
    "achievement-redesign": posted("badge"),
    "achievement-copy": posted("badge"),
    "achievement-archive": posted("badge"),
    "badge-drafts": row("", IN, 403, 403, 403, 200, 200, 200),
    "badge-draft": only("fran", "badge-draft"),
    "badge-draft-criteria": only("fran", "badge-draft"),
    "badge-draft-preview": only("fran", "badge-draft"),
    "badge-draft-publish": posted("badge-draft"),
    "badge-draft-delete": posted("badge-draft"),
    "badge-draft-image": only("fran", "badge-draft"),
    "badge-draft-drawing": only("fran", "badge-draft"),
    "badge-draft-card": only("fran", "badge-draft"),
    "badge-draft-certificate": only("fran", "badge-draft"),
    "badges-ready": facilitators_and_staff(),
    "criteria": everyone("badge"),
    "criteria-edit": row("badge", IN, 403, 403, 403, 403, 200, 200),
    "achievement-want": posted("badge"),
    "achievement-reflection": members("badge"),
    "achievement-people": row("badge", IN, 403, 403, 403, 403, 200, 200),
    "trial": row("trial", IN, 404, 404, 404, 404, 200, 200),
    "trial-publish": posted("trial"),
    "award-claim": only("author", "award"),
    "award-life": row("held", IN, 404, 404, 200, 404, 200, 200),
    "award-rename": only("author", "held"),
    "award-renew": only("author", "held"),
    "award-suspend": posted("held"),
    "award-resume": posted("held"),
    "award-reinstate": posted("held"),
    "badge-refuse": row("on-the-way", IN, 403, 403, 403, 403, 200, 200),
    "refusal": only("author", "refusal"),
    "badge-appeals": members(),
    "badge-appeal": only("staff", "badge-appeal"),
    "reconsiderations": members(),
    "reconsideration": row("again", IN, 404, 404, 200, 404, 200, 200),
    "reconsideration-look": posted("again"),
    "credential-state": row("credential", 404, 404, 404, 200, 404, 200, 200),
    "credential": row("credential", 404, 404, 404, 200, 404, 200, 200),
    "credential-json": row("credential", 404, 404, 404, 200, 404, 200, 200),
    "credential-png": row("credential", 404, 404, 404, 200, 404, 200, 200),
    "credential-svg": row("credential", 404, 404, 404, 200, 404, 200, 200),
    "credential-jwt": row("credential", 404, 404, 404, 200, 404, 200, 200),
    "credential-decision": row("credential", 404, 404, 404, 200, 404, 200, 200),
    "credential-decision-page": row("credential", 404, 404, 404, 200, 404, 200, 200),
    "credential-pdf": row("credential", 404, 404, 404, 200, 404, 200, 200),
    "credential-card": everyone("credential", 404),  # its owner keeps it private
    "credential-qr": everyone("credential", 404),
    "credential-embed": everyone("credential", 404),
    "credential-short": everyone("short", 404),
    "backpack": members(),
    "backpack-export": members(),
    "kept-badge": row("kept", 404, 404, 404, 200, 404, 404, 404),
    "kept-badge-file": only("author", "kept"),
    "kept-badge-check": posted("kept"),
    "kept-badge-show": posted("kept"),
    "kept-badge-delete": posted("kept"),
    "ob3-discovery": everyone(),
    "ob3-credentials": everyone(status=401),  # without a key
    "ob3-profile": everyone(status=401),
    "credential-wallet": posted("credential"),
    "wallet-exchange": everyone("exchange", 404),
    "connected-apps": members(),
    "connected-apps-disconnect": posted(),
    "batch-start": row("badge", IN, 403, 403, 403, 403, 200, 200),
    "batch": row("batch", IN, 404, 404, 404, 404, 200, 200),
    "credential-visibility": posted("credential"),
    "credential-revoke": posted("credential"),
    # issuers; the reviewer owns an organisation, the learner assesses for it what Fran defined
    "issuers": everyone(),
    "issuer-new": row("", IN, 403, 403, 200, 403, 200, 200),  # the author convenes a study group
    "issuer": everyone("body"),
    "issuer-logo": everyone("body", 404),  # it has none
    "issuer-edit": row("body", IN, 403, 403, 403, 200, 403, 403),
    "issuer-people": row("body", IN, 403, 200, 403, 200, 403, 403),
    "issuer-keys": everyone("body"),
    "issuer-assessing": row("body", IN, 403, 200, 403, 200, 403, 403),
    "issuer-assessed-work": row("asked-work", IN, 403, 404, 403, 404, 403, 403),  # it asks for none
    "issuer-invitation": everyone("invited"),
    "achievement-assessor": row("badge", IN, 403, 403, 403, 403, 200, 200),
    "issuer-did": everyone("issuer", 404),  # without a public name the issuer is a did:key
    "issuer-jwks": everyone("issuer"),
    "status-list": everyone("status-list"),
    "ob2-issuer": everyone("issuer"),
    "ob2-badge": everyone("badge-version"),
    "ob2-badge-version": everyone("badge-edition"),
    "ob2-assertion": everyone("credential", 404),  # its owner keeps it private
    "ob2-assertion-png": everyone("credential", 404),
    "issuance-log": everyone(),
    "issuance-log-json": everyone(),
    "verify": everyone(),
    "verify-json": everyone(status=422),  # of nothing
    # the demo's doors do not exist elsewhere
    "demo-roles": everyone(status=404),
    "demo-sign-in": everyone("demo", 404),
    "demo-mail": everyone(status=404),
}
# allauth and Django's admin check their own doors; what must hold is that strangers stay out.
OPEN_TO_STRANGERS = {
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
NEEDS = {"account_reset_password_from_key": "reset"}
READING = re.compile(
    r"^\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|EXPLAIN|PRAGMA)\b", re.IGNORECASE
)
# A session that is renewed, or made for a visitor to remember something by, is not the site's data.
SESSION = re.compile(r'"?(django_session|usersessions_usersession)"?')
OTHERS = ("post", "put", "patch", "delete", "options", "head")


@pytest.fixture
def town(db: None) -> site_map.Town:
    return site_map.build()


def ours() -> list[str]:
    return [name for name, _route in site_map.patterns() if not _is_foreign(name)]


def _is_foreign(name: str) -> bool:
    return name.startswith(("account_", "mfa_", "usersessions_", "admin:", "idp:"))


def address(town: site_map.Town, name: str) -> str:
    of = TABLE[name].of if name in TABLE else NEEDS.get(name, "")
    return reverse(name, kwargs=town.things[of])


def ask(client: Client, method: str, path: str, **options: Any) -> HttpResponse:
    """One request by a fresh browser with the same session; what it wrote is undone."""
    browser = Client(raise_request_exception=False)
    browser.cookies.load({name: each.value for name, each in client.cookies.items()})
    with transaction.atomic():
        response = getattr(browser, method)(path, **options)
        transaction.set_rollback(True)
    return response


def status_of(response: HttpResponse) -> object:
    """The status, or IN for a redirect to sign in."""
    is_sent_in = response.status_code == 302 and "/accounts/login/" in response["Location"]
    return IN if is_sent_in else response.status_code


@contextmanager
def writes() -> Iterator[list[str]]:
    """Collects the SQL that changes something."""
    found: list[str] = []

    def look(execute: Callable, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not READING.match(sql) and not SESSION.search(sql):
            found.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html") and not response.streaming


def test_every_address_is_in_the_table() -> None:
    foreign = {name for name, _route in site_map.patterns() if _is_foreign(name)}

    assert set(ours()) == set(TABLE)
    assert foreign >= OPEN_TO_STRANGERS


@pytest.mark.long
def test_each_person_may_read_what_the_table_says_and_reading_writes_nothing(
    town: site_map.Town,
) -> None:
    got, faults = {}, []
    for name in TABLE:
        seen = []
        for role, client in town.clients.items():
            with writes() as written:
                response = ask(client, "get", address(town, name))
            seen.append(status_of(response))
            faults += [f"{name} as {role} writes: {sql}" for sql in written]
            if is_page(response):
                faults += [f"{name} as {role}: {each}" for each in _faults(response)]
        got[name] = tuple(seen)

    assert got == {name: row.statuses for name, row in TABLE.items()}
    assert faults == []


def _faults(response: HttpResponse) -> list[str]:
    policy = response.headers.get("Referrer-Policy", "")
    return inline.faults(response.content.decode(), referrer=policy)


def test_a_write_would_be_noticed(town: site_map.Town) -> None:
    with writes() as written:
        ask(town.clients["learner"], "post", reverse("artifact-new"))

    assert any(sql.startswith("INSERT") for sql in written)


@pytest.mark.long
def test_pages_of_accounts_and_the_admin_keep_strangers_out(town: site_map.Town) -> None:
    open_to: dict[str, set[str]] = {role: set() for role in ("out", "charlie", "fran", "staff")}
    faults = []
    for name, route in site_map.patterns():
        if not _is_foreign(name):
            continue
        path = address(town, name) if name in NEEDS else _filled(route)
        for role, names in open_to.items():
            response = ask(town.clients[role], "get", path)
            if response.status_code == 200:
                names.add(name)
            if response.status_code >= 500:
                faults.append(f"{name} as {role}: {response.status_code}")
            if is_page(response) and not name.startswith("admin:"):
                faults += [f"{name} as {role}: {each}" for each in _faults(response)]

    assert open_to["out"] == OPEN_TO_STRANGERS | {"admin:login"}
    for role in ("charlie", "fran"):
        inside = {name for name in open_to[role] if name.startswith("admin:")}
        assert inside <= {"admin:login"}
    assert "admin:index" in open_to["staff"]
    assert faults == []


def _filled(route: str) -> str:
    """An address of that route, with 1 for whatever it asks for."""
    return "/" + re.sub(r"\(\?P<[^)]*\)|<[^>]+>", "1", route).replace("^", "").replace("$", "")


@pytest.mark.slow
def test_no_method_and_no_unknown_id_breaks_anything(town: site_map.Town) -> None:
    broken, let_in, written_by_head = [], [], []
    for name in TABLE:
        path, unknown = address(town, name), reverse(name, kwargs=_unknown(town, name))
        for role in ("out", "charlie", "author", "fran"):
            client = town.clients[role]
            for method in OTHERS:
                with writes() as written:
                    answers = [ask(client, method, path), ask(client, method, unknown)]
                broken += [f"{method} {name} {role}" for each in answers if each.status_code >= 500]
                if method in {"head", "options"} and written:
                    written_by_head.append(f"{method} {name} {role}: {written}")
            known = ask(client, "get", unknown)
            if TABLE[name].of and known.status_code == 200:
                let_in.append(f"{name} {role}")

    assert broken == []
    assert written_by_head == []
    assert let_in == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        {"data": b"\xff\xfe{[", "content_type": "application/json"},
        {"data": b"[[[[[1]]]]]", "content_type": "application/json"},
        {"data": {"title": "\x00", "name": "\x00", "reason": "\x00", "code": "\x00"}},
        {"data": {"base_revision": "9" * 40, "page": "-1", "position": "x", "part": "no-uuid"}},
    ],
    ids=["no JSON", "nested JSON", "nulls", "numbers"],
)
def test_no_nonsense_breaks_anything(town: site_map.Town, body: dict[str, Any]) -> None:
    broken = [
        f"{name} {role}"
        for name in TABLE
        for role in ("out", "learner", "author", "reviewer", "fran")
        if ask(town.clients[role], "post", address(town, name), **body).status_code >= 500
    ]

    assert broken == []


@pytest.mark.slow
@pytest.mark.parametrize("query", ["?page=0", "?page=99999", "?page=x", "?page=%00", "?fragment=1"])
def test_no_query_breaks_a_page(town: site_map.Town, query: str) -> None:
    broken = [
        name
        for name in TABLE
        if ask(town.clients["author"], "get", address(town, name) + query).status_code >= 500
    ]

    assert broken == []


def _unknown(town: site_map.Town, name: str) -> dict[str, Any]:
    """The same kind of address, of something there is not."""
    others: dict[type, Any] = {UUID: uuid4(), int: 987, str: "nosuch"}
    return {key: others[type(value)] for key, value in town.things[TABLE[name].of].items()}

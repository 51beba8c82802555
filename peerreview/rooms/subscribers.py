# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From a fact to a message for each audience that may know of it.

All handlers are quick: they only tell, and what they tell may be lost. Each message is made for its
audience before it is sent. Reviewers are not told of other reviews; authors and boards are told
that something happened and how many there are now, never who.
"""

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import translation

from peerreview.accounts.events import PersonErased, PersonTold
from peerreview.accounts.models import User
from peerreview.activities.events import (
    ActivityChanged,
    ResultsReleased,
    StageSet,
    SubmissionMade,
    SubmissionReopened,
    SubmissionWithdrawn,
)
from peerreview.aggregation.events import OutcomeComputed
from peerreview.allocation.events import AssignmentEnded, AssignmentMade
from peerreview.allocation.models import Assignment
from peerreview.cohorts.events import MemberJoined, MemberLeft, RoleChanged
from peerreview.notifications import queries as notices
from peerreview.notifications.events import NoticesGiven, NoticesRead
from peerreview.notifications.wording import said
from peerreview.outbox.registry import on
from peerreview.reviews.events import DraftChanged, ReviewSetAside, ReviewStarted, ReviewSubmitted
from peerreview.reviews.fields import Kind
from peerreview.reviews.models import Review
from peerreview.rooms import delivery, groups, nudging, services, snapshots, stamps, studio
from peerreview.rooms.messages import Changed, Ended, News, Notice, Snapshot, Unread
from peerreview.studio.events import Acted, SeatChanged

AboutSubmission = (
    AssignmentMade
    | AssignmentEnded
    | ReviewStarted
    | ReviewSubmitted
    | ReviewSetAside
    | OutcomeComputed
)


# --- to the reviewer -----------------------------------------------------------------------------
@on(DraftChanged, durably=False)
def show_change_in_all_tabs(event: DraftChanged) -> None:
    """The reviewer's other tabs, and the acting one, learn of the change."""
    changed = Changed(
        id=event.command_id, field=event.field, value=event.value, revision=event.revision
    )
    delivery.publish(groups.review(event.review_id), changed)


@on(DraftChanged, durably=False)
def move_the_meter(event: DraftChanged) -> None:
    """The desk hears that drafts have grown: not whose, not where, not what."""
    if event.field.startswith(Kind.SCORE) and nudging.may_nudge(event.activity_id):
        news = News(kind="drafts-changed", version="", counts={})
        delivery.publish(groups.desk(event.activity_id), news)


@on(ReviewStarted, durably=False)
def show_who_is_reviewing(event: ReviewStarted) -> None:
    """Those who review the same submission see a new name."""
    services.Desk(Review.objects.get(pk=event.review_id)).come()


@on(ReviewSubmitted, durably=False)
def end_the_desk(event: ReviewSubmitted) -> None:
    """All tabs of the reviewer are done, and the others no longer see the name."""
    delivery.publish(groups.review(event.review_id), Ended(state=Review.State.SUBMITTED))
    services.Desk(Review.objects.get(pk=event.review_id)).go()


@on(ReviewSetAside, durably=False)
def end_what_is_set_aside(event: ReviewSetAside) -> None:
    """All tabs of the reviewer learn that it counts no longer."""
    delivery.publish(groups.review(event.review_id), Ended(state=Review.State.SET_ASIDE))


@on(AssignmentEnded, durably=False)
def end_the_duty(event: AssignmentEnded) -> None:
    """A declined duty closes its tabs. One that ran out does not: its draft can still be handed in."""
    review = Review.objects.filter(assignment=event.assignment_id).first()
    if review and event.state == Assignment.State.DECLINED:
        delivery.publish(groups.review(review.pk), Ended(state=event.state))
        services.Desk(review).go()
        # They leave the circle of those who are told who is at work.
        delivery.order(groups.review(review.pk), delivery.RECHECK)


# --- to the author and the board -----------------------------------------------------------------
def _tell_of_submission(kind: str, event: AboutSubmission) -> None:
    audience = groups.author(event.submission_id)
    stamps.next_of(audience)
    delivery.publish(audience, _news(kind, snapshots.of_submission(event.submission_id)))
    _tell_board(kind, event.activity_id)


def _tell_board(kind: str, activity_id: int) -> None:
    stamps.next_of(groups.board(activity_id))
    delivery.publish(groups.board(activity_id), _news(kind, snapshots.of_board(activity_id)))


def _news(kind: str, now: Snapshot) -> News:
    return News(kind=kind, version=now.version, stamp=now.stamp, counts=now.state["counts"])


@on(AssignmentMade, durably=False)
def tell_of_duty(event: AssignmentMade) -> None:
    """Somebody is going to review it."""
    _tell_of_submission("assignment-made", event)


@on(AssignmentEnded, durably=False)
def tell_of_duty_ended(event: AssignmentEnded) -> None:
    """Somebody is not going to after all."""
    _tell_of_submission("assignment-ended", event)


@on(ReviewStarted, durably=False)
def tell_of_review_started(event: ReviewStarted) -> None:
    """Somebody is at work."""
    _tell_of_submission("review-started", event)


@on(ReviewSubmitted, durably=False)
def tell_of_review(event: ReviewSubmitted) -> None:
    """A review came in; what the author is told anywhere else is a notice of reviews."""
    _tell_of_submission("review-submitted", event)


@on(ReviewSetAside, durably=False)
def tell_of_review_set_aside(event: ReviewSetAside) -> None:
    """A review counts no longer."""
    _tell_of_submission("review-set-aside", event)


@on(OutcomeComputed, durably=False)
def tell_of_outcome(event: OutcomeComputed) -> None:
    """The reviews say something new together. Emitted by the worker, maybe in another process."""
    _tell_of_submission("outcome-computed", event)


@on(SubmissionMade, durably=False)
def tell_of_submission(event: SubmissionMade) -> None:
    """There is one more piece of work."""
    _tell_board("submission-made", event.activity_id)


@on(SubmissionWithdrawn, durably=False)
def tell_of_withdrawal(event: SubmissionWithdrawn) -> None:
    """There is one less."""
    _tell_board("submission-withdrawn", event.activity_id)


@on(MemberJoined, durably=False)
def tell_of_member(event: MemberJoined) -> None:
    """The cohort has grown; every board of it counts its members."""
    news = News(kind="member-joined", version="", counts={})
    delivery.publish(groups.cohort_boards(event.cohort_id), news)


# --- to everyone in a studio -------------------------------------------------------------------------
@on(Acted, durably=False)
def show_act(event: Acted) -> None:
    """What somebody did in a studio, without what is sealed."""
    studio.tell_act(event.session_id, event.seat_id, event.act, event.revision)


@on(SeatChanged, durably=False)
def show_who_sits(event: SeatChanged) -> None:
    """Somebody came to a studio or left it; who left hears no more of it."""
    studio.tell_scene(event.session_id)
    if event.change == "left":
        delivery.order(groups.studio_seat(event.seat_id), delivery.RECHECK)


@on(MemberLeft, durably=False)
def recheck_studios(event: MemberLeft) -> None:
    """Who left the group may no longer sit in its studios."""
    delivery.order(groups.cohort_studios(event.cohort_id), delivery.RECHECK)


# --- rights that may have ended ------------------------------------------------------------------
@on(MemberLeft, durably=False)
@on(RoleChanged, durably=False)
def recheck_member(event: MemberLeft | RoleChanged) -> None:
    """Whoever left or has another role is asked again wherever they are; the boards count anew."""
    delivery.order(groups.person(event.user_id), delivery.RECHECK)
    delivery.order(groups.cohort_boards(event.cohort_id), delivery.RECHECK)


@on(StageSet, durably=False)
@on(ActivityChanged, durably=False)
@on(ResultsReleased, durably=False)
def recheck_activity(event: StageSet | ActivityChanged | ResultsReleased) -> None:
    """Another stage, or other rules of who sees what: everyone in the activity's rooms is asked again."""
    delivery.order(groups.activity(event.activity_id), delivery.RECHECK)


@on(SubmissionReopened, durably=False)
def recheck_author(event: SubmissionReopened) -> None:
    """What was handed in is a draft again."""
    delivery.order(groups.author(event.submission_id), delivery.RECHECK)


@on(PersonErased, durably=False)
def recheck_erased(event: PersonErased) -> None:
    """Nobody is signed in as them any more."""
    delivery.order(groups.person(event.user_id), delivery.RECHECK)


@receiver(password_changed)
@receiver(password_reset)
@receiver(password_set)
def recheck_person(sender: object, user: User, **kwargs: object) -> None:
    """Other sign-ins end with the old password."""
    delivery.order(groups.person(user.pk), delivery.RECHECK)


@receiver(user_logged_out)
def close_sockets_of_session(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """Signing out ends the sockets of that sign-in, in every process."""
    if request.session.session_key:
        delivery.order(groups.session(request.session.session_key), delivery.SIGN_OUT)


# --- to one person -------------------------------------------------------------------------------
@on(PersonTold, durably=False)
def show_for_a_moment(event: PersonTold) -> None:
    """What a service wants one person to know, on whatever page they are."""
    notice = Notice(kind=event.kind, title=event.title, url=event.url)
    delivery.publish(groups.person(event.user_id), notice)


@on(NoticesGiven, durably=False)
def show_notices(event: NoticesGiven) -> None:
    """Each reader gets theirs in their own words, and how many wait."""
    given = notices.given(event.notice_ids)
    waiting = notices.unread_counts({each.person_id for each in given})
    for each in given:
        group = groups.person(each.person_id)
        with translation.override(each.person.language):
            title = said(each).title
        delivery.publish(group, Notice(kind=each.kind, title=title, url=each.link))
        delivery.publish(group, Unread(count=waiting.get(each.person_id, 0)))


@on(NoticesRead, durably=False)
def show_unread(event: NoticesRead) -> None:
    """Fewer wait, in every tab."""
    count = notices.unread_count(event.user_id)
    delivery.publish(groups.person(event.user_id), Unread(count=count))

# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of badges."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from badges import (
    access,
    backing_queries,
    batching,
    claiming,
    design_pages,
    design_views,
    editions,
    glances,
    images,
    issuer_access,
    issuer_pages,
    issuing,
    pages,
    queries,
    rule_pages,
    rule_queries,
    rules,
    services,
    sharing,
    verifying,
)
from badges.awards import standing as awards
from badges.backpack import queries as backpack
from badges.forms import AchievementForm, ClaimForm, RevokeForm
from badges.hosted_views import CREDENTIAL_TYPE, open_to_all
from peerreview.kernel import clock
from peerreview.kernel.errors import DomainError, Missing
from peerreview.kernel.paging import paginate

SHOWN_OFFERED = 20
SHOWN_ON_THE_WAY = 12
PER_SHELF = 12
PAGE_TYPE = "text/html"
# What programs ask for when they want the document instead of the page.
JSON_TYPES = (CREDENTIAL_TYPE, "application/vc", "application/ld+json", "application/json")


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """One's own badges, what one is on the way to, and all there are."""
    page = paginate(request, queries.catalogue().filter(archived_at=None))
    states = pages.states_of(request.user, page)
    cards = [(editions.spoken(item), states.get(item.pk, "")) for item in page]
    context = {"page": page, "cards": cards}
    if request.user.is_authenticated:
        held = paginate(request, queries.held_by(request.user.pk), per_page=PER_SHELF, key="mine")
        editions.all_as_awarded(held)
        offered = list(queries.offered_to(request.user.pk)[:SHOWN_OFFERED])
        on_the_way = pages.standings_of(request.user.pk, SHOWN_ON_THE_WAY)
        above = {item.achievement.pk for item in (*offered, *on_the_way)}
        pursued = rule_queries.pursued_by(request.user.pk)
        theirs = queries.held_by(request.user.pk).order_by().values("achievement")
        wanted = pursued.exclude(achievement__in=above).exclude(achievement__in=theirs)
        shown = pursued.filter(achievement__in=above)
        said = {item.achievement_id: item.get_state_display() for item in shown}
        context |= {
            "now": clock.now(),
            "offered": offered,
            "on_the_way": [(item, said.get(item.achievement.pk, "")) for item in on_the_way],
            "held": held,
            "wanted": paginate(request, wanted, per_page=PER_SHELF, key="list"),
            "from_elsewhere": backpack.kept_by(request.user.pk)[:PER_SHELF],
            "may_design": access.may_design(request.user),
            "may_design_for_site": access.may_design_for_site(request.user),
        }
    return render(request, "badges/catalogue.html", context)


@require_safe
def achievement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a badge means, what it takes, and how far the reader is; for programs, as JSON."""
    found = access.achievement_for_reader(uuid)
    if request.get_preferred_type([PAGE_TYPE, *JSON_TYPES]) in JSON_TYPES:
        return _by_accept(design_views.described(request, found))
    context = {
        "achievement": found,
        **pages.rule_in_words(found),
        **design_pages.of_page(found, request.GET.get("lang")),
        **pages.mine(request.user, found),
        **rule_pages.wanting(request.user, found),
        **issuer_pages.assessor(request.user, found),
        **pages.backed(
            request.user, backing_queries.backings_of(found), found.created_by_id, found.issuer
        ),
    }
    context["may_copy"] = access.may_design(request.user)
    if context.get("is_issuer"):
        context["issued"] = paginate(request, queries.issued_for(found), key="issued")
        context["now"] = clock.now()
    return _by_accept(render(request, "badges/achievement.html", context))


@login_required
@require_http_methods(["GET", "POST"])
def achievement_new(request: HttpRequest) -> HttpResponse:
    """Design a badge."""
    activities = access.activities_for_designer(request.user)
    theirs = {one.slug: one for one in issuer_access.issuers_to_design_for(request.user)}
    form = AchievementForm(
        request.POST or None,
        activities=activities,
        issuers=list(theirs.values()),
        initial={"issuer": request.GET.get("issuer", "")},
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("issuer", next(iter(theirs)))
        try:
            if request.POST.get("act") == "draft":
                return design_views.begun(request, theirs[chosen], form.definition())
            made = services.define_achievement(
                issuer=theirs[chosen], by=request.user, **form.definition()
            )
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("The badge is open. Everyone sees what it takes."))
            return redirect("achievement", uuid=made.uuid)
    context = {
        "form": form,
        "skills": access.known_skills(),
        "levels": pages.levels_by_activity(activities),
        "look": pages.look(form),
    }
    return render(request, "badges/achievement_new.html", context)


@login_required
@require_safe
def batch(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far a batch is."""
    found = access.batch_for_issuer(request.user, uuid)
    context = {
        "batch": found,
        "achievement": found.achievement,
        "progress": batching.progress(found),
        "refused": paginate(request, queries.refused_items(found)),
    }
    template = "badges/_batch_progress.html" if request.htmx else "badges/batch.html"
    return render(request, template, context)


@login_required
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """See what will be signed, choose the name, claim."""
    award = access.award_for_claimer(request.user, uuid)
    if award.state != "offered":
        return _to_credential(award)
    evidence = pages.evidence_of(award)
    form = ClaimForm(
        request.POST or None,
        initial={
            "printed_name": request.user.display_name,
            "is_public": not evidence["is_under_review"],
        },
    )
    step = request.POST.get("step", "")
    if request.method == "POST" and form.is_valid() and step == "sign":
        try:
            credential = issuing.claim(award=award, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The badge is yours: signed, with its evidence inside."))
            return redirect("credential", uuid=credential.uuid)
    context = {
        "award": award,
        "achievement": award.achievement,
        "form": form,
        "body": issuer_pages.body_behind(award),
        **evidence,
    }
    if request.method == "POST" and form.is_valid() and step != "change":
        chosen = form.cleaned_data
        context |= claiming.preview(award, chosen["printed_name"], is_public=chosen["is_public"])
        context["glance"] = glances.glance(evidence)
        return render(request, "badges/claim_preview.html", context)
    return render(request, "badges/claim.html", context)


def _to_credential(award: Any) -> HttpResponse:
    credential = getattr(award, "credential", None)
    if credential is None:
        raise Missing("missing", _("This badge is no longer offered."))
    return redirect("credential", uuid=credential.uuid)


@require_safe
def credential(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The public page of an issued badge: the claim, the evidence, the check."""
    found = access.credential_for_reader(request.user, uuid)
    if request.get_preferred_type([PAGE_TYPE, *JSON_TYPES]) in JSON_TYPES:
        return _by_accept(_document(access.credential_to_keep(request.user, uuid)))
    return _credential_page(request, found, RevokeForm())


def _credential_page(request: HttpRequest, found: Any, revoke_form: RevokeForm) -> HttpResponse:
    award, evidence = found.award, pages.evidence_of(found.award)
    context = {
        "credential": found,
        "award": award,
        "achievement": award.achievement,
        "result": verifying.check(found.document),
        "is_owner": award.recipient_id == request.user.pk,
        "may_revoke": rules.may_revoke(request.user, found),
        "revoke_form": revoke_form,
        **awards.of_credential(request.user, found),
        "glance": glances.glance(evidence),
        "cosigned": issuer_pages.cosigned(award.pk),
        **(sharing.doors(found) if found.is_public else {}),
        **evidence,
        **pages.backed(
            request.user, backing_queries.backings_of_credential(found), award.recipient_id
        ),
    }
    return _by_accept(render(request, "badges/credential.html", context))


def _by_accept(response: HttpResponse) -> HttpResponse:
    """The same address gives a page or the document, by what is asked for."""
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
def credential_json(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The signed document, to the byte."""
    found = access.credential_to_keep(request.user, uuid)
    response = _document(found)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.json"'
    return response


def _document(found: Any) -> HttpResponse:
    response = HttpResponse(found.document, content_type=CREDENTIAL_TYPE)
    return open_to_all(response) if rules.is_open(found) else response


@require_safe
def credential_png(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture with the signed document inside."""
    found = access.credential_to_keep(request.user, uuid)
    return _download(images.baked_png(found), "image/png", found, "png")


@require_safe
def credential_svg(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The drawing with the signed document inside."""
    found = access.credential_to_keep(request.user, uuid)
    return _download(images.baked_svg(found), "image/svg+xml", found, "svg")


@require_safe
def credential_jwt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The credential as a signed token."""
    found = access.credential_to_keep(request.user, uuid)
    if not found.token:
        message = _("This badge was issued before there were signed tokens. Take the JSON file.")
        raise Missing("no-token", message)
    return _download(found.token.encode(), "text/plain", found, "jwt")


@require_safe
def credential_decision(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Why it was awarded: the very bytes whose digest is in the credential."""
    found = access.credential_for_reader(request.user, uuid)
    if not found.decision:
        raise Missing("no-record", _("This badge was issued before decisions were recorded."))
    return HttpResponse(found.decision, content_type="application/json")


def _download(content: bytes, kind: str, found: Any, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{_file_name(found)}.{ending}"'
    return response


def _file_name(found: Any) -> str:
    return slugify(found.award.achievement.name) or "badge"


@login_required
@require_POST
def credential_visibility(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the page to anyone with the link, or keep it."""
    found = access.credential_for_owner(request.user, uuid)
    is_public = request.POST.get("is_public") == "1"
    issuing.set_public(credential=found, by=request.user, is_public=is_public)
    return redirect("credential", uuid=found.uuid)


@login_required
@require_POST
def credential_revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a badge back."""
    found = access.credential_for_issuer(request.user, uuid)
    form = RevokeForm(request.POST)
    if form.is_valid():
        try:
            issuing.revoke(credential=found, by=request.user, **form.cleaned_data)
        except DomainError as error:
            _add_error(form, error)
        else:
            messages.success(request, _("The badge is revoked. Its page and every check say so."))
            return redirect("credential", uuid=found.uuid)
    return _credential_page(request, found, form)


def _add_error(form: Form, error: DomainError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


@require_safe
@cache_control(public=True, max_age=3600)
def image_png(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture of an achievement, in the version that is asked for."""
    found = access.achievement_for_reader(uuid)
    asked = request.GET.get("v", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 6:
        editions.dress(found, editions.version_of(found, int(asked)))
    return HttpResponse(images.png(found), content_type="image/png")

# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages on which badges are designed, and their versions as documents."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from badges import (
    access,
    certificate,
    described_documents,
    design_pages,
    designing,
    designs,
    editions,
    images,
    lettering,
    rule_access,
    sharing,
)
from badges.hosted_views import LINKED_TYPE, open_to_all
from badges.models import Issuer
from peerreview.kernel.errors import DomainError, Invalid
from peerreview.kernel.paging import paginate

SKILLS_SHOWN = 60


# --- drafts --------------------------------------------------------------------------------------
@login_required
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """What the reader works on."""
    access.activities_for_designer(request.user)
    page = paginate(request, design_pages.drafts_of(request.user))
    return render(request, "badges/drafts.html", {"page": page})


def begun(request: HttpRequest, issuer: Issuer, definition: dict[str, Any]) -> HttpResponse:
    """From the form for a new badge to a draft of it. Raises as designing.begin_new does."""
    look = {name: definition.pop(name) for name in ("shape", "colour", "icon")}
    said = {name: definition.pop(name) for name in ("name", "description", "skills")}
    content = designs.basic(**said, look=look, language=settings.LANGUAGE_CODE)
    chosen = {name: definition[name] for name in ("tree", "activity_uuid", "opt_in")}
    draft = designing.begin_new(content=content, issuer=issuer, by=request.user, **chosen)
    return redirect("badge-draft", uuid=draft.uuid)


@login_required
@require_POST
def redesign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin the next version of a badge, or go on with it."""
    found = access.achievement_for_reader(uuid)
    draft = designing.begin_next(achievement=found, by=request.user)
    return redirect("badge-draft", uuid=draft.uuid)


@login_required
@require_POST
def copy(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Begin a new badge like this one."""
    found = access.achievement_for_reader(uuid)
    try:
        draft = designing.copy(achievement=found, by=request.user)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("achievement", uuid=uuid)
    messages.success(request, _("This is a copy. Learners see it once you publish it."))
    return redirect("badge-draft", uuid=draft.uuid)


@login_required
@require_POST
def archive(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Award a badge no more, or again."""
    found = access.achievement_for_reader(uuid)
    if request.POST.get("act") == "take-up":
        designing.take_up(achievement=found, by=request.user)
        messages.success(request, _("The badge is awarded again."))
    else:
        designing.archive(achievement=found, by=request.user)
        messages.success(request, _("The badge is no longer awarded. Those that were stand."))
    return redirect("achievement", uuid=uuid)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a draft."""
    draft = designing.draft_for(request.user, uuid)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    editor = design_pages.editor(request.user, draft, *posted)
    if request.method == "POST" and editor.is_valid():
        try:
            _save(request, draft, editor)
        except DomainError as error:
            field = error.field if error.field in editor.head.fields else None
            editor.head.add_error(field, str(error))
        else:
            if request.POST.get("act") == "preview":
                return redirect("badge-draft-preview", uuid=uuid)
            messages.success(request, _("Saved. Learners see it once you publish it."))
            return redirect("badge-draft", uuid=uuid)
    rule = design_pages.rule_of(draft)
    context = {
        "draft": draft,
        "editor": editor,
        "form": editor.head,
        "faults": editor.faults() if request.method == "POST" else [],
        "skills": access.known_skills()[:SKILLS_SHOWN],
        "languages": settings.LANGUAGES,
        "drawn_url": design_pages.drawn_url(draft, editor.head),
        "has_upload": bool(draft.picture),
        "rule": rule,
        "rule_html": design_pages.rule_html(rule),
        "text_most": lettering.MOST,
    }
    return render(request, "badges/draft.html", context)


def _save(request: HttpRequest, draft: Any, editor: Any) -> None:
    rule = None
    if "activity" in editor.head.fields:
        chosen = editor.activity_uuid()
        rule = {"activity": str(chosen) if chosen else None}
    designing.save(
        draft=draft,
        content=editor.values(),
        by=request.user,
        picture=editor.head.cleaned_data["picture"],
        rule=rule,
        issuer=editor.issuer(),
    )


@login_required
@require_safe
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The draft as others will see it, with sample data; and what it changes."""
    draft = designing.draft_for(request.user, uuid)
    return render(request, "badges/draft_preview.html", design_pages.preview(draft))


@login_required
@require_POST
def publish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make it a version that everyone sees."""
    draft = designing.draft_for(request.user, uuid)
    try:
        version = designing.publish(draft=draft, by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("badge-draft-preview", uuid=uuid)
    if version.number == 1:
        messages.success(request, _("Published. Everyone sees the badge and what it takes."))
    else:
        messages.success(request, _("Published. Badges awarded before keep what they say."))
    return redirect("achievement", uuid=version.achievement.uuid)


@login_required
@require_POST
def delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Delete a draft."""
    draft = designing.draft_for(request.user, uuid)
    badge = draft.achievement
    designing.discard(draft=draft, by=request.user)
    messages.success(request, _("The draft is deleted."))
    return redirect("achievement", uuid=badge.uuid) if badge else redirect("badge-drafts")


@login_required
@require_safe
def image(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture of a draft."""
    shown = design_pages.drafted(designing.draft_for(request.user, uuid))
    return HttpResponse(images.png(shown), content_type="image/png")


@login_required
@require_safe
@cache_control(private=True, max_age=600)
def drawing(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture from the parts in the query, while they are chosen; 422 and why, as text, for a text
    that cannot be written in it."""
    shown = design_pages.drafted(designing.draft_for(request.user, uuid))
    asked = {name: request.GET.get(name, "")[:40] for name in design_pages.DRAWN_FROM}
    try:
        drawn = designs.checked({**shown.content, "look": {**asked, "kind": "drawn"}})
    except Invalid as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(images.svg(editions.wear(shown, drawn)), content_type="image/svg+xml")


@login_required
@require_safe
def card(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The picture beside a link, of a sample."""
    shown = design_pages.sample(designing.draft_for(request.user, uuid))
    eyebrow = str(design_pages.sample_title())
    return HttpResponse(sharing.card_png(shown, eyebrow=eyebrow), content_type="image/png")


@login_required
@require_safe
def certificate_pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The certificate of a sample."""
    shown = design_pages.sample(designing.draft_for(request.user, uuid))
    content = certificate.pdf(shown, sample=str(design_pages.sample_title()))
    response = HttpResponse(content, content_type="application/pdf")
    name = slugify(shown.award.achievement.name) or "badge"
    response["Content-Disposition"] = f'inline; filename="sample-{name}.pdf"'
    return response


# --- versions ------------------------------------------------------------------------------------
@require_safe
def versions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The versions of a badge's design, and what changed."""
    found = access.achievement_for_reader(uuid)
    page = paginate(request, editions.versions_of(found))
    context = {
        "achievement": found,
        "page": page,
        "versions": design_pages.versions(found, list(page)),
        "rule": found.criteria_versions.all()[0],
        "is_issuer": rule_access.may_change(request.user, found),
    }
    return render(request, "badges/versions.html", context)


def described(request: HttpRequest, found: Any) -> HttpResponse:
    """A badge as the standard writes it, in its newest version."""
    content = editions.content_of(found)
    wanted = request.GET.get("lang") or content["language"]
    return _document(described_documents.newest(found, designs.language_for(content, wanted)))


@require_safe
@cache_control(public=True, max_age=300)
def current(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same at an address of its own."""
    return described(request, access.achievement_for_reader(uuid))


@require_safe
@cache_control(public=True, max_age=3600)
def version(
    request: HttpRequest, uuid: UUID, number: int, rule: int, language: str
) -> HttpResponse:
    """One version in one language: it stays what it is."""
    found = access.achievement_for_reader(uuid)
    return _document(described_documents.in_version(found, number, rule, language))


def _document(document: dict[str, Any]) -> HttpResponse:
    return open_to_all(JsonResponse(document, content_type=LINKED_TYPE))

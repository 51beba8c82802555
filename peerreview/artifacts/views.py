# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of artifacts, the draft editor's posts, and stored files."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from peerreview.artifacts import access, checks, forms, queries, services, serving
from peerreview.kernel import ids, paging, text
from peerreview.kernel.errors import DomainError
from peerreview.kernel.views import wants_json

# --- pages ----------------------------------------------------------------------------------


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """My artifacts, newest first."""
    page = paging.paginate(request, queries.artifacts_of(request.user))
    key = ids.new_uuid()
    return render(request, "peerreview/artifacts/mine.html", {"page": page, "key": key})


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """A new artifact; on to its draft."""
    draft = services.start_artifact(owner=request.user, key=forms.key_for(request.POST, "new"))
    return redirect("draft", draft.uuid)


@login_required
@require_GET
def version(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A version of my own, as its readers see it."""
    shown = access.version_for_owner(request.user, uuid)
    context = {"version": shown, "versions": queries.versions_of(shown.artifact)}
    return render(request, "peerreview/artifacts/version.html", context)


@login_required
@require_POST
def revise(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new draft that goes on from what was submitted."""
    shown = access.version_for_owner(request.user, uuid)
    draft = services.new_draft(artifact=shown.artifact, by=request.user)
    return redirect("draft", draft.uuid)


@login_required
@require_POST
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Throw my draft away."""
    draft = access.draft_for_owner(request.user, uuid)
    services.discard_draft(version=draft, by=request.user)
    messages.success(request, _("The draft is gone."))
    return redirect("artifacts")


# --- the draft editor: every post first saves what was typed, then does its own thing ----------


@login_required
@require_GET
def draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The editor on a page of its own; a frozen version shows itself instead."""
    shown = access.version_for_owner(request.user, uuid)
    if shown.is_frozen:
        return redirect("artifact", shown.uuid)
    return _editor(request, shown, forms.EditorState(), 200)


@login_required
@require_POST
def save(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Save what was typed: autosave wants JSON, the Save button a page."""
    shown = access.draft_for_owner(request.user, uuid)
    if not wants_json(request):
        return _after_saving(request, shown, lambda draft, state: None)
    try:
        saved = _save_typed(request, shown, forms.read_typed(request.POST))
    except services.StaleDraft as error:
        stored = {"revision": error.stored.revision, "title": error.stored.title}
        problem = {"code": error.code, "message": str(error)}
        return JsonResponse({"error": problem, "stored": stored}, status=409)
    return JsonResponse({"revision": saved.revision})


@login_required
@require_POST
def add_text(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An empty text at the end."""
    shown = access.draft_for_owner(request.user, uuid)
    key = forms.key_for(request.POST, "text")

    def act(draft: services.Version, state: forms.EditorState) -> None:
        services.add_text(version=draft, by=request.user, key=key)

    return _after_saving(request, shown, act)


@login_required
@require_POST
def add_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A link at the end."""
    shown = access.draft_for_owner(request.user, uuid)
    url, caption = request.POST.get("new_url", ""), request.POST.get("new_link_caption", "")
    key = forms.key_for(request.POST, "link")

    def act(draft: services.Version, state: forms.EditorState) -> None:
        try:
            services.add_link(version=draft, by=request.user, url=url, caption=caption, key=key)
        except DomainError:
            state.new_url, state.new_link_caption = url, caption
            raise

    return _after_saving(request, shown, act)


@login_required
@require_POST
def add_files(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Files at the end. Each stands for itself: one that is refused does not hold up the others."""
    shown = access.draft_for_owner(request.user, uuid)

    def act(draft: services.Version, state: forms.EditorState) -> None:
        chosen = request.FILES.getlist("files")
        if not chosen:
            state.errors["files"] = _("Choose one or more files first.")
        for number, file in enumerate(chosen):
            key = forms.key_for(request.POST, f"file {number}")
            try:
                services.add_file(
                    version=draft, by=request.user, name=file.name, content=file, key=key
                )
            except DomainError as error:
                state.add(error)

    return _after_saving(request, shown, act)


@login_required
@require_POST
def remove(request: HttpRequest, uuid: UUID, part: UUID) -> HttpResponse:
    """Take a part out; fine when it is out already."""
    shown = access.draft_for_owner(request.user, uuid)

    def act(draft: services.Version, state: forms.EditorState) -> None:
        found = queries.part_in(draft, part)
        if found:
            services.remove_part(part=found, by=request.user)

    return _after_saving(request, shown, act)


@login_required
@require_POST
def move(request: HttpRequest, uuid: UUID, part: UUID) -> HttpResponse:
    """Put a part at the place that was asked for."""
    shown = access.draft_for_owner(request.user, uuid)
    position = max(0, forms.read_number(request.POST.get("position", "")))

    def act(draft: services.Version, state: forms.EditorState) -> None:
        found = access.part_for_owner(request.user, uuid, part)
        services.move_part(part=found, by=request.user, position=position)

    return _after_saving(request, shown, act)


@login_required
@require_POST
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Markdown as its readers will see it, without saving."""
    access.draft_for_owner(request.user, uuid)
    source = checks.clean_source(request.POST.get("source", ""))
    return HttpResponse(text.render_markdown(source))


def _save_typed(
    request: HttpRequest, draft: services.Version, typed: forms.Typed
) -> services.Version:
    return services.save_draft(
        version=draft,
        by=request.user,
        title=typed.title,
        base_revision=typed.base_revision,
        parts=typed.changes(),
        overwrite=typed.overwrite,
    )


def _after_saving(
    request: HttpRequest,
    draft: services.Version,
    act: Callable[[services.Version, forms.EditorState], None],
) -> HttpResponse:
    typed = forms.read_typed(request.POST)
    state = forms.EditorState()
    try:
        draft = _save_typed(request, draft, typed)
    except DomainError as error:
        state.keep(typed, error)
        return _answer(request, draft, state)
    try:
        act(draft, state)
    except DomainError as error:
        state.add(error)
    return _answer(request, draft, state)


def _answer(
    request: HttpRequest, draft: services.Version, state: forms.EditorState
) -> HttpResponse:
    if state.is_conflict:
        return _editor(request, draft, state, 409)
    if state.errors:
        return _editor(request, draft, state, 422)
    if "X-Editor" in request.headers:
        return _editor(request, draft, state, 200)
    return HttpResponseRedirect(_next(request) or reverse("draft", args=[draft.uuid]), status=303)


def _next(request: HttpRequest) -> str:
    """The page that holds the editor, when it is one of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours and wanted.startswith("/") else ""


def _editor(
    request: HttpRequest, draft: services.Version, state: forms.EditorState, status: int
) -> HttpResponse:
    is_part = "X-Editor" in request.headers
    template = "peerreview/artifacts/_editor.html" if is_part else "peerreview/artifacts/draft.html"
    context = {"version": draft, "editor_state": state, "editor_next": _next(request)}
    return render(request, template, context, status=status)


# --- files ----------------------------------------------------------------------------------


@require_safe
def file(request: HttpRequest, uuid: UUID, name: str) -> HttpResponseBase:
    """A stored file, for those who may read it."""
    found = access.file_for_reader(request.user, uuid)
    if not queries.is_neutral_name(found, name):
        raise Http404
    return serving.respond(
        request,
        key=found.storage_key,
        size=found.size_bytes,
        content_type=found.content_type,
        name=name,
        etag=f'"{found.sha256}"',
    )

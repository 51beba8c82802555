# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Components as tags (built in: templates need not load them). docs/ui.md shows how to call each."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide.templatetags import lucide as lucide_tags

from peerreview.ui import assets, drawing, navigation, panels

register = template.Library()

STATUS_ICONS = {
    "draft": "pencil-line",
    "waiting": "hourglass",
    "open": "door-open",
    "done": "check",
    "info": "info",
    "contested": "scale",
    "overdue": "alarm-clock",
    "revoked": "ban",
    "vouched": "hand-heart",
    "badge": "award",
}
NOTE_ICONS = {
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "circle-alert",
    "info": "info",
    "debug": "info",
}


# --- places of a page -----------------------------------------------------------------------------
@register.simple_tag(takes_context=True)
def panels_for(
    context: RequestContext, place: str, subject: Any = None, *, part: Any = None
) -> list[SafeString]:
    """The panels offered for a place: `{% panels_for "cohort" cohort as panels %}`.

    With a `part`, what panels are given is the pair of subject and part.
    """
    return panels.render(place, context["request"], subject if part is None else (subject, part))


@register.simple_tag(takes_context=True)
def links_for(context: RequestContext, place: str) -> list[navigation.Link]:
    """The navigation links of a place for this reader: `{% links_for "main" as links %}`."""
    request = context.get("request")
    return navigation.links(place, request) if request else []


@register.inclusion_tag("components/stylesheets.html")
def stylesheets() -> dict[str, Any]:
    """A link for each of the design's stylesheets; the browser fetches them side by side."""
    return {"files": assets.STYLESHEETS}


# --- small things ---------------------------------------------------------------------------------
@register.simple_tag
def lucide(name: str, *, size: int = 20, title: str = "") -> SafeString:
    """An icon. It is hidden from screen readers unless it has a title, when it is an image."""
    return _icon(name, size, title)


@lru_cache(maxsize=1024)
def _icon(name: str, size: int, title: str) -> SafeString:
    kind = f"icon icon-{name}"
    if title:
        return lucide_tags.lucide(
            name, size=size, **{"class": kind, "role": "img", "aria_label": title}
        )
    return lucide_tags.lucide(
        name, size=size, **{"class": kind, "aria_hidden": "true", "focusable": "false"}
    )


@register.inclusion_tag("components/button.html")
def button(label: str, **options: Any) -> dict[str, Any]:
    """A button, or a link that looks like one when it has a `url`.

    Options: url, icon, icon_after, kind (primary, secondary, quiet, danger, brass), size (small,
    large), wide, type, name, value, form, disabled, icon_only, opens (id of a dialog), id.
    """
    return {"label": label, "kind": "primary", "type": "submit", **options}


@register.inclusion_tag("components/status.html")
def status(state: str, label: str) -> dict[str, Any]:
    """A pill. States: draft, waiting, open, live, done, info, contested, overdue, revoked, vouched, badge."""
    return {"state": state, "label": label, "icon": STATUS_ICONS.get(state, "")}


@register.inclusion_tag("components/avatar.html")
def avatar(person: Any, *, size: str = "") -> dict[str, Any]:
    """A person's picture or initials; a string is taken as a name, None as somebody unnamed.

    Pass the person wherever there is one: their colour follows from their id, a name's from the name.
    """
    name = "" if person is None else str(person)
    key = str(getattr(person, "uuid", name))
    return {
        "name": name,
        "initials": drawing.initials(name),
        "hue": drawing.hue_of(key),
        "picture": getattr(person, "avatar_url", ""),
        "size": size,
    }


@register.inclusion_tag("components/person.html")
def person(who: Any, *, note: str = "", url: str = "", size: str = "") -> dict[str, Any]:
    """An avatar with its name; `who` as for `avatar`. None shows "Anonymous"."""
    return {"who": who, "note": note, "url": url, "size": size}


@register.inclusion_tag("components/simulated.html")
def simulated_mark(who: Any) -> dict[str, bool]:
    """Marks a person that a program plays (the demo's peers); nothing for anybody else."""
    return {"is_simulated": getattr(who, "is_simulated", False)}


@register.inclusion_tag("components/when.html")
def when(moment: datetime | None, *, style: str = "both") -> dict[str, Any]:
    """A time, to the minute. style: "date", "relative" or "both" (date and time; the page's script adds
    how far), or "day": what the other side of a blind review did is told to the day and no finer."""
    return {"moment": moment, "style": style}


@register.inclusion_tag("components/note.html")
def note(text: str, *, kind: str = "info") -> dict[str, Any]:
    """A remark in the page. Kinds: info, success, warning, error."""
    level = kind if kind in NOTE_ICONS else "info"
    return {"text": text, "kind": level, "icon": NOTE_ICONS[level]}


# --- amounts --------------------------------------------------------------------------------------
@register.inclusion_tag("components/meter.html")
def meter(value: float, maximum: float, label: str, *, words: str = "") -> dict[str, Any]:
    """How much of a whole is done; `words` replaces "3 of 5"."""
    return {"value": value, "maximum": maximum, "label": label, "words": words}


@register.inclusion_tag("components/stat.html")
def stat(label: str, value: Any, *, hint: str = "") -> dict[str, Any]:
    """One number with what it counts; goes inside `<dl class="stats">`."""
    return {"label": label, "value": value, "hint": hint}


@register.inclusion_tag("components/scale.html")
def scale(
    value: float | None,
    *,
    levels: int = 5,
    lowest: float = 1,
    low: float | None = None,
    high: float | None = None,
    label: str = "",
) -> dict[str, Any]:
    """A score on a scale of `levels` steps from `lowest`, with the band it may lie in."""
    highest = lowest + levels - 1

    def x(number: float) -> float:
        return drawing.along(number, lowest, highest, start=10, end=182)

    has_band = low is not None and high is not None
    return {
        "value": value,
        "lowest": lowest,
        "highest": highest,
        "low": low if has_band else None,
        "high": high if has_band else None,
        "label": label,
        "at": None if value is None else x(value),
        "band": (x(low), round(x(high) - x(low), 2)) if has_band else None,
        "dots": [
            {"x": x(lowest + step), "reached": value is not None and lowest + step <= value}
            for step in range(levels)
        ],
    }


@register.inclusion_tag("components/medallion.html")
def medallion(
    seed: str,
    *,
    icon: str = "award",
    colour: str = "brass",
    shape: str = "round",
    size: str = "",
    title: str = "",
    muted: bool = False,
) -> dict[str, Any]:
    """The drawn picture of a badge; its engraving follows from `seed` (the badge's own id)."""
    return {
        "icon": icon,
        "colour": colour if colour in drawing.COLOURS else "brass",
        "size": size,
        "title": title,
        "muted": muted,
        "rim": drawing.rim(shape),
        "face": drawing.rim(shape, radius=44),
        "lines": drawing.rosette(seed),
    }


@register.simple_tag
def rosette_lines(seed: str) -> tuple[str, ...]:
    """The paths of an engraved rosette, for a page that draws its own."""
    return drawing.rosette(seed, inner=8, outer=49, strands=12)


# --- moving about ---------------------------------------------------------------------------------
@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: RequestContext, page: Page, *, key: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list; keeps the rest of the query string."""
    query = context["request"].GET.copy()
    query.pop(key, None)
    prefix = f"?{query.urlencode()}&{key}=" if query else f"?{key}="
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "prefix": prefix,
        "numbers": list(numbers),
        "gap": page.paginator.ELLIPSIS,
    }


@register.inclusion_tag("components/tabs.html")
def tabs(items: Sequence[dict[str, Any]], label: str) -> dict[str, Any]:
    """Links between views of one thing. Each item: label, url, current, and maybe icon, count."""
    return {"items": items, "label": label}


@register.inclusion_tag("components/steps.html")
def steps(labels: Sequence[str], *, current: int, label: str) -> dict[str, Any]:
    """Where one is in a fixed order; `current` counts from 1, one past the end means all done."""
    states = [
        "done" if n < current else "current" if n == current else ""
        for n in range(1, 1 + len(labels))
    ]
    return {"steps": list(zip(labels, states, strict=True)), "label": label}


@register.inclusion_tag("components/copy.html")
def copy(text: str, *, label: str) -> dict[str, Any]:
    """Text with a button that copies it; `label` says what it is."""
    return {"text": text, "label": label}


@register.inclusion_tag("components/save_state.html")
def save_state(state: str = "saved") -> dict[str, Any]:
    """Tells whether typed text is kept. A script sets data-state: saved, saving, offline or error."""
    return {"state": state}


@register.inclusion_tag("components/skeleton.html")
def skeleton(lines: int = 4) -> dict[str, Any]:
    """Grey lines where text will come."""
    return {"lines": range(lines)}


# --- around other content -------------------------------------------------------------------------
@register.simple_block_tag(end_name="end_page_header")
def page_header(
    content: str,
    title: str,
    *,
    lead: str = "",
    eyebrow: str = "",
    crumbs: Sequence[tuple[str, str]] = (),
) -> SafeString:
    """The page's h1 with what leads there (crumbs: label, url); the content is its buttons."""
    context = {
        "title": title,
        "lead": lead,
        "eyebrow": eyebrow,
        "crumbs": crumbs,
        "actions": content if content.strip() else "",
    }
    return render_to_string("components/page_header.html", context)


@register.simple_block_tag(end_name="end_empty")
def empty(
    content: str, title: str, *, text: str = "", icon: str = "sprout", compact: bool = False
) -> SafeString:
    """What a list says when it has nothing: what would be here, and as content what to do next."""
    context = {
        "title": title,
        "text": text,
        "icon": icon,
        "compact": compact,
        "actions": content if content.strip() else "",
    }
    return render_to_string("components/empty.html", context)


@register.simple_block_tag(end_name="end_dialog")
def dialog(content: str, id: str, title: str) -> SafeString:
    """A modal dialog, opened by a button with `opens=id`."""
    return render_to_string(
        "components/dialog.html", {"id": id, "title": title, "content": content}
    )


@register.simple_block_tag(end_name="end_disclosure")
def disclosure(content: str, summary: str, *, is_open: bool = False) -> SafeString:
    """Content behind a summary."""
    context = {"summary": summary, "content": content, "open": is_open}
    return render_to_string("components/disclosure.html", context)


# --- forms ----------------------------------------------------------------------------------------
@register.filter
def widget_kind(field: Any) -> str:
    """How a bound field is laid out: check, choices, file, hidden or plain."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    kind = getattr(widget, "input_type", "")
    if kind == "checkbox" and not hasattr(widget, "choices"):
        return "check"
    if kind in ("radio", "checkbox"):
        return "choices"
    return "file" if kind == "file" else "plain"


@register.filter
def described(field: Any) -> SafeString:
    """A bound field's widget, tied to its help and its error; `aria-invalid` when it is wrong."""
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}_help")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    attrs: dict[str, str] = {"aria-describedby": " ".join(ids)} if ids else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.simple_tag
def data_words(**words: str) -> SafeString:
    """Words a script says, as `data-word-…` attributes, so that they are translated with the page."""
    parts = [
        format_html(' data-word-{}="{}"', name.replace("_", "-"), text)
        for name, text in words.items()
    ]
    return format_html("{}" * len(parts), *parts)

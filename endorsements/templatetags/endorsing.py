# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who vouches for whom, in a sentence that names only those whom its reader may know."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from endorsements import rules
from endorsements.forms import VouchForm
from endorsements.models import Endorsement
from endorsements.vouching import Offer
from peerreview.accounts.models import User

register = template.Library()


@dataclass(frozen=True)
class Who:
    """`face` is the endorser where they are named, None where they are not."""

    face: User | None
    sentence: SafeString


@register.simple_tag(takes_context=True)
def who_vouches(context: Any, endorsement: Endorsement) -> Who:
    """For the endorser where the page says `as_endorser`; else for others, for whom `names_open` says
    whether private people are named."""
    if context.get("as_endorser"):
        return Who(endorsement.endorser, _own(endorsement))
    is_named = context.get("names_open") or rules.names_endorser(endorsement)
    if endorsement.is_pseudonymous:
        return Who(None, _told(endorsement, _("A person"), endorsement.recipient.display_name))
    if not is_named:
        giver = _("A member with a private profile")
        return Who(None, _told(endorsement, giver, endorsement.recipient.display_name))
    giver = endorsement.endorser.display_name
    return Who(endorsement.endorser, _told(endorsement, giver, endorsement.recipient.display_name))


@register.simple_tag
def vouch_form(offer: Offer) -> VouchForm:
    """The form of an offer with what is likely filled in: the skill the rubric shows, the review's
    own words."""
    likely = offer.likely.uuid if offer.likely else None
    return VouchForm(skills=offer.skills, initial={"skill": likely, "reason": offer.words})


def _whose(endorsement: Endorsement) -> str:
    if not endorsement.is_author_hidden:
        return endorsement.recipient.display_name
    if endorsement.version is None:
        return _("the author of work you reviewed")
    return _("the author of “%(work)s”") % {"work": endorsement.version.title}


def _own(endorsement: Endorsement) -> SafeString:
    words = {"receiver": _whose(endorsement), "skill": _skill(endorsement)}
    if endorsement.is_note:
        return format_html(_("You thank {receiver}: {skill}."), **words)
    relation = endorsement.get_relation_display()
    sentence = _("You ({relation}) vouch for {receiver} in {skill}.")
    return format_html(sentence, relation=relation, **words)


def _skill(endorsement: Endorsement) -> SafeString:
    return format_html('<strong class="endorsement-skill">{}</strong>', endorsement.skill.name)


def _told(endorsement: Endorsement, giver: str, receiver: str) -> SafeString:
    words = {
        "giver": format_html("<strong>{}</strong>", giver),
        "relation": endorsement.get_relation_display(),
        "receiver": receiver,
        "skill": _skill(endorsement),
    }
    if endorsement.is_note:
        return format_html(_("{giver}, {relation}, thanks {receiver}: {skill}."), **words)
    return format_html(_("{giver}, {relation}, vouches for {receiver} in {skill}."), **words)

# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The content of a design: what a badge says and looks like, as plain JSON values, checked.

    {"language": "en", "texts": {"en": {"name", "description", "criteria"}, …}, "skills": [name, …],
     "tags": [word, …], "alignments": [{"name", "url", "framework", "code", "type"}, …],
     "level": {"scale", "value"} or null, "type": "Badge", "field": "", "credits": "1.5",
     "look": {"shape", "colour", "icon", "text", "kind": "drawn" | "uploaded", "alt"},
     "sample": {"title", "url", "why"} or null}

`criteria` are words of the designer's own, before the rule's. The level of scale EQF is 1 to 8.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from badges import lettering, looks
from badges.openbadges.plain import ADDRESS
from peerreview.kernel import text
from peerreview.kernel.errors import Invalid

Json = dict[str, Any]

# What Open Badges takes as a language: a part of BCP 47.
LANGUAGE = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
HTTPS = re.compile(r"https://[^\x00-\x20\x7f<>\"{}|\\^`]+")
EQF = "EQF"
NAME_MOST, WORDS_MOST, CRITERIA_MOST = 120, 2000, 4000
MOST_LANGUAGES, MOST_TAGS, MOST_ALIGNMENTS, TAG_MOST = 8, 20, 12, 40
TEXT_FIELDS = ("name", "description", "criteria")
# Of the standard's types those that are no degree and no licence.
TYPES = [
    ("Badge", gettext_lazy("Badge")),
    ("Achievement", gettext_lazy("Achievement")),
    ("Award", gettext_lazy("Award")),
    ("Certificate", gettext_lazy("Certificate")),
    ("CertificateOfCompletion", gettext_lazy("Certificate of completion")),
    ("Competency", gettext_lazy("Competency")),
    ("Course", gettext_lazy("Course")),
    ("LearningProgram", gettext_lazy("Learning programme")),
    ("MicroCredential", gettext_lazy("Micro-credential")),
    ("Assessment", gettext_lazy("Assessment")),
    ("Assignment", gettext_lazy("Assignment")),
    ("CommunityService", gettext_lazy("Community service")),
    ("Fieldwork", gettext_lazy("Fieldwork")),
    ("Membership", gettext_lazy("Membership")),
]
TARGET_TYPES = [
    ("", gettext_lazy("Not said")),
    ("ceasn:Competency", gettext_lazy("Competency (CTDL-ASN)")),
    ("ceterms:Credential", gettext_lazy("Credential (CTDL)")),
    ("CFItem", gettext_lazy("Item of a CASE framework")),
    ("CFRubric", gettext_lazy("CASE rubric")),
    ("CFRubricCriterion", gettext_lazy("Criterion of a CASE rubric")),
    ("CFRubricCriterionLevel", gettext_lazy("Level of a CASE rubric")),
    ("CTDL", gettext_lazy("Another thing of CTDL")),
]


def language_tag(typed: str) -> str:
    """The tag as the standard writes it (`pt-BR`). Raises Invalid."""
    parts = typed.strip().replace("_", "-").split("-")
    cased = [parts[0].lower(), *map(_cased, parts[1:])]
    tag = "-".join(cased)
    if not LANGUAGE.fullmatch(tag):
        message = _("“%(tag)s” is no language tag. Write one such as en, pt-BR or zh-Hans.")
        raise Invalid("language", message % {"tag": typed[:20]}, field="language")
    return tag


def _cased(part: str) -> str:
    return part.title() if len(part) == 4 else part.upper()


def basic(*, name: str, description: str, skills: Iterable[str], look: Json, language: str) -> Json:
    """The content of a badge of which no more was said."""
    return checked(
        {
            "language": language,
            "texts": {language: {"name": name, "description": description}},
            "skills": list(skills),
            "look": look,
        }
    )


def checked(content: Json) -> Json:
    """The content in its one form, with everything there. Raises Invalid, by the form's field."""
    main = language_tag(content["language"])
    look = _look(content.get("look") or {})
    return {
        "language": main,
        "texts": _texts(content["texts"], main),
        "skills": _words(content.get("skills", ())),
        "tags": _tags(content.get("tags", ())),
        "alignments": _alignments(content.get("alignments", ())),
        "level": _level(content.get("level")),
        "type": looks.known(content.get("type") or "Badge", TYPES),
        "field": text.one_line(content.get("field", ""))[:120],
        "credits": _credits(content.get("credits", "")),
        "look": look,
        "sample": _sample(content.get("sample")),
    }


def _texts(texts: Json, main: str) -> Json:
    found = {language_tag(tag): text_of(said) for tag, said in texts.items()}
    if len(found) != len(texts):
        message = _("Two of the versions are in the same language. Take one of them out.")
        raise Invalid("language-twice", message, field="language")
    if len(found) > MOST_LANGUAGES:
        raise Invalid(
            "languages", _("Eight languages are the most there can be."), field="language"
        )
    return {main: found[main], **{tag: found[tag] for tag in sorted(found) if tag != main}}


def text_of(said: Json) -> Json:
    """Name, description and criteria of one language. Raises Invalid."""
    name = text.one_line(said.get("name", ""))
    description = text.plain(said.get("description", "")).strip()
    criteria = text.plain(said.get("criteria", "")).strip()
    if not text.seen(name):
        raise Invalid("empty", _("Give the badge a name."), field="name")
    if len(name) > NAME_MOST:
        raise Invalid("long", _("Keep the name to 120 characters."), field="name")
    if not text.seen(description):
        message = _("Say what somebody has done who holds the badge.")
        raise Invalid("empty", message, field="description")
    if len(criteria) > CRITERIA_MOST:
        raise Invalid("long", _("Keep the criteria to 4,000 characters."), field="criteria")
    return {"name": name, "description": description, "criteria": criteria}


def _words(words: Iterable[str]) -> list[str]:
    """Once each, as they were written first."""
    found: dict[str, str] = {}
    for word in map(text.one_line, words):
        if word:
            found.setdefault(word.casefold(), word)
    return list(found.values())


def _tags(tags: Iterable[str]) -> list[str]:
    found = _words(tag.lstrip("# ") for tag in tags)
    if len(found) > MOST_TAGS:
        raise Invalid("tags", _("Twenty tags are the most there can be."), field="tags")
    if any(len(tag) > TAG_MOST for tag in found):
        raise Invalid("tag-long", _("Keep each tag to 40 characters."), field="tags")
    return [tag.casefold() for tag in found]


def _alignments(rows: Iterable[Json]) -> list[Json]:
    found = [alignment(row) for row in rows]
    if len(found) > MOST_ALIGNMENTS:
        raise Invalid("alignments", _("Twelve alignments are the most there can be."))
    return found


def alignment(row: Json) -> Json:
    """Something the badge is aligned with. Raises Invalid."""
    url = row.get("url", "").strip()
    if not ADDRESS.fullmatch(url) or not url.startswith(("https://", "http://data.europa.eu/")):
        message = _("An alignment needs the https address of what it is aligned with.")
        raise Invalid("alignment-url", message, field="url")
    name = text.one_line(row.get("name", ""))
    if not name:
        message = _("Give each alignment the name of what it is aligned with.")
        raise Invalid("alignment-name", message, field="name")
    kind = row.get("type", "")
    return {
        "name": name[:200],
        "url": url,
        "framework": text.one_line(row.get("framework", ""))[:200],
        "code": text.one_line(row.get("code", ""))[:80],
        "type": kind if kind in dict(TARGET_TYPES) else "",
    }


def _level(level: Json | None) -> Json | None:
    if not level:
        return None
    scale, value = text.one_line(level.get("scale", "")), text.one_line(level.get("value", ""))
    if scale == EQF and value not in list("12345678"):
        raise Invalid("level", _("Levels of the EQF are 1 to 8."), field="level_value")
    if not scale:
        raise Invalid("scale", _("Name the scale the level belongs to."), field="level_scale")
    if not value:
        raise Invalid("level", _("Say which level of the scale it is."), field="level_value")
    return {"scale": scale[:80], "value": value[:80]}


def _credits(typed: str) -> str:
    if not typed.strip():
        return ""
    try:
        number = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or not Decimal("0.1") <= number <= 1000 or number != round(number, 1):
        message = _("Credits are a number from 0.1 to 1000, with one decimal at most.")
        raise Invalid("credits", message, field="credits")
    return f"{number.normalize():f}"


def _look(look: Json) -> Json:
    is_uploaded = look.get("kind") == "uploaded"
    alt = text.one_line(look.get("alt", ""))[:200]
    if is_uploaded and not text.seen(alt):
        message = _("Say what the picture shows, for those who do not see it.")
        raise Invalid("alt", message, field="alt")
    return {
        "shape": looks.known(look.get("shape", ""), looks.SHAPES),
        "colour": looks.known(look.get("colour", ""), looks.COLOURS),
        "icon": looks.known(look.get("icon", ""), looks.ICONS),
        "text": lettering.checked(look.get("text", "")),
        "kind": "uploaded" if is_uploaded else "drawn",
        "alt": alt if is_uploaded else "",
    }


def _sample(sample: Json | None) -> Json | None:
    if not sample or not any(sample.values()):
        return None
    url = sample.get("url", "").strip()
    if not HTTPS.fullmatch(url) or len(url) > 500:
        message = _("Give the https address at which everyone can see the sample.")
        raise Invalid("sample-url", message, field="sample_url")
    title, why = text.one_line(sample.get("title", "")), text.one_line(sample.get("why", ""))
    if not title:
        raise Invalid("sample-title", _("Name the sample."), field="sample_title")
    if not why:
        message = _("Say in a sentence why it is just good enough.")
        raise Invalid("sample-why", message, field="sample_why")
    return {"title": title[:120], "url": url, "why": why[:500]}


# --- reading -------------------------------------------------------------------------------------
def names(content: Json) -> list[str]:
    """The name in each language."""
    return [said["name"] for said in content["texts"].values()]


def language_for(content: Json, wanted: str | None = None) -> str:
    """Of the content's languages the one for a reader (theirs, unless another is wanted)."""
    asked = wanted or get_language() or ""
    known = {tag.casefold(): tag for tag in content["texts"]}
    exact = known.get(asked.casefold()) or known.get(asked.split("-")[0].casefold())
    return exact or content["language"]


def said(content: Json, language: str | None = None) -> Json:
    """Name, description and criteria in a language of the content; the main one."""
    return content["texts"][language or content["language"]]


def narrative(content: Json, rule_in_words: str, language: str | None = None) -> str:
    """What it takes, as Markdown: the designer's own words, then the rule's."""
    own = said(content, language)["criteria"] if content else ""
    return f"{own}\n\n{rule_in_words}" if own else rule_in_words


def level_words(content: Json) -> str:
    """The level in words; empty where none was named."""
    level = content.get("level")
    if not level:
        return ""
    if level["scale"] == EQF:
        return _("Level %(n)s of the European Qualifications Framework") % {"n": level["value"]}
    return f"{level['scale']}: {level['value']}"


# --- comparing -----------------------------------------------------------------------------------
def changes(before: Json, after: Json) -> list[tuple[str, str, str]]:
    """What differs, in words: (what, how it was, how it is)."""
    found = [
        (str(label), told(before), told(after))
        for label, told in _TOLD
        if told(before) != told(after)
    ]
    tags = list(dict.fromkeys([*before["texts"], *after["texts"]]))
    for tag in tags:
        for field in TEXT_FIELDS:
            old = before["texts"].get(tag, {}).get(field, "")
            new = after["texts"].get(tag, {}).get(field, "")
            if old != new:
                found.append((f"{_FIELDS[field]} ({tag})", old, new))
    return found


def _named(choices: list[tuple[str, Any]], value: str) -> str:
    return str(dict(choices).get(value, value))


def _look_words(content: Json) -> str:
    look = content["look"]
    if look["kind"] == "uploaded":
        return _("Uploaded: %(alt)s") % {"alt": look["alt"]}
    parts = [
        _named(looks.SHAPES, look["shape"]),
        _named(looks.COLOURS, look["colour"]),
        _named(looks.ICONS, look["icon"]),
        f"“{look['text']}”" if look["text"] else "",
    ]
    return ", ".join(part for part in parts if part)


def _sample_words(content: Json) -> str:
    sample = content["sample"]
    return f"{sample['title']} ({sample['url']}): {sample['why']}" if sample else ""


_FIELDS = {
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "criteria": gettext_lazy("Criteria in your words"),
}
_TOLD: list[tuple[Any, Callable[[Json], str]]] = [
    (gettext_lazy("Main language"), lambda it: it["language"]),
    (gettext_lazy("Skills"), lambda it: ", ".join(it["skills"])),
    (gettext_lazy("Tags"), lambda it: ", ".join(it["tags"])),
    (
        gettext_lazy("Alignments"),
        lambda it: "; ".join(f"{row['name']} ({row['url']})" for row in it["alignments"]),
    ),
    (gettext_lazy("Level"), level_words),
    (gettext_lazy("Kind of achievement"), lambda it: _named(TYPES, it["type"])),
    (gettext_lazy("Field of study"), lambda it: it["field"]),
    (gettext_lazy("Credits"), lambda it: it["credits"]),
    (gettext_lazy("Picture"), _look_words),
    (gettext_lazy("Sample"), _sample_words),
]

# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The design's stylesheets, in the order in which they apply."""

COMPONENTS = (
    "button",
    "card",
    "page",
    "header",
    "form",
    "feedback",
    "status",
    "person",
    "people",
    "table",
    "nav",
    "dialog",
    "data",
    "medallion",
    "artifact",
    "code",
    "editor",
    "review-desk",
    "badges",
    "results",
    "comparing",
    "moderation",
    "rubric",
    "activity",
    "allocation",
    "desk",
    "dialogue",
    "studio",
    "matching",
    "notifications",
    "issuers",
    "portfolio",
)
STYLESHEETS = (
    "ui/tokens.css",
    "ui/base.css",
    *(f"ui/components/{name}.css" for name in COMPONENTS),
)

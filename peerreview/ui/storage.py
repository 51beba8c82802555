# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Static files under names that change with their content."""

from typing import ClassVar

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports between ES modules; else a new module would meet a cached old one.

    Only in our own folders: other packages mention imports in comments, which Django takes for real.
    """

    patterns: ClassVar = (*CompressedManifestStaticFilesStorage.patterns, ("*/js/*.js", IMPORTS))

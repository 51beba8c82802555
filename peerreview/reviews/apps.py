# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from peerreview.kernel import apps


class ReviewsConfig(apps.DomainApp):
    name = "peerreview.reviews"
    label = "reviews"

# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Every fault while reviewers write, as one table.

`python -m tests.faults.run [--writers 50] [--json FILE] [words of a fault's name …]`. Starts servers
of its own on free ports; touches none that run already. Ends with 1 when something acknowledged was
lost, doubled or changed.
"""

import argparse
import json
import sys
from pathlib import Path

from tests.faults import ledger
from tests.faults.own_servers import what_is_missing
from tests.faults.scene import WRITERS, suffer
from tests.faults.strikes import FAULTS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=WRITERS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("words", nargs="*")
    asked = parser.parse_args()
    if missing := what_is_missing():
        sys.exit(f"Cannot run: {missing}.")
    tallies = []
    for name, fault in FAULTS.items():
        if all(word in name for word in asked.words):
            tallies.append(suffer(name, fault, writers=asked.writers))
            print(ledger.table(tallies[-1:]), *tallies[-1].wrong[:10], "", sep="\n", flush=True)
    print(ledger.table(tallies))
    if asked.json:
        asked.json.write_text(json.dumps([each.as_json() for each in tallies], indent=2))
    return int(any(each.lost or each.duplicated or each.disorder for each in tallies))


if __name__ == "__main__":
    sys.exit(main())

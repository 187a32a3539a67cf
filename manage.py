#!/usr/bin/env python
import os
import signal
import sys

from annotator.lib.database.embedded import EmbeddedError
from annotator.lib.processes import supervision
from annotator.lib.processes.options import read_options
from annotator.lib.processes.pipes import ending_quietly_when_nobody_reads


def main() -> None:
    options = read_options(sys.argv[2:]) if sys.argv[1:2] == ["serve"] else None
    if options is not None and not supervision.is_supervised():
        from annotator.lib.processes.serving import serve

        serve(options, sys.argv[2:])
    else:
        # Not above, because the process that serves does without Django.
        from annotator.lib.processes.main_help import Utility

        Utility(sys.argv).execute()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    supervision.follow_parent()
    # Ended from outside, a command still leaves the embedded database as it should.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        with ending_quietly_when_nobody_reads():
            main()
    except EmbeddedError as error:
        sys.exit(f"{error}")
    except PermissionError as error:
        sys.exit(
            f"{error.filename}: this account may not use it. Run the app as the account that began "
            "it."
        )

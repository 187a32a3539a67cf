"""Which tests of a parallel run one worker gets together.

pytest-xdist's own `--dist loadgroup` does nothing with pytest 9.2: it writes the group into a
private attribute that pytest no longer has.
"""

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[2]
SHARED = re.compile(r"""fixture\(.*scope=["']module["']""")


class FileScheduling(LoadScopeScheduling):
    """Gives any worker any test, but the tests of a file that share a fixture to one.

    Such a fixture starts an app, or another program, and would be started for each worker.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if has_shared_fixture(file) else nodeid


@cache
def has_shared_fixture(file: str) -> bool:
    return SHARED.search((ROOT / file).read_text()) is not None

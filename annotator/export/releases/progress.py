"""How far the build of a release is."""

from collections.abc import Callable, Iterable, Iterator


class Progress:
    """Counts the rows written. `check_cancelled` is called every 10,000 rows and may raise."""

    def __init__(
        self,
        check_cancelled: Callable[[], None] = lambda: None,
        began: Callable[[int], None] = lambda total: None,
    ):
        self.done = 0
        self.check_cancelled = check_cancelled
        self.began = began

    def counting(self, rows: Iterable[bytes]) -> Iterator[bytes]:
        for row in rows:
            self.done += 1
            if self.done % 10_000 == 0:
                self.check_cancelled()
            yield row

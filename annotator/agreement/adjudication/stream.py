"""The disputed sentences as a stream: after a decision comes the next one, of whichever article.

The list of *Disagreements* with its filters is the stream. To find all of it takes a second in a
large project, so a part of it is kept in the cache for a reviewer, and only what comes next is
read again.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache
from django.http import QueryDict

from annotator.agreement.adjudication.disagreements import shown_to
from annotator.agreement.adjudication.forms import DisagreementForm
from annotator.agreement.models import Adjudication
from annotator.corpus.models import ArticleState
from annotator.projects.models import Membership, Project

MAX_UPCOMING = 2000
MAX_BEFORE = 100
AT_ONCE = 20
# Decisions that others may have begun to store before the list was read, and stored after it.
UNDER_WAY = 100
SECONDS = 30 * 60


@dataclass(frozen=True)
class Window:
    """A part of the list, from the sentence on at which it was read.

    `upcoming` are the sentences left to decide after that one, and then those before it.
    `before` are the last ones before it. `total` and `left` count the whole list when it was read.
    Decisions with ids above `newest` may have been made since.
    """

    at: int
    before: list[int]
    upcoming: list[int]
    total: int
    left: int
    newest: int

    @property
    def is_cut(self) -> bool:
        return len(self.upcoming) < self.left


@dataclass(frozen=True)
class Progress:
    total: int
    left: int

    @property
    def decided(self) -> int:
        return self.total - self.left


class ReviewStream:
    """The sentences that the form lists for this viewer, from one to the next."""

    def __init__(self, data: QueryDict, *, project: Project, viewer: Membership | None) -> None:
        # What is decided leaves the stream anyway, and counts as progress.
        data = data.copy()
        data.pop("undecided", None)
        self.form = DisagreementForm(data, project=project)
        self.project = project
        self.viewer = viewer
        self._known: Window | None = None

    def first(self) -> int | None:
        """Read the list again, and return the first sentence that is left to decide."""
        self._read(0)
        return self.next_open(0)

    def next_open(self, after: int) -> int | None:
        """Return the next sentence that is left to decide, or None if all are decided.

        After the last one come those that were passed over before.
        """
        window = self._window(after)
        found = self._first_open(window, after)
        if found is None and window.is_cut:
            found = self._first_open(self._read(after), after)
        return found

    def previous(self, at: int) -> int | None:
        """Return the sentence before this one in the list, decided or not."""
        window = self._window(at)
        walked = [*window.before, window.at, *window.upcoming]
        earlier = walked[: walked.index(at)] if at in walked else []
        reviewable = self._reviewable(earlier[-AT_ONCE:])
        return next((pk for pk in reversed(earlier[-AT_ONCE:]) if pk in reviewable), None)

    def progress(self, at: int) -> Progress:
        """Return how much of the list is decided, with what others decided in the meantime."""
        window = self._window(at)
        return Progress(window.total, window.left - len(self._settled(window)))

    def reopen(self, sentence: int) -> None:
        """Count a sentence as left to decide whose decision was undone."""
        if sentence not in self._window(sentence).upcoming:
            self._read(sentence)

    def _first_open(self, window: Window, after: int) -> int | None:
        upcoming = window.upcoming
        start = upcoming.index(after) + 1 if after in upcoming else 0
        passed_over = [] if window.is_cut else upcoming[:start]
        settled = self._settled(window)
        candidates = [
            pk for pk in [*upcoming[start:], *passed_over] if pk not in settled and pk != after
        ]
        # The sentence itself is left, if nothing else is.
        if after in upcoming and after not in settled and not window.is_cut:
            candidates.append(after)

        for begin in range(0, len(candidates), AT_ONCE):
            some = candidates[begin : begin + AT_ONCE]
            reviewable = self._reviewable(some)
            found = next((pk for pk in some if pk in reviewable), None)
            if found is not None:
                return found
        return None

    def _reviewable(self, some: list[int]) -> set[int]:
        """Return those of these sentences that can still be reviewed.

        They may have been excluded, or their article withdrawn or given to the viewer. Whether
        they are still in the list isn't asked: that takes too long between two keys.
        """
        sentences = shown_to(self.viewer, self.project).filter(pk__in=some, excluded=False)
        withdrawn = ArticleState.WITHDRAWN
        return set(sentences.exclude(article__state=withdrawn).values_list("pk", flat=True))

    def _settled(self, window: Window) -> set[int]:
        """Return those of the upcoming sentences that have been decided since the list was read."""
        decided = Adjudication.objects.in_project(self.project).decided()
        decided = decided.filter(pk__gt=window.newest)
        # A decision without a target leaves the target open.
        if self.form.is_about_targets:
            decided = decided.exclude(
                label__takes_target=True, target__isnull=True, target_outside=False
            )
        return set(decided.values_list("sentence", flat=True)) & set(window.upcoming)

    def _window(self, at: int) -> Window:
        """Return the part of the list around a sentence, from the cache if it is there."""
        window: Window | None = self._known or cache.get(self._key)
        if window and at in (0, window.at, *window.before, *window.upcoming):
            self._known = window
            return window
        return self._read(at)

    def _read(self, at: int) -> Window:
        decisions = Adjudication.objects.in_project(self.project).order_by("-pk")
        newest = decisions.values_list("pk", flat=True).first() or 0
        listed = self.form.listed(viewer=self.viewer)
        ids = listed.sentences
        # What is decided has no open target.
        left = listed if self.form.is_about_targets else listed.undecided(self.project)

        index = ids.index(at) if at in ids else 0
        passed = set(ids[:index])
        upcoming = [pk for pk in left.sentences if pk not in passed]
        upcoming += [pk for pk in left.sentences if pk in passed]

        window = Window(
            at=at,
            before=ids[max(0, index - MAX_BEFORE) : index],
            upcoming=upcoming[:MAX_UPCOMING],
            total=len(ids),
            left=len(left),
            newest=newest - UNDER_WAY,
        )
        self._known = window
        cache.set(self._key, window, SECONDS)
        return window

    @cached_property
    def _key(self) -> str:
        viewer = self.viewer.pk if self.viewer else 0
        filters = hashlib.sha256(self.form.query.encode()).hexdigest()
        return f"review:1:{self.project.pk}:{viewer}:{filters}"

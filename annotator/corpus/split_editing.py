"""Edits the sentences of an article before annotation starts: merge, split, exclude, undo.

A sentence whose span stays the same keeps its id. A changed span is a new sentence. Each edit
names the ids of its sentences, so an edit that is sent twice or late can't change others.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.corpus.models import Article, ArticleQuerySet, ArticleState, Sentence, SplitEdit
from annotator.projects.models import Membership


class SplitError(Exception):
    """The split can't be changed like this; the message says why."""


class FrozenError(SplitError):
    """Somebody has this article, so its sentences can't change any more."""


class ChangedError(SplitError):
    """The sentences have changed since the page was loaded."""


class Part(NamedTuple):
    """A sentence as it is stored in `SplitEdit.before`, a list of these values.

    Edits of older versions lack the last two; `_read_before` completes them.
    """

    start: int
    end: int
    paragraph: int
    excluded: bool
    original_id: str
    position: int

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


Split = list[Part]


@dataclass(frozen=True)
class Change:
    """Replaces `length` sentences from the index `at` on with `parts`. `what` is for the log.

    The positions of `parts` don't count: they follow from that of the first sentence replaced.
    """

    at: int
    length: int
    parts: Split
    what: str


@dataclass(frozen=True)
class Edited:
    """The result of an edit: what was done, the first sentence affected, and if it changed."""

    what: str
    sentence: int
    changed: bool = True


def merge_with_next(
    *, article: Article, sentence: int, following: int, by: Membership | None
) -> Edited:
    """Make one sentence of two neighbours, given by their ids. It has the number of the first.

    Raises FrozenError or ChangedError.
    """

    def merge(split: Split, index: dict[int, int], text: str) -> Change:
        at = index[sentence]
        if index[following] != at + 1:
            raise ChangedError
        first, second = split[at : at + 2]
        merged = first._replace(
            end=second.end,
            # If only one of the two is boilerplate, the rest must still be labelled.
            excluded=first.excluded and second.excluded,
            original_id=first.original_id or second.original_id,
        )
        return Change(at, 2, [merged], f"merged {first.position} and {second.position}")

    return _edit(article, by, merge)


def split_sentence(*, article: Article, sentence: int, at: int, by: Membership | None) -> Edited:
    """Make two sentences of one. The second begins `at` code points after the start of the first.

    White space between them belongs to neither. Raises FrozenError, ChangedError, or SplitError
    if one of the two would be empty.
    """

    def divide(split: Split, index: dict[int, int], text: str) -> Change:
        place = index[sentence]
        whole = split[place]
        cut = whole.start + at
        if not (
            whole.start < cut < whole.end
            and text[whole.start : cut].strip()
            and text[cut : whole.end].strip()
        ):
            raise SplitError(_("Each part needs at least one word."))
        first = whole._replace(end=whole.start + len(text[whole.start : cut].rstrip()))
        # An ID names one sentence, so the second part has none.
        start = whole.end - len(text[cut : whole.end].lstrip())
        second = whole._replace(start=start, original_id="")
        return Change(place, 1, [first, second], f"split {whole.position}")

    return _edit(article, by, divide)


def set_excluded(
    *, article: Article, sentence: int, excluded: bool, by: Membership | None
) -> Edited:
    """Exclude a sentence from labelling, or restore it.

    Raises FrozenError or ChangedError.
    """

    def mark(split: Split, index: dict[int, int], text: str) -> Change:
        at = index[sentence]
        what = f"{'excluded' if excluded else 'restored'} {split[at].position}"
        return Change(at, 1, [split[at]._replace(excluded=excluded)], what)

    return _edit(article, by, mark)


def undo_split(*, article: Article, edit: int) -> Edited:
    """Restore the sentences, with their numbers and IDs, as they were before `edit`, which must be
    the newest edit.

    Raises FrozenError or ChangedError.
    """
    with transaction.atomic():
        article = _lock(article)
        # Only the newest edit: an older one has the sentences from before all later
        # edits too.
        newest = SplitEdit.objects.standing(article).first()
        if newest is None or newest.pk != edit:
            raise ChangedError(_("Already undone, or a later change must be undone first."))

        now, ids = _read(article)
        at = _rewrite(article, now, ids, _read_before(newest))
        newest.undone_at = timezone.now()
        newest.save(update_fields=["undone_at"])

        return Edited(f"undone: {newest.what}", _id_at(article, at))


def open_article(*, article: Article) -> bool:
    """Let a draft be labelled: its sentences have been checked. Return whether it was a draft."""
    return (
        open_drafts(articles=Article.objects.filter(project=article.project_id, pk=article.pk)) > 0
    )


def open_drafts(*, articles: ArticleQuerySet) -> int:
    """Let the drafts among these articles be labelled; return how many there were."""
    return articles.drafts().update(state=ArticleState.OPEN)


def _edit(
    article: Article,
    by: Membership | None,
    plan: Callable[[Split, dict[int, int], str], Change],
) -> Edited:
    """Make the change that `plan` returns, and store the sentences as they were before it.

    `plan` gets the sentences, the index of each sentence id, and the text of the article.
    """
    with transaction.atomic():
        article = _lock(article)
        now, ids = _read(article)

        try:
            index = {pk: place for place, pk in enumerate(ids)}
            change = plan(now, index, article.text)
        # A KeyError is a sentence id that no longer exists.
        except (KeyError, ChangedError):
            raise ChangedError(
                _("Somebody else changed this article. This is its current state.")
            ) from None

        wanted = _changed(now, change, keeps_numbers=article.has_given_numbers)
        # A second click on “Exclude” changes nothing, so there is nothing to undo.
        if wanted != now:
            _rewrite(article, now, ids, wanted)
            SplitEdit.objects.create(
                project_id=article.project_id,
                article=article,
                before=now,
                what=change.what,
                made_by=by,
            )

        return Edited(change.what, _id_at(article, change.at), changed=wanted != now)


def _lock(article: Article) -> Article:
    # The row of the article is the lock. The first assignment takes it too when it
    # freezes the sentences.
    article = Article.objects.select_for_update().get(project=article.project_id, pk=article.pk)
    if article.frozen_at is not None:
        raise FrozenError(_("Annotation has started, so the sentences can’t be changed any more."))
    return article


def _read(article: Article) -> tuple[Split, list[int]]:
    rows = list(article.sentences.order_by("position").values_list("pk", *Part._fields))
    return [Part(*values) for _pk, *values in rows], [pk for pk, *_values in rows]


def _read_before(edit: SplitEdit) -> Split:
    # Older versions had no IDs, and counted the sentences of every article from 1.
    return [
        Part(*(values if len(values) == len(Part._fields) else [*values[:4], "", position]))
        for position, values in enumerate(edit.before, start=1)
    ]


def _changed(now: Split, change: Change, *, keeps_numbers: bool) -> Split:
    """Return the sentences after the change, with their positions.

    The app's own numbers stay without gaps. `keeps_numbers`, for those of a file, which labels may
    refer to later: each moves only as far as it must for the order.
    """
    first = now[change.at].position
    parts = [part._replace(position=first + place) for place, part in enumerate(change.parts)]
    wanted = [*now[: change.at], *parts]

    for part in now[change.at + change.length :]:
        following = wanted[-1].position + 1
        position = max(part.position, following) if keeps_numbers else following
        wanted.append(part._replace(position=position))
    return wanted


def _rewrite(article: Article, now: Split, ids: list[int], wanted: Split) -> int:
    """Turn the sentences `now`, which have these ids, into `wanted`.

    Return the index of the first change.
    """
    # The sentences before and after the change keep their rows. Those after it only
    # move.
    head = _count_equal(zip(now, wanted, strict=False))
    tail = _count_equal(
        (one._replace(position=0), other._replace(position=0))
        for one, other in zip(reversed(now[head:]), reversed(wanted[head:]), strict=False)
    )
    old, new = now[head : len(now) - tail], wanted[head : len(wanted) - tail]
    kept = {part.span: pk for part, pk in zip(old, ids[head:], strict=False)}
    spans = {part.span for part in new}
    sentences = article.sentences
    sentences.filter(pk__in=[pk for span, pk in kept.items() if span not in spans]).delete()
    if tail:
        _move(article, ids[-tail:], now[-tail:], wanted[-tail:])

    for part in new:
        if part.span in kept:
            sentences.filter(pk=kept[part.span]).update(**part._asdict())
        else:
            Sentence.objects.create(
                project_id=article.project_id,
                article=article,
                text=article.text[part.start : part.end],
                **part._asdict(),
            )

    Article.objects.filter(project=article.project_id, pk=article.pk).update(
        sentence_count=len(wanted), excluded_count=sum(part.excluded for part in wanted)
    )
    return min(head, len(wanted) - 1)


def _move(article: Article, ids: list[int], now: Split, wanted: Split) -> None:
    """Give these sentences, which differ in nothing else, their wanted positions."""
    moves: defaultdict[int, list[int]] = defaultdict(list)
    for pk, one, other in zip(ids, now, wanted, strict=True):
        moves[other.position - one.position].append(pk)

    # After an edit, these are one or two distances: up to a gap, and none behind it.
    for distance, moved in moves.items():
        if distance:
            article.sentences.filter(pk__in=moved).update(position=F("position") + distance)


def _count_equal(pairs: Iterable[tuple[Part, Part]]) -> int:
    """Return how many pairs have two equal parts, up to the first pair that doesn't."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _id_at(article: Article, index: int) -> int:
    return article.sentences.order_by("position").values_list("pk", flat=True)[index]

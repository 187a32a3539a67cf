"""The practice article of a project: its lines, its versions, and the default one.

It is written a line a sentence: `text | label | reason`. An empty line begins a paragraph.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotator.projects.labels.defaults import DEFAULT_LABELS
from annotator.projects.models import PracticeArticle, Project, StoredSentence

DEFAULT_TITLE = "A footbridge is closed, and not everybody agrees why"
DEFAULT_LINES = Path(__file__).with_name("default_article.txt")

SEPARATOR = "|"
MAX_SENTENCES = 40
MAX_TEXT = 1000
MAX_REASON = 300


def default_article(label_keys: Sequence[str]) -> tuple[str, list[StoredSentence]]:
    """Return the title and the sentences that a project with these labels starts with.

    The default article needs the default labels; for others there is nothing.
    """
    if set(label_keys) != set(DEFAULT_LABELS):
        return "", []
    return DEFAULT_TITLE, parse_sentences(DEFAULT_LINES.read_text(), label_keys)


def parse_sentences(lines: str, label_keys: Sequence[str]) -> list[StoredSentence]:
    """Parse the lines of an article. Raises ValidationError, which names each wrong line."""
    sentences: list[StoredSentence] = []
    errors: list[str] = []
    paragraph = 1

    for number, line in enumerate(lines.splitlines(), start=1):
        parts = [part.strip() for part in line.split(SEPARATOR)]
        if not line.strip():
            # Several empty lines are one, and those above the first sentence are none.
            paragraph = sentences[-1]["paragraph"] + 1 if sentences else 1
        elif len(parts) != 3:
            errors.append(_of_line(number, _("write it as: sentence | label | reason")))
        else:
            text, label, reason = parts
            sentence = StoredSentence(text=text, label=label, reason=reason, paragraph=paragraph)
            sentences.append(sentence)
            errors += [_of_line(number, problem) for problem in _problems(sentence, label_keys)]

    if not errors and not 1 <= len(sentences) <= MAX_SENTENCES:
        errors.append(_("Write 1 to %(most)s sentences.") % {"most": MAX_SENTENCES})
    if errors:
        raise ValidationError(errors)
    return sentences


def check_sentences(sentences: Sequence[StoredSentence], label_keys: Sequence[str]) -> None:
    """Raise ValidationError, which names each sentence that is wrong by its number."""
    errors = [
        _("Sentence %(number)s: %(problem)s") % {"number": number, "problem": problem}
        for number, sentence in enumerate(sentences, start=1)
        for problem in _problems(sentence, label_keys)
    ]
    if errors:
        raise ValidationError(errors)


def article_lines(sentences: Sequence[StoredSentence]) -> str:
    """Return the lines of these sentences, which `parse_sentences` reads."""
    lines: list[str] = []
    paragraph = 1

    for sentence in sentences:
        if sentence["paragraph"] != paragraph:
            lines.append("")
            paragraph = sentence["paragraph"]
        parts = (sentence["text"], sentence["label"], sentence["reason"])
        lines.append(f" {SEPARATOR} ".join(parts))

    return "\n".join(lines)


def current_practice(project: Project) -> PracticeArticle | None:
    """The latest version, if the project still offers its labels."""
    article = project.practice_articles.first()
    if article is None:
        return None

    # A release that is imported brings its own labels.
    used = {sentence["label"] for sentence in article.sentences}
    return article if used <= set(project.labels.active().values_list("key", flat=True)) else None


def offered_practice(project: Project) -> PracticeArticle | None:
    """The practice article, unless there is none, or a manager has switched it off."""
    return current_practice(project) if project.offers_practice else None


def publish_practice(
    *, project: Project, title: str, sentences: list[StoredSentence]
) -> PracticeArticle:
    """Make this the practice article. The same article again is no new version."""
    with transaction.atomic():
        # The row of the project is the lock: two managers who publish at once must get
        # two numbers.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)

        latest = project.practice_articles.first()
        if latest and (latest.title, latest.sentences) == (title, sentences):
            return latest
        return PracticeArticle.objects.create(
            project=project,
            version=latest.version + 1 if latest else 1,
            title=title,
            sentences=sentences,
        )


def _problems(sentence: StoredSentence, label_keys: Sequence[str]) -> Iterator[str]:
    text, label, reason = sentence["text"], sentence["label"], sentence["reason"]
    if not (text and label and reason):
        yield _("write it as: sentence | label | reason")
        return

    if label not in label_keys:
        unknown = _("there is no label “%(label)s”. The labels are: %(labels)s")
        yield unknown % {"label": label[:40], "labels": ", ".join(label_keys)}
    # A line of the form has one of these in each place, so it couldn't be edited there.
    if SEPARATOR in text + reason:
        yield _("it can’t hold the sign |")
    for part, most in ((text, MAX_TEXT), (reason, MAX_REASON)):
        if len(part) > most:
            too_long = _("“%(start)s…” is longer than %(most)s characters")
            yield too_long % {"start": part[:30], "most": most}


def _of_line(number: int, problem: str) -> str:
    return _("Line %(number)s: %(problem)s") % {"number": number, "problem": problem}

"""The versions of a project's codebook."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from annotator.projects.codebooks.examples import ExampleRow, rows_of, with_examples
from annotator.projects.default_codebook import texts_by_language
from annotator.projects.models import Codebook, CodebookExample, Membership, Project

# Each version is parsed to find out since when a rule is as it is.
MAX_COMPARED = 20


def see_codebook(*, membership: Membership) -> None:
    """Store that this person has seen the current version of the codebook."""
    version = membership.project.current_codebook().version
    # Seeing it again must not change which one they saw before it.
    own = Membership.objects.filter(project=membership.project_id, pk=membership.pk)
    own.exclude(codebook_seen=version).update(
        codebook_seen_before=F("codebook_seen"), codebook_seen=version
    )


def known_version(membership: Membership | None, current: Codebook) -> int:
    """The version that this person knew before the current one. 0: they need no comparison."""
    if membership is None:
        return 0
    seen = membership.codebook_seen
    return seen if seen < current.version else membership.codebook_seen_before


def versions_since(known: int, current: Codebook) -> list[Codebook]:
    """The versions from `known` to the current one, in order; of many only the first and last."""
    if not known:
        return [current]

    versions = Codebook.objects.filter(project=current.project_id, version__gte=known)
    versions = versions.prefetch_related("examples")
    if current.version - known > MAX_COMPARED:
        versions = versions.filter(version__in=[known, current.version])
    return list(versions.filter(version__lte=current.version).order_by("version"))


def whole_text(version: Codebook) -> str:
    """The text of a version in the language of the page, with its examples, as Markdown."""
    return _with_its_examples(version.shown_text, version)


def texts_in_one_language(versions: Sequence[Codebook]) -> list[str]:
    """The whole texts of these versions in the language of the page, if each of them has it.

    Else those that everybody has.
    """
    shown = [version.shown_text for version in versions]
    texts = [version.text for version in versions]
    if all(one != other for one, other in zip(shown, texts, strict=True)):
        texts = shown
    return [_with_its_examples(*pair) for pair in zip(texts, versions, strict=True)]


def _with_its_examples(text: str, version: Codebook) -> str:
    names = {example.label.key: example.label.shown_name for example in version.examples.all()}
    return with_examples(text, rows_of(version), names)


def publish_codebook(
    *,
    project: Project,
    text: str,
    reason: str,
    texts: dict[str, str] | None = None,
    examples: Sequence[ExampleRow] | None = None,
) -> Codebook:
    """Publish a new version of the codebook; `texts` has it in other languages.

    Without `examples` it has those of the version before.

    Annotators see it, with the reason, before their next article. Without `texts`, those who
    read another language get the one that everybody has, unless it is the default codebook.
    """
    with transaction.atomic():
        # The row of the project is the lock: two managers who publish at once must get
        # two numbers.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        before = project.current_codebook()
        published = Codebook.objects.create(
            project=project,
            version=before.version + 1,
            text=text,
            texts=texts_by_language(text) if texts is None else texts,
            reason=reason,
        )
        store_examples(published, rows_of(before) if examples is None else examples)
        return published


def store_examples(codebook: Codebook, examples: Sequence[ExampleRow]) -> None:
    """Store the examples of a new version, in this order."""
    labels = {label.key: label for label in codebook.project.labels.all()}
    CodebookExample.objects.bulk_create(
        CodebookExample(
            project_id=codebook.project_id,
            codebook=codebook,
            label=labels[example.label],
            sentence=example.sentence,
            why=example.why,
            position=position,
        )
        for position, example in enumerate(examples, start=1)
    )

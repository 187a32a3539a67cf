"""The beginning of a codebook for labels that aren't the default ones."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from annotator.projects.models import Label


def codebook_skeleton(name: str, labels: Sequence[Label]) -> str:
    """Return a codebook in Markdown, to be completed: each label, and what a codebook has."""
    parts = [
        f"# {name}",
        _(
            "Each sentence gets one label. Read the article first; decide by what the sentence "
            "itself says."
        ),
        "## " + _("Labels"),
    ]
    for label in labels:
        parts += [
            f"### {label.name}",
            label.definition or _("Say when a sentence gets this label."),
        ]
        if label.takes_target:
            parts.append(_("Points at the sentence that it is about."))

    parts += [
        "## " + _("Order of questions"),
        "\n".join(
            f"{number}. "
            + _("Does the sentence fit “%(label)s”? Then label it so.") % {"label": label.name}
            for number, label in enumerate(labels, start=1)
        ),
        "## " + _("Rules"),
        "1. " + _("Add a rule for each kind of sentence about which annotators disagree."),
        "## " + _("Skipping"),
        _(
            "Skip a sentence that can’t have a label, with the reason: boilerplate, not a "
            "sentence, badly split, a genuine question, another language, a duplicate or "
            "unreadable. Choose “Can’t tell” where it should have a label, but you can’t decide."
        ),
    ]
    return "\n\n".join(parts) + "\n"

"""Corrections of the words of a release, which can't be changed itself: dated, and beside it."""

from datetime import UTC

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy

from annotator.accounts.models import User
from annotator.export.models import Erratum, Release
from annotator.export.releases.texts.markdown import plain_text
from annotator.lib.markdown import one_line
from annotator.projects.audit import ByCommand, record
from annotator.projects.models import AuditAction, Membership


class ErratumForm(forms.Form):
    text = forms.CharField(
        max_length=5_000,
        label=gettext_lazy("Correction"),
        help_text=gettext_lazy(
            "Of the words of this release, in English: which file, what is wrong and what is "
            "right. It is public with the release and can’t be changed. Correct the data in the "
            "next release."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        # JSON can contain half of a surrogate pair, which can't be stored as UTF-8.
        if text != text.encode(errors="replace").decode():
            raise forms.ValidationError(
                gettext_lazy("This contains characters that aren’t valid text.")
            )
        return text


def add_erratum(*, release: Release, text: str, by: Membership | User | ByCommand) -> Erratum:
    with transaction.atomic():
        record(
            project=release.project,
            action=AuditAction.RELEASE_CORRECTED,
            about=f"release {release.number}",
            by=by,
        )
        return Erratum.objects.create(
            release=release, text=text, made_by=by if isinstance(by, Membership) else None
        )


def errata_text(release: Release) -> str:
    """Return ERRATA.md, empty if there are no corrections."""
    errata = list(release.errata.select_related("made_by"))
    if not errata:
        return ""

    parts = [
        f"# Corrections of {one_line(release.project.name)}, release {release.number}",
        "These correct the words of the release. Its files are unchanged, and so are their "
        "checksums.",
    ]
    for erratum in errata:
        author = f", by {one_line(erratum.author)}" if erratum.author else ""
        parts += [
            f"## {erratum.made_at.astimezone(UTC).date()}{author}",
            plain_text(erratum.text),
        ]
    return "\n\n".join(parts) + "\n"

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.projects.models import Codebook

# About 8,000 words. Rendering one takes a second at worst, whatever it contains.
MAX_CODEBOOK = 50_000


class CodebookForm(forms.Form):
    """A new version of the codebook."""

    text = forms.CharField(
        strip=False,
        max_length=MAX_CODEBOOK,
        label=gettext_lazy("Codebook (Markdown)"),
        widget=forms.Textarea(attrs={"rows": 24, "dir": "auto"}),
    )
    reason = forms.CharField(
        max_length=200,
        label=gettext_lazy("Summary of changes"),
        help_text=gettext_lazy("Shown to annotators first."),
    )

    def __init__(self, data: QueryDict | None, *, current: Codebook) -> None:
        super().__init__(data, initial={"text": current.text})
        self.current = current

    def clean_text(self) -> str:
        # Browsers send line ends as two characters.
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if text.strip() == self.current.text.strip():
            raise forms.ValidationError(
                _("This is the text of version %(version)s. Change something, or leave the page.")
                % {"version": self.current.version}
            )
        return text

"""Forms of the meeting sheet: a decision on one sentence, and a file with decisions."""

from django import forms
from django.utils.translation import gettext_lazy

from annotator.agreement.meetings.deciding import MAX_REASON, Decision


class SentenceDecisionForm(forms.Form):
    sentence = forms.IntegerField(max_value=2**63 - 1)
    decision = forms.CharField(max_length=100)
    target = forms.CharField(required=False, max_length=20)
    reason = forms.CharField(required=False, max_length=MAX_REASON)

    def decision_made(self) -> Decision:
        data = self.cleaned_data
        return Decision(0, data["sentence"], data["decision"], data["target"], data["reason"])


class DecisionsFileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Filled sheet (CSV)"))

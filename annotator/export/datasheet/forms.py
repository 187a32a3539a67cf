"""The form for the answers of the datasheet. The page, the command and the API validate with it."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotator.projects.facts.small_groups import SMALLEST_GROUP, Group, telling_groups
from annotator.projects.facts.stated import TEXTS, StatedFacts

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

MAX_ANSWER = 5_000
MAX_GROUPS = 100
# The answers that can be marked as not applying.
OPTIONAL = (*TEXTS, "demographics")


def _answer(label: "StrOrPromise", help_text: "StrOrPromise" = "") -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=MAX_ANSWER,
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FactsForm(forms.Form):
    """Every answer is optional. `people` is the number of annotators of the project."""

    annotators = _answer(
        gettext_lazy("Annotators"), gettext_lazy("Who they are, as a group. No names.")
    )
    annotator_kind = forms.ChoiceField(
        required=False,
        choices=[
            ("", gettext_lazy("not stated")),
            ("experts", gettext_lazy("experts, or people trained for this task")),
            ("crowd", gettext_lazy("crowd workers")),
        ],
        label=gettext_lazy("Kind of annotators"),
        help_text=gettext_lazy("Catalogues of datasets have a field for it."),
    )
    expertise = _answer(
        gettext_lazy("Expertise"), gettext_lazy("For example their studies or their work.")
    )
    demographics = forms.CharField(
        required=False,
        max_length=MAX_ANSWER,
        label=gettext_lazy("Demographics"),
        help_text=gettext_lazy(
            "One group per line: characteristic | group | number of people, e.g. Age | 25–34 | 7. "
            "No group, and no rest, may have fewer than 5 people."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    recruitment = _answer(
        gettext_lazy("Recruitment"), gettext_lazy("Where and how they were found and selected.")
    )
    training = _answer(
        gettext_lazy("Training"), gettext_lazy("Instructions, practice and discussions.")
    )
    payment = _answer(
        gettext_lazy("Payment"),
        gettext_lazy("For example an hourly wage, and how it compares with the minimum wage."),
    )
    pay_per_hour = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        label=gettext_lazy("Pay per hour"),
        help_text=gettext_lazy("The same for everybody. Leave empty if it differed."),
    )
    pay_currency = forms.RegexField(
        r"^[A-Z]{3}$",
        required=False,
        label=gettext_lazy("Currency"),
        help_text=gettext_lazy("Three letters, such as EUR."),
        error_messages={"invalid": gettext_lazy("Use three capital letters, such as EUR.")},
    )
    consent = _answer(
        gettext_lazy("Consent"),
        gettext_lazy("What annotators were told about the use of their work, and agreed to."),
    )
    ethics = _answer(
        gettext_lazy("Ethics review"), gettext_lazy("The board, its decision and its number.")
    )
    wellbeing = _answer(
        gettext_lazy("Protection from harm"),
        gettext_lazy("Warnings, breaks, support, and the right to refuse an article."),
    )
    languages = _answer(
        gettext_lazy("Languages"), gettext_lazy("Which languages they know, and how well.")
    )
    collection = _answer(
        gettext_lazy("Choice of articles"),
        gettext_lazy("Sources, period, search terms, and what was left out."),
    )
    speakers = _answer(
        gettext_lazy("Authors of the texts"),
        gettext_lazy("What is known about those who wrote the articles or are quoted in them."),
    )
    rights = _answer(
        gettext_lazy("Rights"), gettext_lazy("By which permission the texts are shared, if so.")
    )
    uses = _answer(gettext_lazy("Intended uses"))
    misuses = _answer(gettext_lazy("Uses to avoid"))
    biases = _answer(gettext_lazy("Biases"), gettext_lazy("Known ones, and what causes them."))
    contact = _answer(gettext_lazy("Contact"))
    takedown = _answer(
        gettext_lazy("Removal"), gettext_lazy("How somebody can ask for a text to be removed.")
    )
    maintenance = _answer(
        gettext_lazy("Maintenance"),
        gettext_lazy("Who corrects errors, until when, and whether old releases stay available."),
    )
    not_applicable = forms.MultipleChoiceField(
        required=False,
        choices=[(name, name) for name in OPTIONAL],
        label=gettext_lazy("Doesn’t apply"),
    )

    def __init__(self, data: Any, *, facts: StatedFacts, people: int) -> None:
        self.people = people
        super().__init__(data, initial=form_values(facts))

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for name in TEXTS:
            cleaned[name] = _plain_lines(cleaned.get(name, ""))
            self._check_encoding(name, cleaned[name])
        for name in cleaned.get("not_applicable", ()):
            if cleaned.get(name):
                self.add_error(name, _("This has an answer, so it applies."))
        has_rate = cleaned.get("pay_per_hour") is not None
        if has_rate and not cleaned.get("pay_currency", "refused"):
            self.add_error("pay_currency", _("Which currency?"))
        return cleaned

    def clean_demographics(self) -> tuple[Group, ...]:
        groups = parse_groups(self.cleaned_data["demographics"])
        for telling in telling_groups(groups, self.people):
            if telling.count < SMALLEST_GROUP:
                raise forms.ValidationError(
                    _(
                        "“%(group)s” has fewer than %(least)s people, who could be recognised. "
                        "Join it with another group, or leave out all groups of “%(kind)s”."
                    )
                    % {
                        "group": telling.group,
                        "least": SMALLEST_GROUP,
                        "kind": telling.characteristic,
                    }
                )
            raise forms.ValidationError(
                _(
                    "The groups of “%(kind)s” leave out a few annotators: fewer than %(least)s, "
                    "who could be recognised. Join groups, or leave them all out."
                )
                % {
                    "kind": telling.characteristic,
                    "least": SMALLEST_GROUP,
                }
            )
        return tuple(groups)

    def facts(self) -> StatedFacts:
        """Return the answers. The form must be valid."""
        values = self.cleaned_data
        pay = values["pay_per_hour"]
        return StatedFacts(
            **{name: values[name] for name in TEXTS},
            annotator_kind=values["annotator_kind"],
            demographics=values["demographics"],
            pay_per_hour="" if pay is None else f"{pay:.2f}",
            pay_currency=values["pay_currency"],
            not_applicable=tuple(values["not_applicable"]),
        )

    def _check_encoding(self, name: str, text: str) -> None:
        # JSON can contain half of a surrogate pair, which can't be stored as UTF-8.
        try:
            text.encode()
        except UnicodeEncodeError:
            self.add_error(name, _("This contains characters that aren’t valid text."))


def form_values(facts: StatedFacts) -> dict[str, Any]:
    """Return the answers as the form has them."""
    return {
        **{name: getattr(facts, name) for name in TEXTS},
        "annotator_kind": facts.annotator_kind,
        "demographics": group_lines(facts.demographics),
        "pay_per_hour": facts.pay_per_hour,
        "pay_currency": facts.pay_currency,
        "not_applicable": list(facts.not_applicable),
    }


def group_lines(groups: tuple[Group, ...]) -> str:
    return "\n".join(f"{one.characteristic} | {one.group} | {one.count}" for one in groups)


def parse_groups(text: str) -> list[Group]:
    """Parse a group per line. Raises ValidationError."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MAX_GROUPS:
        raise forms.ValidationError(
            _("Too many groups; the most is %(most)s.") % {"most": MAX_GROUPS}
        )
    return [_parse_group(line) for line in lines]


def _parse_group(line: str) -> Group:
    parts = [part.strip() for part in line.split("|")]
    is_count = len(parts) == 3 and parts[2].isascii() and parts[2].isdigit() and len(parts[2]) < 7
    if not is_count or not parts[0] or not parts[1]:
        raise forms.ValidationError(
            _("“%(line)s” isn’t of the form: characteristic | group | number of people")
            % {"line": line}
        )
    return Group(parts[0], parts[1], int(parts[2]))


def _plain_lines(text: str) -> str:
    return "\n".join(text.splitlines()).strip()

"""The answers of the project to the questions of the datasheet, as parts of the texts."""

from annotator.export.releases.texts.facts import ReleaseFacts
from annotator.export.releases.texts.markdown import NOT_STATED, plain_text, plural, table
from annotator.lib.markdown import one_line
from annotator.projects.facts.stated import ANNOTATOR_KINDS

# How the texts call each answer, in the order in which they have them.
ANNOTATORS = {
    "annotators": "Annotators",
    "expertise": "Expertise",
    "languages": "Languages",
    "recruitment": "Recruitment",
    "training": "Training",
    "payment": "Payment",
    "consent": "Consent",
    "ethics": "Ethics review",
    "wellbeing": "Protection from harm",
}
ARTICLES = {
    "collection": "Choice of articles",
    "speakers": "Authors of the texts",
    "rights": "Rights",
}
USES = {"uses": "Intended uses", "misuses": "Uses to avoid", "biases": "Biases"}
UPKEEP = {"contact": "Contact", "takedown": "Removal of texts", "maintenance": "Maintenance"}


def answer(facts: ReleaseFacts, name: str) -> str:
    """Return the answer in Markdown, or that there is none."""
    if facts.stated.is_answered(name):
        return plain_text(getattr(facts.stated, name))
    return NOT_STATED if facts.stated.applies(name) else "Not applicable."


def every_answer(facts: ReleaseFacts, titles: dict[str, str]) -> list[str]:
    """Return a paragraph for each answer, given or not."""
    return [f"**{title}.** {answer(facts, name)}" for name, title in titles.items()]


def given_answers(facts: ReleaseFacts, titles: dict[str, str]) -> list[str]:
    """Return a paragraph for each answer that was given."""
    given = {name: title for name, title in titles.items() if facts.stated.is_answered(name)}
    return every_answer(facts, given)


def annotator_kind(facts: ReleaseFacts) -> list[str]:
    kind = facts.stated.annotator_kind
    return [f"**Kind of annotators.** {ANNOTATOR_KINDS[kind].capitalize()}."] if kind else []


def pay_rate(facts: ReleaseFacts) -> list[str]:
    stated = facts.stated
    if not stated.pay_per_hour:
        return []
    return [f"**Pay.** {stated.pay_per_hour} {stated.pay_currency} per hour, for everybody."]


def demographics(facts: ReleaseFacts) -> list[str]:
    """Return the numbers of annotators by group. No group has fewer than five."""
    parts = []
    if facts.stated.demographics:
        rows = [
            [one_line(one.characteristic), one_line(one.group), one.count]
            for one in facts.stated.demographics
        ]
        parts.append(table(["characteristic", "group", "annotators"], rows))
    if facts.hidden_groups:
        names = ", ".join(one_line(name) for name in facts.hidden_groups)
        parts.append(
            f"Left out, because fewer than five people could be told apart: {names} "
            f"({plural(len(facts.hidden_groups), 'characteristic')})."
        )
    return parts

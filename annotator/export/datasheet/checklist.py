"""What reviewers ask about a dataset: which of it the project has answered. It never blocks.

The lists: the minimum that Kunilovskaya et al. (2026), arXiv 2606.02255, find missing in most
papers; sections A, B and D of the ACL Responsible NLP Research checklist; HarmCheck of Kirk et al.
(2022), Handling and Presenting Harmful Text in NLP Research.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from annotator.agreement.models import Adjudication
from annotator.corpus.models import Article, ArticleState
from annotator.labelling.models import Assignment
from annotator.projects.models import Project, stated_facts

MINIMUM = gettext_lazy("minimum")
HARM = gettext_lazy("HarmCheck")


class State(Enum):
    ANSWERED = "answered"
    EMPTY = "empty"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Item:
    """Something that reviewers ask for. `lists` are those that do.

    `page` is the name of the page where it is answered, and `answer` the field there.
    """

    title: Promise
    lists: Sequence[Promise | str]
    state: State
    page: str
    answer: str = ""


# The answers of the datasheet, with the lists that ask for each.
ASKED: tuple[tuple[str, Promise, Sequence[Promise | str]], ...] = (
    ("annotators", gettext_lazy("Who the annotators are"), (MINIMUM, "ACL D5")),
    ("expertise", gettext_lazy("Their expertise"), (MINIMUM,)),
    ("demographics", gettext_lazy("Their demographics"), (MINIMUM, "ACL D5")),
    ("languages", gettext_lazy("Their languages"), (MINIMUM,)),
    ("recruitment", gettext_lazy("How they were recruited"), (MINIMUM, "ACL D2")),
    ("training", gettext_lazy("How they were trained"), (MINIMUM,)),
    ("payment", gettext_lazy("How they were paid"), (MINIMUM, "ACL D2")),
    ("consent", gettext_lazy("Their consent"), ("ACL D3", HARM)),
    ("ethics", gettext_lazy("Ethics review"), ("ACL D4",)),
    ("wellbeing", gettext_lazy("Their protection from harm"), (HARM,)),
    ("collection", gettext_lazy("How the articles were chosen"), ("ACL B5",)),
    ("speakers", gettext_lazy("Who wrote the texts"), ("ACL B5",)),
    ("rights", gettext_lazy("Rights in the texts"), ("ACL B2",)),
    ("uses", gettext_lazy("Intended uses"), ("ACL B3",)),
    ("misuses", gettext_lazy("Uses to avoid"), ("ACL A2", HARM)),
    ("biases", gettext_lazy("Biases"), ("ACL A1",)),
    ("contact", gettext_lazy("A contact"), ("ACL B1",)),
    ("takedown", gettext_lazy("How texts are removed"), ("ACL B4",)),
    ("maintenance", gettext_lazy("Maintenance"), ("ACL B1",)),
)


@dataclass(frozen=True)
class Checklist:
    items: Sequence[Item]

    def count(self, state: State) -> int:
        return sum(item.state == state for item in self.items)

    @property
    def answered(self) -> int:
        return self.count(State.ANSWERED)

    @property
    def empty(self) -> int:
        return self.count(State.EMPTY)

    @property
    def not_applicable(self) -> int:
        return self.count(State.NOT_APPLICABLE)


def checklist(project: Project) -> Checklist:
    return Checklist([*_stated(project), *_recorded(project)])


def _stated(project: Project) -> list[Item]:
    facts = stated_facts(project)
    return [
        Item(title, lists, _state(facts.is_answered(name), facts.applies(name)), "facts", name)
        for name, title, lists in ASKED
    ]


def _recorded(project: Project) -> list[Item]:
    """What the records of the project answer, or leave open."""
    articles = Article.objects.in_project(project).filter(state=ArticleState.OPEN)
    submitted = Assignment.objects.in_project(project).counted()
    is_labelled_here = submitted.worked_on_here().exists()
    has_pairs = (
        submitted.values("article").annotate(people=Count("pk")).filter(people__gte=2).exists()
    )
    decided = Adjudication.objects.in_project(project).decided().exists()

    return [
        Item(
            gettext_lazy("The codebook"),
            (MINIMUM, "ACL D1"),
            _state(bool(project.current_codebook().text.strip())),
            "codebook",
        ),
        Item(
            gettext_lazy("Labels by two people or more, for agreement"),
            (MINIMUM,),
            _state(has_pairs),
            "agreement",
        ),
        Item(
            gettext_lazy("Adjudicated disagreements"),
            (MINIMUM,),
            _state(decided, applies=has_pairs),
            "disagreements",
        ),
        Item(
            gettext_lazy("Terms of use of each article"),
            ("ACL B2",),
            _state(articles.exists() and not articles.filter(rights="").exists()),
            "article_list",
        ),
        Item(
            gettext_lazy("A notice before the first article"),
            ("ACL D3", HARM),
            _state(bool(project.notice), applies=is_labelled_here or not submitted.exists()),
            "settings",
        ),
    ]


def _state(is_answered: bool, applies: bool = True) -> State:
    # What was done is an answer, even where it was not asked for.
    if is_answered:
        return State.ANSWERED
    return State.EMPTY if applies else State.NOT_APPLICABLE

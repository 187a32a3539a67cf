"""The states and origins of assignments, the reasons for a skip, and the ranks of targets."""

from django.db import models
from django.utils.translation import gettext_lazy

# The labelling page offers at most this number of candidates as the target of a sentence.
MAX_TARGET_RANK = 3


class AssignmentState(models.TextChoices):
    OPEN = "open", gettext_lazy("In progress")
    SUBMITTED = "submitted", gettext_lazy("Submitted")
    RETURNED = "returned", gettext_lazy("Returned")
    LAPSED = "lapsed", gettext_lazy("Expired")


class Origin(models.TextChoices):
    """How an assignment was created."""

    # These three hold a place of the article's overlap: assignments/predicates.py.
    QUEUE = "queue", gettext_lazy("Queue")
    MANAGER = "manager", gettext_lazy("Manager")
    IMPORT = "import", gettext_lazy("Import")
    # These two are extra work, so they take no place from another annotator.
    TIE_BREAK = "tie-break", gettext_lazy("Tie-break")
    RETEST = "retest", gettext_lazy("Retest")


class SkipReason(models.TextChoices):
    """Why a sentence got no label.

    `cannot_tell` means that the person can't decide. All others mean that the sentence can't have
    a label, or doesn't need one.
    """

    BOILERPLATE = "boilerplate", gettext_lazy("Boilerplate")
    NOT_A_SENTENCE = "not_a_sentence", gettext_lazy("Not a sentence")
    WRONG_SPLIT = "wrong_split", gettext_lazy("Badly split")
    QUESTION = "question", gettext_lazy("Genuine question")
    OTHER_LANGUAGE = "other_language", gettext_lazy("Other language")
    DUPLICATE = "duplicate", gettext_lazy("Duplicate")
    UNREADABLE = "unreadable", gettext_lazy("Unreadable")
    CANNOT_TELL = "cannot_tell", gettext_lazy("Can’t tell")

"""The states of an assignment, how it came about, and why a sentence was skipped."""

from django.db import models


class AssignmentState(models.TextChoices):
    OPEN = "open", "Open"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Handed back"
    LAPSED = "lapsed", "Lapsed"


class Origin(models.TextChoices):
    """How an assignment came about. The first three take a place of the article's overlap."""

    QUEUE = "queue", "Queue"
    MANAGER = "manager", "Manager"
    IMPORT = "import", "Import"
    TIE_BREAK = "tie-break", "Tie-break"
    RETEST = "retest", "Retest"


class SkipReason(models.TextChoices):
    """Why a sentence got no label. `cannot_tell` stands apart: the sentence is fit, the person
    can't decide.
    """

    BOILERPLATE = "boilerplate", "Boilerplate"
    NOT_A_SENTENCE = "not_a_sentence", "Not a sentence"
    WRONG_SPLIT = "wrong_split", "Wrong split"
    QUESTION = "question", "Genuine question"
    OTHER_LANGUAGE = "other_language", "Other language"
    DUPLICATE = "duplicate", "Duplicate"
    UNREADABLE = "unreadable", "Unreadable"
    CANNOT_TELL = "cannot_tell", "Cannot tell"

"""A project with its members, labels, codebook and audit log."""

from annotator.projects.models.audit import AuditAction, AuditEvent, DoneBy
from annotator.projects.models.codebook import (
    KEY,
    KEY_RULE,
    Codebook,
    Colour,
    Label,
    validate_key_is_free,
)
from annotator.projects.models.distances import LabelDistance, label_distances
from annotator.projects.models.examples import CodebookExample
from annotator.projects.models.facts import ProjectFacts, stated_facts
from annotator.projects.models.in_project import InProject, KeyInProject
from annotator.projects.models.membership import (
    Invitation,
    Membership,
)
from annotator.projects.models.practice import (
    PracticeArticle,
    PracticeRun,
    StoredAnswer,
    StoredSentence,
)
from annotator.projects.models.project import MAX_OVERLAP, OVERLAP_RULE, Project, ProjectQuerySet
from annotator.projects.models.roles import Role, is_active

__all__ = [
    "KEY",
    "KEY_RULE",
    "MAX_OVERLAP",
    "OVERLAP_RULE",
    "AuditAction",
    "AuditEvent",
    "Codebook",
    "CodebookExample",
    "Colour",
    "DoneBy",
    "InProject",
    "Invitation",
    "KeyInProject",
    "Label",
    "LabelDistance",
    "Membership",
    "PracticeArticle",
    "PracticeRun",
    "Project",
    "ProjectFacts",
    "ProjectQuerySet",
    "Role",
    "StoredAnswer",
    "StoredSentence",
    "is_active",
    "label_distances",
    "stated_facts",
    "validate_key_is_free",
]

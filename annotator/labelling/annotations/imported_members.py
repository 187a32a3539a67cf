"""Whose labels come in from a file: its names become members, and no real name becomes a
pseudonym.
"""

from argparse import ArgumentTypeError
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.labelling.choices import Origin
from annotator.labelling.models import Assignment
from annotator.projects.members import draw_pseudonyms, lock_members
from annotator.projects.models import Membership, Project, Role

MAX_NAME = 100


class NoMemberError(Exception):
    """What was given does not name a member of the project; the message says why."""


@dataclass(frozen=True)
class AnnotatorNames:
    """How the annotators' names in a file are to be read.

    A name is private: it becomes the alias of a member who can't sign in, under a new pseudonym. Or
    the file's names are pseudonyms already (`are_pseudonyms`), as in a release, and are taken as
    they are. `as_members` says which names are people of the project: name in the file to pseudonym
    here.
    """

    are_pseudonyms: bool = False
    as_members: Mapping[str, str] = field(default_factory=dict)

    def check(self, project: Project) -> None:
        """Raises NoMemberError where `as_members` names somebody who is not in the project."""
        asked = set(self.as_members.values())
        known = project.memberships.filter(pseudonym__in=asked).values_list("pseudonym", flat=True)

        unknown = sorted(asked - set(known))
        if unknown:
            raise NoMemberError(f"Nobody in this project has the pseudonym “{unknown[0]}”.")

    @property
    def said(self) -> str:
        """The choices about names, as the audit log shows them."""
        return (
            f"; as members: {', '.join(sorted(set(self.as_members.values())))}"
            if self.as_members
            else ""
        )


PRIVATE = AnnotatorNames()


def read_members(lines: str, project: Project) -> dict[str, str]:
    """`as_members` from what somebody wrote, one `as_member` a line. Raises NoMemberError."""
    try:
        members = dict(as_member(line) for line in lines.splitlines() if line.strip())
    except ArgumentTypeError as error:
        raise NoMemberError(f"{error}.") from error

    AnnotatorNames(as_members=members).check(project)
    return members


def as_member(text: str) -> tuple[str, str]:
    """(name in the file, pseudonym of the member), from NAME=PSEUDONYM, or from a PSEUDONYM that
    the file has too.
    """
    name, _, pseudonym = text.rpartition("=")
    name, pseudonym = name.strip(), pseudonym.strip()
    if not pseudonym:
        raise ArgumentTypeError(f"“{text}” is not of the form NAME=PSEUDONYM, or PSEUDONYM")
    return name or pseudonym, pseudonym


@dataclass(frozen=True)
class FoundMembers:
    """`members` has the key of each name's member; `against` says why the labels of a name can't
    come in.
    """

    members: Mapping[str, int]
    against: Mapping[str, str]


def find_members(project: Project, names: Iterable[str], given: AnnotatorNames) -> FoundMembers:
    """The members that the project has for these names. A name in neither `members` nor `against`
    is new.
    """
    names = {name for name in names if 0 < len(name) <= MAX_NAME}
    asked = {name: given.as_members[name] for name in names if name in given.as_members}
    rest = names - set(asked)
    here = dict(
        project.memberships.filter(pseudonym__in=asked.values()).values_list("pseudonym", "pk")
    )

    members = {name: here[pseudonym] for name, pseudonym in asked.items() if pseudonym in here}
    against = {
        name: f"nobody here has the pseudonym “{asked[name]}”" for name in set(asked) - set(members)
    }
    found = _of_pseudonyms(project, rest) if given.are_pseudonyms else _of_aliases(project, rest)
    return FoundMembers({**members, **found.members}, {**against, **found.against})


def find_or_add_members(
    *, project: Project, names: Iterable[str], given: AnnotatorNames
) -> FoundMembers:
    """The member of each name, made where there is none, and locked to the end of the
    transaction.
    """
    names = {name for name in names if 0 < len(name) <= MAX_NAME}
    found = find_members(project, names, given)
    if names - set(found.members) - set(found.against):
        lock_members(
            project
        )  # nobody may draw the same pseudonym, or bring the same name, meanwhile
        found = find_members(project, names, given)

    new = names - set(found.members) - set(found.against)
    made = _add_people(project, sorted(new), given) if new and not found.against else {}

    rows = project.memberships.select_for_update(of=("self",)).filter(pk__in=found.members.values())
    list(rows.order_by("pk").values_list("pk"))
    return FoundMembers({**found.members, **made}, found.against)


def list_aliases(project: Project, pseudonyms: Iterable[str]) -> list[tuple[str, str]]:
    """(alias, pseudonym) of those of them who have an alias: for managers alone."""
    members = project.memberships.filter(pseudonym__in=pseudonyms).exclude(alias="")
    return list(members.order_by("alias").values_list("alias", "pseudonym"))


def _add_people(project: Project, names: list[str], given: AnnotatorNames) -> dict[str, int]:
    if given.are_pseudonyms:
        people = [
            Membership(project=project, role=Role.ANNOTATOR, pseudonym=name) for name in names
        ]
    else:
        drawn = draw_pseudonyms(project, len(names), unlike=names)
        people = [
            Membership(project=project, role=Role.ANNOTATOR, pseudonym=pseudonym, alias=name)
            for name, pseudonym in zip(names, drawn, strict=True)
        ]
    made = Membership.objects.bulk_create(people)
    return {name: person.pk for name, person in zip(names, made, strict=True)}


def _of_aliases(project: Project, names: Iterable[str]) -> FoundMembers:
    """A name that is somebody's pseudonym is in doubt: the file may hold pseudonyms, and nobody has
    said so.
    """
    members = dict(project.memberships.filter(alias__in=names).values_list("alias", "pk"))
    doubtful = project.memberships.filter(pseudonym__in=set(names) - set(members))
    against = {
        name: f"“{name}” is the pseudonym of a member here. If this is the same person, say so "
        f"(--as-member {name}), "
        "or say that all names in the file are pseudonyms (--pseudonyms). If not, give another name"
        for name in doubtful.values_list("pseudonym", flat=True)
    }
    return FoundMembers(members, against)


def _of_pseudonyms(project: Project, names: Iterable[str]) -> FoundMembers:
    known = project.memberships.filter(pseudonym__in=names)
    members = dict(_imported(known).values_list("pseudonym", "pk"))
    workers = known.exclude(pk__in=members.values()).values_list("pseudonym", flat=True)
    against = {
        name: f"“{name}” is a member who works here. Labels from a file become theirs only where "
        "this is said "
        f"(--as-member {name})"
        for name in workers
    }
    aliases = project.memberships.filter(alias__in=set(names) - set(members)).values_list(
        "alias", flat=True
    )
    against |= {
        name: f"“{name}” is a name that came with an earlier import: it can’t be a pseudonym"
        for name in aliases
    }
    against |= {
        name: f"“{name}” is an e-mail address: it can’t be a pseudonym"
        for name in names
        if "@" in name
    }

    return FoundMembers(members, against)


def _imported(members: QuerySet[Membership]) -> QuerySet[Membership]:
    """Those who exist by imports alone: no account, and no work but what came from files."""
    theirs = Assignment.objects.filter(annotator=OuterRef("pk"))
    return members.filter(
        Exists(theirs.filter(origin=Origin.IMPORT)) | ~Q(alias=""),
        ~Exists(theirs.exclude(origin=Origin.IMPORT)),
        user=None,
        role=Role.ANNOTATOR,
    )

"""Finding or adding the members to whom the labels in a file belong.

Everybody who gets a release sees the pseudonyms, so no real name may become one.
"""

from argparse import ArgumentTypeError
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from annotator.labelling.choices import Origin
from annotator.labelling.models import Assignment
from annotator.lib.names import tidy_name
from annotator.lib.ways import way
from annotator.projects.members import draw_pseudonyms, lock_members
from annotator.projects.models import Membership, Project, Role

MAX_NAME = 100


class NoMemberError(Exception):
    """No member of the project has this pseudonym. The message gives the reason."""


@dataclass(frozen=True)
class AnnotatorNames:
    """What the names of annotators in a file mean.

    Without other information a name is private: it becomes the alias of a new member, who can't
    sign in and gets a drawn pseudonym. With `are_pseudonyms` the names are pseudonyms already, as
    in a release, and stay as they are. `as_members` maps a name in the file to the pseudonym of the
    member here who is the same person.
    """

    are_pseudonyms: bool = False
    as_members: Mapping[str, str] = field(default_factory=dict)

    def check(self, project: Project) -> None:
        """Raise NoMemberError if `as_members` has a pseudonym that nobody in the project has."""
        asked = set(self.as_members.values())
        known = project.memberships.filter(pseudonym__in=asked).values_list("pseudonym", flat=True)

        unknown = sorted(asked - set(known))
        if unknown:
            raise NoMemberError(
                _("Nobody in this project has the pseudonym “%(pseudonym)s”.")
                % {"pseudonym": unknown[0]}
            )

    @property
    def summary(self) -> str:
        """These choices as the audit log shows them. It names nobody who isn't a member."""
        return (
            f"; as members: {', '.join(sorted(set(self.as_members.values())))}"
            if self.as_members
            else ""
        )


PRIVATE = AnnotatorNames()


def read_members(lines: str, project: Project) -> dict[str, str]:
    """Read `as_members` from lines of the form NAME=PSEUDONYM. Raises NoMemberError."""
    try:
        members = dict(as_member(line) for line in lines.splitlines() if line.strip())
    except ArgumentTypeError as error:
        raise NoMemberError(f"{error}.") from error

    AnnotatorNames(as_members=members).check(project)
    return members


def as_member(text: str) -> tuple[str, str]:
    """Return (name in the file, pseudonym of the member) from NAME=PSEUDONYM.

    PSEUDONYM alone is for a file that has the pseudonym too.
    """
    # Split at the last equals sign, because a name in a file may contain one.
    name, _equals, pseudonym = text.rpartition("=")
    # Names in files are compared in the form in which they are stored.
    name, pseudonym = tidy_name(name), tidy_name(pseudonym)
    if not pseudonym:
        raise ArgumentTypeError(
            _("“%(text)s” must have the form NAME=PSEUDONYM or PSEUDONYM") % {"text": text}
        )
    return name or pseudonym, pseudonym


@dataclass(frozen=True)
class FoundMembers:
    """The member of each name in a file.

    `members` has their primary keys. `against` has the names whose labels can't be imported, each
    with the reason.
    """

    members: Mapping[str, int]
    against: Mapping[str, str]


def find_members(project: Project, names: Iterable[str], given: AnnotatorNames) -> FoundMembers:
    """Return the members that the project has for these names.

    A name that is neither in `members` nor in `against` is new.
    """
    # The rows with an empty or a longer name are rejected with a reason of their own.
    names = {name for name in names if 0 < len(name) <= MAX_NAME}
    asked = {name: given.as_members[name] for name in names if name in given.as_members}
    rest = names - set(asked)
    here = dict(
        project.memberships.filter(pseudonym__in=asked.values()).values_list("pseudonym", "pk")
    )

    members = {name: here[pseudonym] for name, pseudonym in asked.items() if pseudonym in here}
    against = {
        name: _("nobody in this project has the pseudonym “%(pseudonym)s”")
        % {"pseudonym": asked[name]}
        for name in set(asked) - set(members)
    }
    find = _find_by_pseudonym if given.are_pseudonyms else _find_by_alias
    found = find(project, rest)
    return FoundMembers({**members, **found.members}, {**against, **found.against})


def find_or_add_members(
    *, project: Project, names: Iterable[str], given: AnnotatorNames
) -> FoundMembers:
    """Return the member of each name, and lock them until the transaction ends.

    A new name is added as a member, unless any name was rejected: then nothing will be imported.
    """
    names = {name for name in names if 0 < len(name) <= MAX_NAME}
    found = find_members(project, names, given)
    if names - set(found.members) - set(found.against):
        # Another import must not draw the same pseudonym or add the same name. It may
        # have added some of these names before we got the lock, so look for them again.
        lock_members(project)
        found = find_members(project, names, given)

    new = names - set(found.members) - set(found.against)
    made = _add_people(project, sorted(new), given) if new and not found.against else {}

    rows = project.memberships.select_for_update(of=("self",)).filter(pk__in=found.members.values())
    list(rows.order_by("pk").values_list("pk"))
    return FoundMembers({**found.members, **made}, found.against)


def list_aliases(project: Project, pseudonyms: Iterable[str]) -> list[tuple[str, str]]:
    """Return (alias, pseudonym) of those who have an alias. Only managers may see it."""
    members = project.memberships.filter(pseudonym__in=pseudonyms).exclude(alias="")
    return list(members.order_by("alias").values_list("alias", "pseudonym"))


def _add_people(project: Project, names: list[str], given: AnnotatorNames) -> dict[str, int]:
    if given.are_pseudonyms:
        people = [
            Membership(project=project, role=Role.ANNOTATOR, pseudonym=name) for name in names
        ]
    else:
        # A pseudonym that is somebody's name in the file would look like that person.
        drawn = draw_pseudonyms(project, len(names), unlike=names)
        people = [
            Membership(project=project, role=Role.ANNOTATOR, pseudonym=pseudonym, alias=name)
            for name, pseudonym in zip(names, drawn, strict=True)
        ]
    made = Membership.objects.bulk_create(people)
    return {name: person.pk for name, person in zip(names, made, strict=True)}


def _find_by_alias(project: Project, names: Iterable[str]) -> FoundMembers:
    """Find members by their alias.

    A name that is somebody's pseudonym is rejected: the file may have pseudonyms, but the manager
    hasn't confirmed it.
    """
    members = dict(project.memberships.filter(alias__in=names).values_list("alias", "pk"))
    doubtful = project.memberships.filter(pseudonym__in=set(names) - set(members))
    against = {
        name: _(
            "“%(name)s” is the pseudonym of a member. If it is the same person, use %(member)s, or "
            "%(pseudonyms)s if all names in the file are pseudonyms. If it is another person, use "
            "another name"
        )
        % {
            "name": name,
            "member": way("as_members", value=name),
            "pseudonyms": way("pseudonyms"),
        }
        for name in doubtful.values_list("pseudonym", flat=True)
    }
    return FoundMembers(members, against)


def _find_by_pseudonym(project: Project, names: Iterable[str]) -> FoundMembers:
    """Find members by their pseudonym, but only those who don't work here themselves."""
    known = project.memberships.filter(pseudonym__in=names)
    members = dict(_imported(project, known).values_list("pseudonym", "pk"))
    workers = known.exclude(pk__in=members.values()).values_list("pseudonym", flat=True)
    against = {
        name: _(
            "“%(name)s” is a member who works in this project. To import labels as theirs, use "
            "%(way)s"
        )
        % {"name": name, "way": way("as_members", value=name)}
        for name in workers
    }
    # An alias is private, so it must not become a public pseudonym.
    aliases = project.memberships.filter(alias__in=set(names) - set(members)).values_list(
        "alias", flat=True
    )
    against |= {
        name: _(
            "“%(name)s” is the name of an annotator in an earlier import, so it can’t be a "
            "pseudonym"
        )
        % {"name": name}
        for name in aliases
    }
    against |= {
        name: _("“%(name)s” is an e-mail address, so it can’t be a pseudonym") % {"name": name}
        for name in names
        if "@" in name
    }

    return FoundMembers(members, against)


def _imported(project: Project, members: QuerySet[Membership]) -> QuerySet[Membership]:
    """Those who were only added by imports: without an account or any work done here."""
    theirs = Assignment.objects.in_project(project).filter(annotator=OuterRef("pk"))
    return members.filter(
        Exists(theirs.filter(origin=Origin.IMPORT)) | ~Q(alias=""),
        ~Exists(theirs.exclude(origin=Origin.IMPORT)),
        user=None,
        role=Role.ANNOTATOR,
    )

"""The bar above each page of a project: sections, and the pages of the current section."""

from dataclasses import dataclass

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from annotator.projects.access import Access
from annotator.projects.models import Role

register = template.Library()


@dataclass(frozen=True)
class Page:
    """A page in the bar.

    It is current also on the pages in `below`, which are reached from it. A form that answers
    with a page, such as one that shows the new link or an error, is among them.
    """

    url_name: str
    title: Promise
    below: tuple[str, ...] = ()
    role: Role = Role.ANNOTATOR
    members_only: bool = False

    def is_for(self, access: Access) -> bool:
        return access.has(self.role) and not (self.members_only and access.membership is None)


@dataclass(frozen=True)
class Link:
    title: Promise
    address: str
    is_current: bool


@dataclass(frozen=True)
class Bar:
    """The links of the bar. `pages` are those of the current section."""

    sections: list[Link]
    current: Promise | None
    pages: list[Link]


SECTIONS: tuple[tuple[Promise, tuple[Page, ...]], ...] = (
    (
        pgettext_lazy("section", "Label"),
        (
            Page("label_next", gettext_lazy("Next article"), ("label",), members_only=True),
            Page("progress", gettext_lazy("Progress"), ("leave",)),
            Page("my_labels", gettext_lazy("My labels"), members_only=True),
            Page(
                "codebook",
                gettext_lazy("Codebook"),
                (
                    "codebook_edit",
                    "codebook_versions",
                    "codebook_version",
                    "practice",
                    "practice_result",
                ),
            ),
        ),
    ),
    (
        gettext_lazy("Data"),
        (
            Page(
                "article_list",
                gettext_lazy("Articles"),
                ("article", "article_changes", "article_edit", "article_people"),
                Role.MANAGER,
            ),
            Page(
                "import",
                gettext_lazy("Import"),
                ("import_job", "import_paste", "import_start"),
                Role.MANAGER,
            ),
            Page("jobs", gettext_lazy("Background jobs"), role=Role.MANAGER),
        ),
    ),
    (
        gettext_lazy("Review"),
        (
            Page(
                "agreement",
                gettext_lazy("Agreement"),
                ("agreement_articles", "comparison", "final_labels", "plan", "write_up"),
                Role.ADJUDICATOR,
            ),
            Page("annotators", gettext_lazy("Annotators"), ("model",), Role.MANAGER),
            Page(
                "disagreements",
                gettext_lazy("Disagreements"),
                (
                    "adjudicate",
                    "review_next",
                    "ask_one_more",
                    "unanimous",
                    "meeting",
                    "meeting_decisions",
                ),
                Role.ADJUDICATOR,
            ),
        ),
    ),
    (
        gettext_lazy("Results"),
        (
            Page("export", gettext_lazy("Export"), ("download",), Role.MANAGER),
            Page(
                "releases",
                gettext_lazy("Releases"),
                ("release", "release_errata", "preview", "methods"),
                Role.MANAGER,
            ),
        ),
    ),
    (
        gettext_lazy("Team"),
        (
            Page(
                "people",
                gettext_lazy("People"),
                ("chosen_members", "invitation_make", "member_password_link", "member_role"),
                Role.MANAGER,
            ),
            Page("labels", gettext_lazy("Labels"), ("label_new", "label_edit"), Role.MANAGER),
            Page(
                "settings",
                gettext_lazy("Settings"),
                ("practice_edit", "facts", "distances"),
                Role.MANAGER,
            ),
            Page("audit", gettext_lazy("Audit log"), role=Role.MANAGER),
        ),
    ),
)


def bar_for(access: Access, url_name: str | None) -> Bar:
    """Return the bar of the page `url_name`, with the links that this person may follow."""
    sections, current, pages = [], None, []

    for title, all_pages in SECTIONS:
        allowed = [page for page in all_pages if page.is_for(access)]
        if not allowed:
            continue

        links = [
            Link(
                title=page.title,
                address=reverse(page.url_name, args=[access.project.slug]),
                is_current=url_name == page.url_name or url_name in page.below,
            )
            for page in allowed
        ]
        is_current = any(link.is_current for link in links)
        sections.append(Link(title, links[0].address, is_current))
        if is_current:
            current, pages = title, links

    # Annotators have only one section, so a choice of sections would be useless.
    return Bar(sections if len(sections) > 1 else [], current, pages)


@register.simple_tag(takes_context=True)
def project_bar(context: Context) -> Bar:
    # An unknown address, whose page is “Page not found”, has no match.
    match = context["request"].resolver_match
    return bar_for(context["access"], match.url_name if match else None)

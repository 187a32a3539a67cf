from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.report.comparisons.articles import article_rows
from annotator.agreement.report.comparisons.standing_rows import FIRST_ROWS, standing_rows
from annotator.agreement.report.counted_sentences import part_rows, sentences_address
from annotator.agreement.report.forms import PREFIXES, ReportFilterForm, usual_comparison
from annotator.agreement.report.in_short import answers_in_short
from annotator.agreement.report.interpretation import (
    next_step,
    prevalence_in_words,
    verdict_in_words,
)
from annotator.agreement.report.kept_figures import (
    kept_annotators,
    kept_articles,
    kept_comparison,
    kept_error_rates,
    kept_multiverse,
    kept_page_figures,
)
from annotator.agreement.report.pictures.of_page import dot_charts, heat_maps
from annotator.agreement.statistics.intervals import FEWEST_ANNOTATORS
from annotator.lib.database.replica import from_replica
from annotator.projects.access import enter
from annotator.projects.models import Project, Role
from annotator.projects.showing_names import names_are_shown

ARTICLES_PER_PAGE = 100


@from_replica
def agreement(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the figures; invalid filters are ignored and marked in the form."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    form = ReportFilterForm(request.GET, project=access.project, viewer=access.membership)
    report_filter = form.report_filter()

    project, labels = access.project, list(access.project.labels.all())
    figures = kept_page_figures(project, report_filter)
    report, disputes = figures.report, figures.disputes
    over_time, changes = figures.over_time, figures.changes
    # Only managers compare annotators.
    people = standing_rows(project, figures.annotators, request.GET) if access.may_manage else None
    first = (people or [])[:FIRST_ROWS]
    rounds, months, codebooks = (
        part_rows(project, request.GET, field, parts, disputed, changed)
        for field, parts, disputed, changed in (
            ("round", figures.rounds, disputes.rounds, changes.rounds),
            ("month", over_time.months, disputes.months, changes.months),
            ("version", over_time.codebooks, disputes.codebooks, changes.codebooks),
        )
    )
    over_parts = [("of-rounds", rounds), ("of-codebooks", codebooks), ("of-months", months)]
    context = {
        "access": access,
        "form": form,
        "report": report,
        "figures": [
            (_("Krippendorff’s alpha"), report["krippendorff_alpha"]),
            (_("Gwet’s AC1"), report["gwet_ac1"]),
            (_("Fleiss’ kappa"), report["fleiss_kappa"]),
            (_("Percent agreement"), report["percent_agreement"]),
        ],
        "verdict": verdict_in_words(report),
        "next_step": next_step(report),
        "prevalence": prevalence_in_words(
            report, {label.key: label.listed_name for label in labels}
        ),
        "labels": [
            (
                label,
                report["per_label"][label.key],
                figures.more_articles[label.key],
                disputes.labels[label.key],
                sentences_address(project, request.GET, one=label.key),
            )
            for label in labels
        ],
        "label_shares": [(label, report["prevalence"]["labels"][label.key]) for label in labels],
        "other_labels": [
            (label, report["other_annotators"]["per_label"][label.key]) for label in labels
        ],
        "fewest_annotators": FEWEST_ANNOTATORS,
        "charts": dot_charts(labels, figures, may_manage=access.may_manage),
        "maps": heat_maps(project, labels, figures, request.GET),
        "disputed": disputes.total,
        "disputed_address": sentences_address(project, request.GET),
        "rows": first,
        "any_practice": any(row.standing["practice"] for row in first),
        "rounds": rounds,
        "months": months,
        "codebooks": codebooks,
        "answers": answers_in_short(project, labels, figures, over_parts, people, request.GET),
    }
    return render(request, "agreement/agreement.html", context)


@from_replica
def annotators(request: SignedInRequest, slug: str) -> HttpResponse:
    """Compare annotators by pseudonym, worst first, with names on request."""
    access = enter(request.user, slug, Role.MANAGER)
    form = ReportFilterForm(request.GET, project=access.project, viewer=access.membership)
    compared = kept_annotators(access.project, form.report_filter())
    standings, people = compared.standings, compared.people
    with_names = names_are_shown(request, access)
    names = _names(access.project) if with_names else {}
    context = {
        "access": access,
        "form": form,
        "rows": standing_rows(access.project, standings, request.GET, names=names),
        "any_practice": any(one["practice"] for one in standings),
        "people": [(person, names.get(person.pseudonym, "")) for person in people],
        "any_adjudicated": any(person.matches_adjudicated.n for person in people),
        "labels": list(access.project.labels.all()),
        "with_names": with_names,
    }
    return render(request, "agreement/annotators.html", context)


@from_replica
def agreement_articles(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the articles that the figures rest on; invalid filters are ignored and marked."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    form = ReportFilterForm(request.GET, project=access.project, viewer=access.membership)
    figures = kept_articles(access.project, form.report_filter())
    page = Paginator(figures, ARTICLES_PER_PAGE).get_page(request.GET.get("page"))
    rows = article_rows(access.project, list(page.object_list), request.GET)
    context = {"access": access, "form": form, "page": page, "rows": rows}
    return render(request, "agreement/articles.html", context)


@from_replica
def model(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the error rates of each annotator, estimated by Dawid and Skene's model."""
    access = enter(request.user, slug, Role.MANAGER)
    rates = kept_error_rates(access.project)
    names = {label.key: label.listed_name for label in access.project.labels.all()}
    of_each = [
        (_("All annotators"), rates["typical"]),
        *((one["annotator"], one["rows"]) for one in rates["annotators"]),
    ]
    context = {
        "access": access,
        "model": rates,
        "labels": names.values(),
        "prevalence": [(names[key], share) for key, share in rates["prevalence"].items()],
        "tables": [
            (name, [(names[row["true_label"]], row) for row in rows]) for name, rows in of_each
        ],
    }
    return render(request, "agreement/model.html", context)


@from_replica
def comparison(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show two parts of the project side by side; invalid filters are ignored and marked."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    query = request.GET or usual_comparison(access.project)
    forms = [
        ReportFilterForm(query, project=access.project, viewer=access.membership, prefix=prefix)
        for prefix in PREFIXES
    ]
    first, second = (form.report_filter() for form in forms)
    labels = list(access.project.labels.all())
    found = kept_comparison(access.project, first, second) if first != second else None

    context = {
        "access": access,
        "forms": [(_("First part"), forms[0]), (_("Second part"), forms[1])],
        "has_errors": any(form.errors for form in forms),
        "comparison": found,
        "rows": [
            (_("Krippendorff’s alpha"), found["krippendorff_alpha"]),
            (_("Gwet’s AC1"), found["gwet_ac1"]),
            (_("Percent agreement"), found["percent_agreement"]),
            *(
                (
                    _("Alpha of %(label)s") % {"label": label.listed_name},
                    found["per_label"][label.key]["krippendorff_alpha"],
                )
                for label in labels
            ),
        ]
        if found
        else [],
    }
    return render(request, "agreement/comparison.html", context)


@from_replica
def final_labels(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show how the final labels would differ under other rules."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    labels = list(access.project.labels.all())
    found = kept_multiverse(access.project, access.membership)
    context = {
        "access": access,
        "labels": labels,
        "sentences": found["sentences"],
        "variants": [
            (variant, [variant["prevalence"][label.key] for label in labels])
            for variant in found["variants"]
        ],
    }
    return render(request, "agreement/final_labels.html", context)


def _names(project: Project) -> dict[str, str]:
    """Return what the members are known as, by their pseudonyms."""
    members = project.memberships.select_related("user")
    return {member.pseudonym: member.known_as for member in members}

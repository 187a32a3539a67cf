from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from annotator.accounts.requests import SignedInRequest
from annotator.agreement.adjudication.disagreements import find_disputed_sentences
from annotator.agreement.report.comparisons.annotators import compare_annotators
from annotator.agreement.report.comparisons.over_time import agreement_over_time
from annotator.agreement.report.comparisons.two_parts import compare
from annotator.agreement.report.csv_tables import TABLES, over_time
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.forms import PREFIXES, ReportFilterForm, usual_comparison
from annotator.agreement.report.interpretation import (
    next_step,
    prevalence_in_words,
    verdict_in_words,
)
from annotator.agreement.report.pair_matrix import legend, pair_matrix
from annotator.agreement.report.report import agreement_report
from annotator.agreement.report.true_labels.error_model import error_rates, estimate_error_model
from annotator.agreement.report.true_labels.multiverse import multiverse
from annotator.agreement.statistics.intervals import FEWEST_ANNOTATORS
from annotator.lib.database.replica import from_replica
from annotator.lib.web.csv_response import csv_response
from annotator.projects.access import Access, enter
from annotator.projects.models import Role
from annotator.projects.showing_names import names_are_shown


@from_replica
def agreement(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the figures; invalid filters are ignored and marked in the form."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    form = ReportFilterForm(request.GET, project=access.project, viewer=access.membership)
    report_filter = form.report_filter()

    report = agreement_report(access.project, report_filter)
    labels = list(access.project.labels.all())
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
            report, {label.key: label.shown_name for label in labels}
        ),
        "labels": [(label, report["per_label"][label.key]) for label in labels],
        "label_shares": [(label, report["prevalence"]["labels"][label.key]) for label in labels],
        "other_labels": [
            (label, report["other_annotators"]["per_label"][label.key]) for label in labels
        ],
        "fewest_annotators": FEWEST_ANNOTATORS,
        "matrix": pair_matrix(report),
        "legend": legend(),
        "confusion": list(zip(labels, report["confusion"]["counts"], strict=True)),
        # Counted on the annotations that the figures are about, so that the two agree.
        "disputed": find_disputed_sentences(
            access.project, labels, report_filter=report_filter
        ).count(),
        "over_time": agreement_over_time(access.project, report_filter),
    }
    return render(request, "agreement/agreement.html", context)


@from_replica
def annotators(request: SignedInRequest, slug: str) -> HttpResponse:
    """Compare annotators by pseudonym, with names on request."""
    access = enter(request.user, slug, Role.MANAGER)
    people = compare_annotators(access.project)
    context = {
        "access": access,
        "people": people,
        "any_adjudicated": any(person.matches_adjudicated.n for person in people),
        "labels": list(access.project.labels.all()),
        "with_names": names_are_shown(request, access),
    }
    return render(request, "agreement/annotators.html", context)


@from_replica
def model(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the error rates of each annotator, estimated by Dawid and Skene's model."""
    access = enter(request.user, slug, Role.MANAGER)
    context = {
        "access": access,
        "model": estimate_error_model(access.project),
        "labels": access.project.labels.all(),
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
    found = compare(access.project, first, second) if first != second else None

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
                    _("Alpha of %(label)s") % {"label": label.shown_name},
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
    found = multiverse(access.project, viewer=access.membership)
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


@from_replica
def model_json(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return the error rates as JSON."""
    access = enter(request.user, slug, Role.MANAGER)
    return JsonResponse(
        error_rates(access.project), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )


@from_replica
def agreement_json(request: SignedInRequest, slug: str) -> HttpResponse:
    """Return the whole report as JSON, filtered by the query string."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    report = agreement_report(access.project, _valid_filter(request, access))
    return JsonResponse(report, json_dumps_params={"ensure_ascii": False, "indent": 1})


@from_replica
def agreement_csv(request: SignedInRequest, slug: str, table: str) -> HttpResponse:
    """Return one table of the report as CSV."""
    access = enter(request.user, slug, Role.ADJUDICATOR)
    report_filter = _valid_filter(request, access)
    if table in TABLES:
        rows = TABLES[table](agreement_report(access.project, report_filter))
    elif table == "months":
        rows = over_time("month", agreement_over_time(access.project, report_filter).months)
    elif table == "codebooks":
        rows = over_time("codebook", agreement_over_time(access.project, report_filter).codebooks)
    else:
        raise Http404
    return csv_response(rows, file_name=f"{slug}-agreement-{table}.csv")


def _valid_filter(request: SignedInRequest, access: Access) -> ReportFilter:
    """Return the filter of the query string. Raises BadRequest if a value is invalid."""
    # A page can mark an invalid filter, but a file would have figures of something else
    # unnoticed.
    form = ReportFilterForm(request.GET, project=access.project, viewer=access.membership)
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    return form.report_filter()

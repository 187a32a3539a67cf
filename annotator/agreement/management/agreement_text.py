"""The report on agreement as the command prints it."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.agreement.adjudication.disagreements import with_annotations
from annotator.agreement.adjudication.lists.finding import find_disputed_sentences
from annotator.agreement.adjudication.lists.listed import load_sentences
from annotator.agreement.report.comparisons.two_parts import Comparison
from annotator.agreement.report.data import ReportFilter
from annotator.agreement.report.interpretation import verdict_in_words
from annotator.agreement.report.shapes import FigureShape, Report
from annotator.agreement.report.text_lines import WIDTH, figure_line
from annotator.projects.models import Project

# Disputed sentences in the output; the page lists all of them.
PREVIEW_SENTENCES = 10


def report_lines(project: Project, report: Report) -> Iterator[str]:
    """Yield the report's figures, one a line."""
    yield (
        _(
            "%(name)s: articles %(articles)s, sentences %(sentences)s, "
            "annotators %(annotators)s, annotations %(annotations)s; "
            "sentences with two or more labels %(pairable)s"
        )
        % {
            "name": project.name,
            "articles": f"{report['articles']:,}",
            "sentences": f"{report['sentences']:,}",
            "annotators": f"{report['annotators']:,}",
            "annotations": f"{report['annotations']:,}",
            "pairable": f"{report['pairable']:,}",
        }
    )
    yield verdict_in_words(report)
    yield from _lines("", _headlines(report) | _other_figures(report))
    labels = {key: figures["krippendorff_alpha"] for key, figures in report["per_label"].items()}
    yield from _lines(_("Alpha by label (one vs rest)"), labels)

    shares = report["prevalence"]["labels"]
    yield from _lines(
        _("Prevalence by label, final labels"),
        {key: figures["final"] for key, figures in shares.items()},
    )
    yield from _lines(
        _("Prevalence by label, model (Dawid–Skene)"),
        {key: figures["model"] for key, figures in shares.items()},
    )

    if len(report["rounds"]) > 1:
        rounds = {name: figures["krippendorff_alpha"] for name, figures in report["rounds"].items()}
        yield from _lines(_("Alpha by round"), rounds)

    others = report["other_annotators"]
    yield from _lines(
        _("Interval for other annotators, too"),
        {_("Krippendorff’s alpha"): others["krippendorff_alpha"]},
    )

    pairs = {_pair_name(pair["annotators"]): pair["cohen_kappa"] for pair in report["pairs"]}
    yield from _lines(_("Pairwise Cohen’s kappa"), pairs)


def _lines(head: str, figures: Mapping[str, FigureShape]) -> Iterator[str]:
    if head and figures:
        yield f"\n{head}"
    for name, figure in figures.items():
        yield f"{name:<{WIDTH}}  {figure_line(figure)}"


def dispute_lines(project: Project, report_filter: ReportFilter) -> Iterator[str]:
    """Yield the most divided sentences, each with the labels that it got."""
    disputed = find_disputed_sentences(
        project, list(project.labels.all()), report_filter=report_filter
    )
    count = len(disputed)
    if not count:
        return

    yield (
        "\n"
        + ngettext(
            "%(count)s sentence with conflicting labels, most divided first:",
            "%(count)s sentences with conflicting labels, most divided first:",
            count,
        )
        % {"count": f"{count:,}"}
    )

    shown = load_sentences(project, disputed.sentences[:PREVIEW_SENTENCES])
    for disagreement in with_annotations(shown, report_filter=report_filter):
        sentence = disagreement.sentence
        answers = ", ".join(
            f"{annotation.assignment.annotator.pseudonym} {annotation.decision}"
            for annotation in disagreement.annotations
        )
        yield (
            f"{sentence.article.external_id}:{sentence.position}  {answers}\n    {sentence.text}"
        )


def comparison_lines(found: Comparison, parts: Sequence[str]) -> Iterator[str]:
    """Yield the figures of both parts, which are named as they were asked for."""
    first, second = parts
    overall = {
        _("Krippendorff’s alpha"): found["krippendorff_alpha"],
        _("Gwet’s AC1"): found["gwet_ac1"],
        _("percent agreement"): found["percent_agreement"],
    }
    labels = {key: label["krippendorff_alpha"] for key, label in found["per_label"].items()}
    for name, compared in (overall | labels).items():
        yield name
        yield f"  {first:<{WIDTH}}{figure_line(compared['first'])}"
        yield f"  {second:<{WIDTH}}{figure_line(compared['second'])}"
        difference = _("first minus second")
        yield f"  {difference:<{WIDTH}}{figure_line(compared['difference'])}"


def _headlines(report: Report) -> dict[str, FigureShape]:
    return {
        _("percent agreement"): report["percent_agreement"],
        _("Krippendorff’s alpha"): report["krippendorff_alpha"],
        _("Fleiss’ kappa"): report["fleiss_kappa"],
        _("Gwet’s AC1"): report["gwet_ac1"],
    }


def _other_figures(report: Report) -> dict[str, FigureShape]:
    weighted = report["weighted"]
    declared = {_("alpha, declared distances"): weighted["krippendorff_alpha"]} if weighted else {}
    return declared | {
        _("labelled or skipped, alpha"): report["labelled_or_skipped"]["krippendorff_alpha"],
        _("targets, percent agreement"): report["targets"]["percent_agreement"],
        _("targets without accepted candidates"): report["targets"]["without_accepted_offers"],
        _("retest, alpha"): report["retest"]["krippendorff_alpha"],
    }


def _pair_name(annotators: list[str]) -> str:
    first, second = annotators
    return _("%(first)s and %(second)s") % {"first": first, "second": second}

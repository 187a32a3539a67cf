"""The agreement report of a project: from the counted annotations to figures with intervals."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from annotator.agreement.report.data import (
    CountedAnnotations,
    ReportFilter,
    load_counted_annotations,
    load_pseudonyms,
    load_retests,
    load_rounds,
    why_no_retests,
)
from annotator.agreement.report.shapes import (
    CannotTell,
    Confusion,
    Interval,
    LabelPrevalence,
    LabelReport,
    Offers,
    OtherAnnotatorsReport,
    PairReport,
    PrevalenceReport,
    Report,
    RoundReport,
    TargetReport,
    figure_shape,
    rounded,
)
from annotator.agreement.report.true_labels.prevalence import Prevalence, load_prevalence
from annotator.agreement.report.weighted import weighted_report
from annotator.agreement.statistics.annotations import NONE_TAKEN, NOT_OFFERED, Annotations
from annotator.agreement.statistics.annotators.other_annotators import (
    OtherAnnotators,
    other_annotators,
)
from annotator.agreement.statistics.annotators.pairs import Pair, pair_figures
from annotator.agreement.statistics.intervals import LEVEL
from annotator.agreement.statistics.summary import (
    PartSummary,
    Summary,
    summarise,
    summarise_part,
)
from annotator.agreement.statistics.sums import (
    ArticleSums,
    article_sums,
    confusion,
    offer_counts,
)
from annotator.labelling.choices import MAX_TARGET_RANK
from annotator.projects.models import Label, Project


def agreement_report(
    project: Project,
    report_filter: ReportFilter | None = None,
    *,
    counted: CountedAnnotations | None = None,
    sums: ArticleSums | None = None,
) -> Report:
    """Return the figures of the annotations that the filter leaves; by default, of all counted.

    `counted` are these annotations and `sums` those of their articles, if they are there already.
    """
    report_filter = report_filter or ReportFilter()
    labels = list(project.labels.all())
    counted = counted or load_counted_annotations(project, labels, report_filter)
    annotations = counted.annotations
    sums = sums or article_sums(annotations, takes_target=counted.takes_target)
    summary = summarise(sums)

    retests = load_retests(project, labels, report_filter)
    retest = summarise(article_sums(retests))
    # Half of the work is done beside the other half: numpy lets go of the interpreter, and these
    # functions ask the database nothing.
    with ThreadPoolExecutor(max_workers=1) as beside:
        others = beside.submit(other_annotators, annotations, sums, summary)
        pairs = beside.submit(pair_figures, annotations)
        found = load_prevalence(project, labels, report_filter, annotations)

    # "No sentence has two labels" would be true of the retests and wrong about the
    # project.
    why_no_retest = "" if retest.pairable else why_no_retests(project)

    return Report(
        project=project.slug,
        articles=summary.articles,
        sentences=summary.sentences,
        annotators=len(annotations.annotators),
        annotations=summary.annotations,
        pairable=summary.pairable,
        percent_agreement=figure_shape(summary.percent_agreement),
        krippendorff_alpha=figure_shape(summary.krippendorff_alpha),
        fleiss_kappa=figure_shape(summary.fleiss_kappa),
        gwet_ac1=figure_shape(summary.gwet_ac1),
        labelled_or_skipped={
            "percent_agreement": figure_shape(summary.skip_percent_agreement),
            "krippendorff_alpha": figure_shape(summary.skip_krippendorff_alpha),
        },
        cannot_tell=CannotTell(
            count=summary.cannot_tell,
            share=rounded(summary.cannot_tell_share),
            krippendorff_alpha_as_label=figure_shape(summary.cannot_tell_krippendorff_alpha),
        ),
        per_label=_per_label(summary, labels),
        pairs=_pairs(project, annotations, pairs.result()),
        confusion=Confusion(
            labels=[label.key for label in labels], counts=confusion(annotations).tolist()
        ),
        targets=TargetReport(
            percent_agreement=figure_shape(summary.target_percent_agreement),
            without_accepted_offers=figure_shape(summary.own_target_percent_agreement),
            offers=_offers(counted),
        ),
        rounds=_rounds(project, sums, summary, annotations),
        retest={
            "percent_agreement": figure_shape(retest.percent_agreement, undefined=why_no_retest),
            "krippendorff_alpha": figure_shape(retest.krippendorff_alpha, undefined=why_no_retest),
        },
        interval=Interval(
            level=LEVEL,
            method="jackknife-t",
            over="articles",
        ),
        pairable_articles=summary.pairable_articles,
        other_annotators=_other_annotators(others.result(), labels),
        prevalence=_prevalence(found, labels),
        # That of every alpha here, except the one with declared distances.
        metric="nominal",
        weighted=weighted_report(project, annotations, labels),
    )


def _prevalence(found: Prevalence, labels: list[Label]) -> PrevalenceReport:
    return PrevalenceReport(
        sentences=found.sentences,
        # All labels are shares of the same sentences.
        with_final_label=max((figure.n for figure in found.final), default=0),
        labels={
            label.key: LabelPrevalence(final=figure_shape(final), model=figure_shape(model))
            for label, final, model in zip(labels, found.final, found.model, strict=True)
        },
    )


def _per_label(summary: Summary, labels: list[Label]) -> dict[str, LabelReport]:
    return {
        label.key: LabelReport(
            count=figures.count,
            krippendorff_alpha=figure_shape(figures.krippendorff_alpha),
            specific_agreement=figure_shape(figures.specific_agreement),
        )
        for label, figures in zip(labels, summary.per_label, strict=True)
    }


def _other_annotators(figures: OtherAnnotators, labels: list[Label]) -> OtherAnnotatorsReport:
    return OtherAnnotatorsReport(
        annotators=figures.annotators,
        percent_agreement=figure_shape(figures.percent_agreement),
        krippendorff_alpha=figure_shape(figures.krippendorff_alpha),
        per_label={
            label.key: figure_shape(figure)
            for label, figure in zip(labels, figures.label_alpha, strict=True)
        },
    )


def _offers(counted: CountedAnnotations) -> Offers:
    counts = offer_counts(
        counted.annotations, takes_target=counted.takes_target, ranks=MAX_TARGET_RANK
    )
    none_offered = counts.pop(NOT_OFFERED)
    return Offers(
        offered=sum(counts.values()),
        none_taken=counts.pop(NONE_TAKEN),
        taken={str(rank): count for rank, count in counts.items()},
        none_offered=none_offered,
    )


def _pairs(project: Project, annotations: Annotations, pairs: list[Pair]) -> list[PairReport]:
    """Return the figures of each pair, by pseudonyms."""
    pseudonyms = load_pseudonyms(project, annotations.annotators)
    named = [(sorted(pseudonyms[code] for code in pair.annotators), pair) for pair in pairs]

    return [
        PairReport(
            annotators=names,
            percent_agreement=figure_shape(pair.percent_agreement),
            cohen_kappa=figure_shape(pair.cohen_kappa),
        )
        for names, pair in sorted(named, key=lambda item: item[0])
    ]


def _rounds(
    project: Project,
    sums: ArticleSums,
    whole: Summary,
    annotations: Annotations,
) -> dict[str, RoundReport]:
    """Return the figures of each round, from the same sums."""
    names = load_rounds(project, annotations.articles)[sums.article]
    rounds: list[str] = np.unique(names).tolist()
    # A single round has the figures of the whole project, which are computed already.
    if len(rounds) == 1:
        return {rounds[0]: subset_report(whole)}
    return {name: subset_report(summarise_part(sums.subset(names == name))) for name in rounds}


def subset_report(summary: Summary | PartSummary) -> RoundReport:
    """Return the figures of some of the articles."""
    return RoundReport(
        articles=summary.articles,
        sentences=summary.sentences,
        pairable=summary.pairable,
        percent_agreement=figure_shape(summary.percent_agreement),
        krippendorff_alpha=figure_shape(summary.krippendorff_alpha),
        fleiss_kappa=figure_shape(summary.fleiss_kappa),
        gwet_ac1=figure_shape(summary.gwet_ac1),
    )

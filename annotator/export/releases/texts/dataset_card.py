"""README.md: the dataset card."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from annotator.agreement.report.interpretation import RULE, verdict_in_words
from annotator.agreement.report.shapes import FigureShape
from annotator.corpus.near_duplicates.pairs import MIN_CONTAINMENT, MIN_JACCARD
from annotator.export.datasets.columns import as_markdown
from annotator.export.releases.checks.shared_sentences import LONG
from annotator.export.releases.metadata.citation import bibtex, citation_line
from annotator.export.releases.metadata.hub_header import hub_header
from annotator.export.releases.texts.answers import (
    ANNOTATORS,
    ARTICLES,
    UPKEEP,
    USES,
    annotator_kind,
    demographics,
    given_answers,
    pay_rate,
)
from annotator.export.releases.texts.disclosures import annotation_process, limitations, privacy
from annotator.export.releases.texts.facts import ReleaseFacts
from annotator.export.releases.texts.labels import confusion, final_labels, label_definitions
from annotator.export.releases.texts.markdown import bullets, either, plural, share, table
from annotator.lib.markdown import one_line

FIGURES = {
    "percent_agreement": "percent agreement",
    "krippendorff_alpha": "Krippendorff's alpha",
    "fleiss_kappa": "Fleiss' kappa",
    "gwet_ac1": "Gwet's AC1",
}
# How many sentences are in train, and of how many.
SHARED = {"in_train": "sentences", "long_in_train": "long"}


def dataset_card(facts: ReleaseFacts) -> str:
    """Return README.md: a dataset card with the YAML header of the Hugging Face Hub."""
    counts, parameters = facts.counts, facts.parameters
    parts = [
        f"---\n{yaml.safe_dump(hub_header(facts), allow_unicode=True, sort_keys=False)}---",
        f"# {one_line(facts.name)}, release {facts.manifest['number']}",
        f"{parameters.dated}. Sentences of news articles, labelled by people as "
        f"{either(label['name'].lower() for label in facts.manifest['labels'])}.",
        *([parameters.about.strip()] if parameters.about.strip() else []),
        *_section("Articles", given_answers(facts, ARTICLES)),
        "## Contents",
        table(
            ["content", "count"],
            [
                ["articles", counts["articles"]],
                ["sentences", counts["sentences"]],
                ["of which excluded as boilerplate", counts["excluded"]],
                ["annotations", counts["annotations"]],
                ["annotators", counts["annotators"]],
            ],
        ),
        *_section("Labels", label_definitions(facts)),
        "## Final labels",
        *final_labels(facts),
        "### Prevalence",
        *_prevalence(facts),
        *_splits(facts),
        "## Agreement",
        _agreement(facts),
        "## Annotation process",
        annotation_process(facts),
        *_section("Annotators", _annotators(facts)),
        "## What the data reveal about annotators",
        bullets(privacy(facts)),
        "## Limitations",
        bullets(limitations(facts)),
        *_section("Uses", given_answers(facts, USES)),
        "## Usage",
        _loading(facts),
        "## Files",
        _files(facts),
        *(
            part
            for name, columns in facts.columns.items()
            for part in (f"### Columns of {name}", as_markdown(columns))
        ),
        "## Licence and citation",
        _licence(facts),
        *_section("Contact and maintenance", given_answers(facts, UPKEEP)),
    ]

    return "\n\n".join(parts) + "\n"


def _splits(facts: ReleaseFacts) -> list[str]:
    splits = facts.counts["splits"]
    if not splits:
        return []

    # Each split has the same counts: articles, sentences, and one for each label.
    columns = list(next(iter(splits.values())))
    plain = {"articles": "articles", "sentences": "sentences to label"}
    head = [plain.get(column, f"`{column}`") for column in columns]

    return [
        "## Splits",
        table(
            ["split", *head],
            [
                [f"`{name}`", *(counts[column] for column in columns)]
                for name, counts in splits.items()
            ],
        ),
        "By article: no article is in two splits. Near-duplicates (copies with small changes, such "
        "as another first sentence or a cut end) and articles with the same `group` are in the "
        "same split, unless they had different splits before. Shares "
        f"{facts.parameters.split}, seed {facts.parameters.seed}, stratified by sentences and "
        "final labels as far as possible. An article keeps its split in later releases.",
        "The files in `splits/` have all sentences of their articles, also those without a final "
        "label."
        if facts.parameters.unlabelled
        else "The files in `splits/` have only the sentences with a final label; "
        "`sentences.parquet` has all.",
        *_overlaps(facts),
    ]


def _overlaps(facts: ReleaseFacts) -> list[str]:
    """Say how much of validation and test is in train, too."""
    pairs, apart = facts.counts["near_duplicates"].values()
    rows = [
        [f"`{name}`", *(share(counts[part], counts[whole]) for part, whole in SHARED.items())]
        for name, counts in facts.counts["shared_sentences"].items()
    ]

    return [
        f"Near-duplicates: {plural(pairs, 'pair')} of articles, of which {apart} in different "
        "splits. Two articles are near-duplicates if their 5-grams of words have a Jaccard "
        f"similarity of at least {MIN_JACCARD}, or if one contains at least {MIN_CONTAINMENT} of "
        "the other's.",
        "Sentences to label that stand verbatim in `train`, too:",
        table(["split", "all", f"of those with at least {LONG} characters"], rows),
        "Short sentences are often formulas that stand in many articles.",
    ]


def _prevalence(facts: ReleaseFacts) -> list[str]:
    found = facts.agreement["prevalence"]
    rows = [
        [f"`{key}`", *_figure(figures["final"]), *_figure(figures["model"])]
        for key, figures in found["labels"].items()
    ]
    head = ["share", "95% interval", "sentences"]

    return [
        "The share of each label among the final labels "
        f"({found['with_final_label']} of {plural(found['sentences'], 'sentence')} with an "
        "annotation or an adjudication have one), and among the true labels, as the model of Dawid "
        "and Skene (1979) estimates it:",
        table(["label", *head, *(f"model: {name}" for name in head)], rows),
        "Intervals of final labels are about the final labels of other articles, labelled by the "
        "same people; they don't say how many of these labels are wrong. Intervals of the model "
        "include that error rates are estimated, but not that its assumptions may be wrong.",
    ]


def _agreement(facts: ReleaseFacts) -> str:
    report = facts.agreement
    figures: Mapping[str, Any] = report
    rows = [[name, *_figure(figures[key])] for key, name in FIGURES.items()]
    labels = [
        [f"`{key}`", *_figure(of_label["krippendorff_alpha"])]
        for key, of_label in report["per_label"].items()
    ]

    return "\n\n".join(
        [
            table(["figure", "value", "95% interval", "sentences"], rows),
            *_weighted(facts),
            "Alpha of each label, one vs rest:",
            table(["label", "value", "95% interval", "sentences"], labels),
            *confusion(facts),
            f"{verdict_in_words(report)} {RULE}",
            "Based on submitted work before adjudication; suspended annotators are excluded. "
            "Intervals: jackknife over articles. They hold for these annotators. "
            f"{_other_annotators(facts)} All figures are in `agreement.json`.",
        ]
    )


def _weighted(facts: ReleaseFacts) -> list[str]:
    """Return the metric of alpha, and alpha with the declared distances, if there are any."""
    weighted = facts.agreement["weighted"]
    if weighted is None:
        return ["Alpha is nominal: every two labels are equally far from each other."]

    declared = ", ".join(
        f"`{item['labels'][0]}` and `{item['labels'][1]}` {item['distance']:g}"
        for item in weighted["distances"]
    )
    value, interval, _n = _figure(weighted["krippendorff_alpha"])
    return [
        "The alpha above is nominal. With the distances between labels that the project declared "
        f"({declared}; others 1) it is {value} (interval {interval or 'none'})."
    ]


def _other_annotators(facts: ReleaseFacts) -> str:
    figure = facts.agreement["other_annotators"]["krippendorff_alpha"]
    _value, interval, _n = _figure(figure)
    if figure["low"] is None:
        return "For other annotators, they would be wider."
    return f"For other annotators like these, alpha has the interval {interval}."


def _section(title: str, parts: Sequence[str]) -> list[str]:
    """Return the section, nothing if there is nothing in it."""
    return [f"## {title}", *parts] if parts else []


def _annotators(facts: ReleaseFacts) -> list[str]:
    return [
        *given_answers(facts, ANNOTATORS),
        *annotator_kind(facts),
        *pay_rate(facts),
        *demographics(facts),
    ]


def _loading(facts: ReleaseFacts) -> str:
    split = facts.split_names[0] if facts.split_names else "full"
    return (
        "```python\n"
        "from datasets import load_dataset\n\n"
        f'sentences = load_dataset("PATH", "sentences", split="{split}")\n'
        "```\n\n"
        "```python\n"
        "import pandas\n\n"
        'sentences = pandas.read_parquet("PATH/sentences.parquet")\n'
        "```\n\n"
        "```r\n"
        'sentences <- read.csv("PATH/sentences.csv", encoding = "UTF-8", na.strings = "")\n'
        "```\n\n"
        "```sql\n"
        "SELECT label, count(*) FROM 'PATH/sentences.parquet' GROUP BY label;  -- DuckDB\n"
        "```"
    )


def _files(facts: ReleaseFacts) -> str:
    rows = [
        ["`annotations.csv`, `.parquet`", "every annotator's label for every sentence"],
        [
            "`sentences.csv`, `.parquet`",
            "every sentence with its final label and label distribution",
        ],
        ["`articles.csv`, `.parquet`", "every article"],
        ["`annotators.csv`", "how much each annotator labelled, by pseudonym"],
        ["`adjudications.csv`", "decisions of adjudicators"],
        *([["`splits/`", "the sentences of each split"]] if facts.split_names else []),
        ["`CODEBOOK.md`", "definitions of the labels and guidelines, all versions"],
        ["`DATA_STATEMENT.md`", "provenance and known gaps"],
        [
            "`METHODS.md`, `methods.tex`, `references.bib`",
            "a methods section, with the source of each number",
        ],
        ["`agreement.json`", "all agreement figures, with intervals"],
        ["`CHANGES.md`", "changes since the previous release"],
        ["`croissant.json`", "machine-readable metadata (Croissant 1.1 and 1.0, with RAI fields)"],
        ["`CITATION.cff`, `.zenodo.json`", "how to cite the release; metadata for Zenodo"],
        ["`release.json`", "metadata that Skepsis needs to import the release"],
        ["`SHA256SUMS`", "checksums: `sha256sum -c SHA256SUMS`"],
    ]

    return table(["file", "contents"], rows)


def _licence(facts: ReleaseFacts) -> str:
    licence = facts.parameters.licence or "none stated"
    return (
        f"Licence of the labels: {one_line(licence)}. The texts belong to their authors; their "
        f"terms of use are in `rights`.\n\n> {one_line(citation_line(facts.manifest))}\n\n"
        f"```bibtex\n{bibtex(facts.manifest)}```"
    )


def _figure(figure: FigureShape) -> list[str]:
    if figure["value"] is None:
        return [f"undefined: {figure['reason']}", "", str(figure["n"])]
    interval = "" if figure["low"] is None else f"{figure['low']:.3f} to {figure['high']:.3f}"
    # Why it is approximate.
    if interval and figure["reason"]:
        interval += f", {figure['reason']}"
    return [f"{figure['value']:.3f}", interval or str(figure["reason"] or ""), str(figure["n"])]

"""The texts of a release as Markdown: the dataset card, the codebook, the data statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from annotator.agreement.report.interpretation import RULE, verdict_in_words
from annotator.agreement.report.report import FigureShape, Report
from annotator.export.datasets.columns import Column, as_markdown
from annotator.export.datasets.selection import Seconds
from annotator.export.releases.parameters import ReleaseParameters

MAX_SOURCES = 20
NOT_STATED = "*Not stated by the project.*"
FIGURES = {
    "percent_agreement": "percent agreement",
    "krippendorff_alpha": "Krippendorff's alpha",
    "fleiss_kappa": "Fleiss' kappa",
    "gwet_ac1": "Gwet's AC1",
}
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
SECONDS_TEXT = {
    Seconds.EXACT: "`seconds` is the time of each label as measured, so the speed of each "
    "annotator can be computed.",
    Seconds.WHOLE: "`seconds` is the time of each label in whole seconds, so the speed of each "
    "annotator can be computed.",
    Seconds.NONE: "`seconds` is left out, so the speed of an annotator can't be computed.",
}
# The Hub does not accept these tags as languages.
UNDETERMINED = {"und", "zxx", "mul"}


@dataclass(frozen=True)
class ReleaseFacts:
    """The facts that the texts are written from.

    `manifest` and `counts` are those of `building.py`. `languages` and `sources` count articles.
    `labelled` and `published` are the first and the last day. `columns` has those of each table.
    """

    manifest: Mapping[str, Any]
    parameters: ReleaseParameters
    counts: Mapping[str, Any]
    agreement: Report
    languages: Mapping[str, int]
    sources: Mapping[str, int]
    labelled: tuple[date | None, date | None]
    published: tuple[date | None, date | None]
    columns: Mapping[str, Sequence[Column]]

    @property
    def name(self) -> str:
        return str(self.manifest["project"]["name"])

    @property
    def creators(self) -> list[str]:
        return [line.strip() for line in self.parameters.creators.splitlines() if line.strip()]

    @property
    def split_names(self) -> list[str]:
        return list(self.counts["splits"])


def card(facts: ReleaseFacts) -> str:
    """README.md: a dataset card with a head that the Hugging Face Hub and `datasets` read."""
    counts, parameters = facts.counts, facts.parameters
    parts = [
        f"---\n{yaml.safe_dump(_head(facts), allow_unicode=True, sort_keys=False)}---",
        f"# {_line(facts.name)}, release {facts.manifest['number']}",
        f"{parameters.dated}. Sentences of news articles, labelled by people as "
        f"{_either(label['name'].lower() for label in facts.manifest['labels'])}.",
        *([parameters.about.strip()] if parameters.about.strip() else []),
        "## Contents",
        _table(
            ["content", "count"],
            [
                ["articles", counts["articles"]],
                ["sentences", counts["sentences"]],
                ["of which excluded as boilerplate", counts["excluded"]],
                ["annotations", counts["annotations"]],
                ["annotators", counts["annotators"]],
            ],
        ),
        "Final labels of sentences:",
        _table(
            ["label", "sentences"],
            [
                *([f"`{key}`", count] for key, count in counts["labels"].items()),
                ["no final label", counts["undecided"]],
                *([["adjudicated as not labelable", counts["unfit"]]] if counts["unfit"] else []),
            ],
        ),
        "How the final labels were decided:",
        _table(
            ["origin", "sentences"],
            [[f"`{origin}`", count] for origin, count in counts["origins"].items()],
        ),
        "The final label is the adjudicated label if there is one. Otherwise there is none if at "
        "least half of a sentence's annotators skipped it; else it is the unanimous or majority "
        "label. The label distribution is included for training on soft labels: `n_KEY` is the "
        "count of each label and `p_KEY` its share.",
        *_splits(facts),
        "## Agreement",
        _agreement(facts),
        "## Annotation process",
        _process(facts),
        "## What the data reveal about annotators",
        _privacy(facts),
        "## Limitations",
        _limitations(facts),
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
    ]

    return "\n\n".join(parts) + "\n"


def codebook(facts: ReleaseFacts) -> str:
    """CODEBOOK.md: the labels, and each version of the guidelines with the reason for it, the
    latest first.
    """
    parts = [f"# Codebook of {_line(facts.name)}", "## Labels"]
    for label in facts.manifest["labels"]:
        points = " It has a target: the sentence that it is about." if label["takes_target"] else ""
        parts.append(
            f"**{_line(label['name'])}** (`{label['key']}`). "
            f"{_line(label['definition'])}{points}".strip()
        )
    for book in reversed(facts.manifest["codebooks"]):
        why = f": {_line(book['reason'])}" if book["reason"] else ""
        parts += [f"## Version {book['version']}{why}", book["text"].strip() or NOT_STATED]
    return "\n\n".join(parts) + "\n"


def data_statement(facts: ReleaseFacts) -> str:
    """DATA_STATEMENT.md, after Bender and Friedman (2018), Data Statements for Natural Language
    Processing, section 5. It is filled in from the project's data and says what is missing.
    """
    languages = ", ".join(
        f"`{tag}` ({_many(count, 'article')})" for tag, count in facts.languages.items()
    )
    sources = list(facts.sources.items())
    outlets = "; ".join(f"{_line(name)} ({count})" for name, count in sources[:MAX_SOURCES])
    more = f"; and {len(sources) - MAX_SOURCES} more" if len(sources) > MAX_SOURCES else ""
    parts = [
        f"# Data statement of {_line(facts.name)}, release {facts.manifest['number']}",
        "## Curation rationale",
        facts.parameters.about.strip() or NOT_STATED,
        "## Language variety",
        f"Languages of the articles: {languages or 'none'}.",
        "## Speaker demographic",
        f"The authors of the articles and the people they quote. {NOT_STATED}",
        "## Annotator demographic",
        f"{_many(facts.counts['annotators'], 'person', 'people')}, under pseudonyms. {NOT_STATED}",
        "## Speech situation",
        f"Written news, published {_span(facts.published)}; labelled {_span(facts.labelled)}.",
        "## Text characteristics",
        f"News articles of {_many(len(sources), 'source')}: {outlets}{more}."
        if sources
        else NOT_STATED,
        "## Recording quality",
        "Not recorded speech. The text is unchanged apart from line breaks.",
        "## Other characteristics",
        f"{_many(facts.counts['without_rights'], 'article')} of {facts.counts['articles']} "
        f"{'has' if facts.counts['without_rights'] == 1 else 'have'} no terms of use filled in "
        "(`rights`)."
        + (" The release is stand-off: it contains no text." if facts.parameters.standoff else ""),
        "## Provenance appendix",
        "`CODEBOOK.md` has the guidelines of the annotators, `CHANGES.md` the changes in this "
        "release.",
    ]

    return "\n\n".join(parts) + "\n"


def _head(facts: ReleaseFacts) -> dict[str, Any]:
    sentences = facts.counts["sentences"]
    primary = sorted({tag.split("-")[0].lower() for tag in facts.languages} - UNDETERMINED)
    tables = [{"config_name": name, "data_files": [{"split": "full", "path": f"{name}.parquet"}]}
              for name in ("annotations", "articles")]  # fmt: skip
    split_files = [{"split": name, "path": f"splits/{name}.parquet"} for name in facts.split_names
                   if facts.counts["splits"][name]["articles"]]  # fmt: skip
    whole = [{"split": "full", "path": "sentences.parquet"}]

    return {
        "pretty_name": facts.name,
        **({"language": primary} if primary else {}),
        **({"license": facts.parameters.licence.lower()} if facts.parameters.licence else {}),
        "task_categories": ["text-classification"],
        "size_categories": [next((name for most, name in SIZES if sentences < most), "1M<n<10M")],
        "tags": [
            "news",
            "claim-detection",
            "sentence-classification",
            "annotator-disagreement",
            "soft-labels",
        ],
        "configs": [
            {"config_name": "sentences", "default": True, "data_files": split_files or whole},
            *tables,
        ],
    }


def _splits(facts: ReleaseFacts) -> list[str]:
    splits = facts.counts["splits"]
    if not splits:
        return []

    columns = list(next(iter(splits.values())))
    plain = {"articles": "articles", "sentences": "sentences to label"}
    head = [plain.get(column, f"`{column}`") for column in columns]

    return [
        "## Splits",
        _table(
            ["split", *head],
            [[f"`{name}`", *(counts[c] for c in columns)] for name, counts in splits.items()],
        ),
        "By article: no article is in two splits. Articles with the same text, apart from case, "
        "spaces and punctuation, or with the same `group` are in the same split, unless they "
        f"were imported with different splits. Shares {facts.parameters.split}, seed "
        f"{facts.parameters.seed}, stratified by sentences and labels as far as possible. An "
        "article keeps its split in later releases.",
    ]


def _agreement(facts: ReleaseFacts) -> str:
    report, replicates = facts.agreement, facts.agreement["interval"]["replicates"]
    figures: Mapping[str, Any] = report
    rows = [[name, *_figure(figures[key])] for key, name in FIGURES.items()]
    labels = [
        [f"`{key}`", *_figure(of_label["krippendorff_alpha"])]
        for key, of_label in report["per_label"].items()
    ]

    return "\n\n".join(
        [
            _table(["figure", "value", "95% interval", "sentences"], rows),
            "Alpha of each label, one vs rest:",
            _table(["label", "value", "95% interval", "sentences"], labels),
            f"{verdict_in_words(report)} {RULE}",
            "Based on submitted work before adjudication; suspended annotators are excluded. "
            f"Intervals: percentile bootstrap over articles, {replicates:,} replicates. All "
            "figures are in `agreement.json`.",
        ]
    )


def _process(facts: ReleaseFacts) -> str:
    parts = [
        "Annotated with Skepsis. Articles were split into sentences automatically or came "
        "with sentences of their own; the data don't record which.",
        *_labelled_here(facts),
        *_labelled_elsewhere(facts),
        f"{_many(facts.counts['origins']['adjudicated'], 'sentence was', 'sentences were')} "
        "decided by an adjudicator (`adjudications.csv`).",
    ]
    return " ".join(parts)


def _labelled_here(facts: ReleaseFacts) -> list[str]:
    """How the labels came about that were given in Skepsis. Others are described apart."""
    made_here = facts.counts["annotations"] - facts.counts["imported"]
    if not made_here:
        return []
    wanted = facts.manifest["project"]["overlap"]
    return [
        f"{_many(made_here, 'annotation was', 'annotations were')} made in Skepsis: each article "
        f"was to be labelled by {_many(wanted, 'person', 'people')} (articles may differ, see "
        "column `annotators`), who were not shown each other's labels while they worked on it."
    ]


def _labelled_elsewhere(facts: ReleaseFacts) -> list[str]:
    imported = facts.counts["imported"]
    if not imported:
        return []
    return [
        f"{_many(imported, 'annotation was', 'annotations were')} made elsewhere and imported "
        "(column `origin`). How and when they were made, and whether the annotators saw each "
        "other's labels, is unknown."
    ]


def _privacy(facts: ReleaseFacts) -> str:
    """What readers of the data could learn about single annotators."""
    details, left_out = facts.parameters.annotator_details, facts.counts["left_out"]
    lines = [
        "Annotators appear under pseudonyms. These stay the same in all releases, so releases can "
        "be joined by them.",
        "`annotations` shows which articles and sentences each annotator labelled, and how. "
        "Anyone who knows which articles a person labelled can identify their pseudonym. "
        "`origin`, `pass` and `assignment_state` show how each article was assigned and whether "
        "it was submitted; `codebook_version` shows which labels predate a change of the codebook.",
        SECONDS_TEXT[Seconds(facts.parameters.seconds)],
        "`annotated_at`, `decided_at` and `annotators.csv` have the days of their work, without "
        "times."
        if details
        else f"All labels were given {_span(facts.labelled)}. The days of single annotators are "
        "left out, and so is the order in which labels were given or changed: rows are numbered "
        "by article and sentence.",
        "`set_aside` marks the work of suspended annotators."
        if details
        else "The work of suspended annotators is left out: "
        f"{_many(left_out['annotations'], 'annotation')} by "
        f"{_many(left_out['annotators'], 'person', 'people')}. An annotator who is missing from a "
        "later release may have been suspended.",
        "Notes and reasons are in their authors' own words."
        if facts.parameters.notes
        else "Notes and reasons are left out.",
    ]

    return "\n".join(f"- {line}" for line in lines)


def _limitations(facts: ReleaseFacts) -> str:
    undecided, without_rights = facts.counts["undecided"], facts.counts["without_rights"]
    lines = ["A label says what the sentence does in its article, not whether it is true."]

    if undecided:
        lines.append(
            f"No final label: {_many(undecided, 'sentence')}. They were not labelled, at least "
            "half of the annotators skipped them, or the labels had no majority and were not "
            "adjudicated."
        )

    if without_rights:
        lines.append(
            f"No terms of use (`rights`): {without_rights} of "
            f"{_many(facts.counts['articles'], 'article')}. Check redistribution rights "
            "yourself."
        )

    if facts.counts["articles"] < 30:
        lines.append("Fewer than 30 articles: intervals are approximate.")

    if facts.parameters.standoff:
        lines.append(
            "Stand-off: `text` and titles are empty. Download the articles from `url`, check them "
            "against `sha256`, and extract sentences with `start` and `end`, in code points."
        )

    return "\n".join(f"- {line}" for line in lines)


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
        ["`agreement.json`", "all agreement figures, with intervals"],
        ["`CHANGES.md`", "changes since the previous release"],
        ["`croissant.json`", "machine-readable metadata (Croissant 1.0)"],
        ["`release.json`", "metadata that Skepsis needs to import the release"],
        ["`SHA256SUMS`", "checksums: `sha256sum -c SHA256SUMS`"],
    ]
    return _table(["file", "contents"], rows)


def _licence(facts: ReleaseFacts) -> str:
    licence = facts.parameters.licence or "none stated"
    people = ", ".join(_line(name) for name in facts.creators) or _line(facts.name)
    number = facts.manifest["number"]
    return (
        f"Licence of the labels: {_line(licence)}. The texts belong to their authors; their terms "
        f"of use are in `rights`.\n\n> {people} ({facts.parameters.dated[:4]}). "
        f"{_line(facts.name)}, release {number} [dataset]."
    )


def _figure(figure: FigureShape) -> list[str]:
    if figure["value"] is None:
        return [f"undefined: {figure['reason']}", "", str(figure["n"])]
    interval = "" if figure["low"] is None else f"{figure['low']:.3f} to {figure['high']:.3f}"
    if interval and figure["low"] == figure["high"]:
        interval += f", {figure['reason']}"
    return [f"{figure['value']:.3f}", interval or str(figure["reason"] or ""), str(figure["n"])]


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in line)} |" for line in lines
    )


def _span(days: tuple[date | None, date | None]) -> str:
    first, last = days
    if first is None or last is None:
        return "on unknown days"
    return f"on {first}" if first == last else f"from {first} to {last}"


def _many(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _either(names: Any) -> str:
    *first, last = [_line(name) for name in names] or ["labels of its own"]
    return f"{', '.join(first)} or {last}" if first else last


def _line(text: str) -> str:
    """The text on one line, with the characters of Markdown escaped."""
    plain = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in plain)

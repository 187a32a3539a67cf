"""The texts of a release: the dataset card, the codebook, the data statement. Facts in, Markdown
out.
"""

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
UNSAID = "*Not stated by the project.*"
FIGURES = {
    "percent_agreement": "percent agreement",
    "krippendorff_alpha": "Krippendorff's alpha",
    "fleiss_kappa": "Fleiss' kappa",
    "gwet_ac1": "Gwet's AC1",
}
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
SECONDS_TOLD = {
    Seconds.EXACT: "`seconds` has the time of each label as measured: from it, each annotator's "
    "speed can be computed.",
    Seconds.WHOLE: "`seconds` has the time of each label in whole seconds: from it, each "
    "annotator's speed can be "
    "computed.",
    Seconds.NONE: "`seconds` is left out: nothing tells how fast an annotator worked.",
}
# Where it has no word for a language, the Hub wants none.
UNDETERMINED = {"und", "zxx", "mul"}


@dataclass(frozen=True)
class ReleaseFacts:
    """What the texts are made of. `manifest` and `counts` as in `building.py`; `languages` and
    `sources` with how many articles are of each; `labelled` and `published` the first and last
    day; `columns` of each table.
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
        "## What it holds",
        _table(
            ["what", "count"],
            [
                ["articles", counts["articles"]],
                ["sentences", counts["sentences"]],
                ["of these set aside as boilerplate before labelling", counts["excluded"]],
                ["annotations", counts["annotations"]],
                ["annotators", counts["annotators"]],
            ],
        ),
        "Final labels of sentences:",
        _table(
            ["label", "sentences"],
            [
                *([f"`{key}`", count] for key, count in counts["labels"].items()),
                ["none", counts["undecided"]],
                *(
                    [["decided to be unfit for a label", counts["unfit"]]]
                    if counts["unfit"]
                    else []
                ),
            ],
        ),
        "How they were decided:",
        _table(
            ["origin", "sentences"],
            [[f"`{origin}`", count] for origin, count in counts["origins"].items()],
        ),
        "The final label is the adjudicated one; else none where at least half of a sentence's "
        "annotators skipped it; else the label that all, or more than half, of the labels are. "
        "Beside it stands the distribution: `n_KEY` how many gave each label, `p_KEY` its share, "
        "for those who learn from soft labels.",
        *_splits(facts),
        "## Agreement",
        _agreement(facts),
        "## How it was made",
        _made(facts),
        "## What it tells about the annotators",
        _told(facts),
        "## Limits",
        _limits(facts),
        "## Loading it",
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
        points = " It points at the sentence that it is about." if label["takes_target"] else ""
        parts.append(
            f"**{_line(label['name'])}** (`{label['key']}`). "
            f"{_line(label['definition'])}{points}".strip()
        )
    for book in reversed(facts.manifest["codebooks"]):
        why = f": {_line(book['reason'])}" if book["reason"] else ""
        parts += [f"## Version {book['version']}{why}", book["text"].strip() or UNSAID]
    return "\n\n".join(parts) + "\n"


def data_statement(facts: ReleaseFacts) -> str:
    """DATA_STATEMENT.md, after Bender and Friedman (2018), Data Statements for Natural Language
    Processing, section 5: filled in where the project's data say it, and plain about what they
    don't say.
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
        facts.parameters.about.strip() or UNSAID,
        "## Language variety",
        f"By the tag of each article: {languages or 'none'}.",
        "## Speaker demographic",
        f"The authors of the articles and the people they quote. {UNSAID}",
        "## Annotator demographic",
        f"{_many(facts.counts['annotators'], 'person', 'people')}, under pseudonyms. {UNSAID}",
        "## Speech situation",
        f"Written news, published {_span(facts.published)}; labelled {_span(facts.labelled)}.",
        "## Text characteristics",
        f"News articles of {_many(len(sources), 'source')}: {outlets}{more}."
        if sources
        else UNSAID,
        "## Recording quality",
        "Not recorded speech: the text is as it was given, newlines apart.",
        "## Other characteristics",
        f"{_many(facts.counts['without_rights'], 'article')} of {facts.counts['articles']} "
        f"{'has' if facts.counts['without_rights'] == 1 else 'have'} no terms of use filled in "
        "(`rights`)."
        + (" The release is stand-off: it holds no text." if facts.parameters.standoff else ""),
        "## Provenance appendix",
        "`CODEBOOK.md` is what the annotators worked by, `CHANGES.md` what this release changed.",
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
        "By article: no article is in two, and articles with the same text but for case, spaces "
        "and punctuation, or of one `group`, are on one side, unless they came with different "
        f"splits. Shares {facts.parameters.split}, seed {facts.parameters.seed}, stratified by "
        "sentences and labels as far as articles allow. An article keeps its split in later "
        "releases.",
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
            _table(["figure", "value", "95 % interval", "sentences"], rows),
            "Alpha of each label against the rest:",
            _table(["label", "value", "95 % interval", "sentences"], labels),
            f"{verdict_in_words(report)} {RULE}",
            "Of submitted work, before adjudication, without those set aside. Intervals are "
            f"percentile bootstraps over articles, {replicates} replicates. All figures: "
            "`agreement.json`.",
        ]
    )


def _made(facts: ReleaseFacts) -> str:
    parts = [
        "In Skepsis. Articles were divided into sentences by program, or came with sentences of "
        "their own; which of the two is not recorded.",
        *_labelled_here(facts),
        *_labelled_elsewhere(facts),
        f"{_many(facts.counts['origins']['adjudicated'], 'sentence was', 'sentences were')} "
        "decided by an adjudicator (`adjudications.csv`).",
    ]
    return " ".join(parts)


def _labelled_here(facts: ReleaseFacts) -> list[str]:
    """How the labels came about that were given in Skepsis. Of others nothing is known."""
    made_here = facts.counts["annotations"] - facts.counts["imported"]
    if not made_here:
        return []
    wanted = facts.manifest["project"]["overlap"]
    return [
        f"{_many(made_here, 'annotation was', 'annotations were')} made in Skepsis: each article "
        f"was to be labelled by {_many(wanted, 'person', 'people')} (an article may differ: "
        "column `annotators`), who were not shown each other's labels while they worked on it."
    ]


def _labelled_elsewhere(facts: ReleaseFacts) -> list[str]:
    imported = facts.counts["imported"]
    if not imported:
        return []
    return [
        f"{_many(imported, 'annotation was', 'annotations were')} made elsewhere and imported "
        "(column `origin`): how, when, and whether the annotators saw each other's labels, is not "
        "known here."
    ]


def _told(facts: ReleaseFacts) -> str:
    """Plain facts, so that who publishes and who labels can judge what others may find out."""
    details, left_out = facts.parameters.annotator_details, facts.counts["left_out"]
    lines = [
        "Annotators appear under pseudonyms, which stay the same in all releases: releases can be "
        "joined by them.",
        "`annotations` says which articles and sentences each of them labelled, and how; who "
        "knows what articles somebody had can find their pseudonym. `origin`, `pass` and "
        "`assignment_state` say how they came by each article and whether they handed it in, "
        "`codebook_version` which labels are from before a change of the codebook.",
        SECONDS_TOLD[Seconds(facts.parameters.seconds)],
        "`annotated_at`, `decided_at` and `annotators.csv` have the days of their work, without "
        "times of day."
        if details
        else f"All labels are {_span(facts.labelled)}. The days of single annotators are left out, "
        "and so is the order "
        "in which labels were given or changed: rows are numbered by article and sentence.",
        "`set_aside` marks the work of people who are suspended."
        if details
        else "The work of people who are suspended is left out: "
        f"{_many(left_out['annotations'], 'annotation')} of "
        f"{_many(left_out['annotators'], 'person', 'people')}. Who is in one release and not in "
        "the next may have been "
        "suspended.",
        "Notes and reasons are in their authors' own words."
        if facts.parameters.notes
        else "Notes and reasons are left out.",
    ]
    return "\n".join(f"- {line}" for line in lines)


def _limits(facts: ReleaseFacts) -> str:
    undecided, without_rights = facts.counts["undecided"], facts.counts["without_rights"]
    lines = ["A label says what the sentence does in its article, not whether it is true."]
    if undecided:
        lines.append(
            f"No final label: {_many(undecided, 'sentence')}. Nobody labelled them, half of the "
            "annotators or more skipped them, or the annotators were split and nobody adjudicated."
        )
    if without_rights:
        lines.append(
            f"No terms of use (`rights`): {without_rights} of "
            f"{_many(facts.counts['articles'], 'article')}. Whether "
            "their text may be passed on is not known here."
        )
    if facts.counts["articles"] < 30:
        lines.append("There are fewer than 30 articles: intervals over articles are approximate.")
    if facts.parameters.standoff:
        lines.append(
            "Stand-off: `text` and titles are empty. Take the articles from their `url`, check "
            "them against `sha256`, and cut sentences by `start` and `end`, in code points."
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
            "every sentence with its final label and the spread of its labels",
        ],
        ["`articles.csv`, `.parquet`", "every article"],
        ["`annotators.csv`", "who annotated how much, by pseudonym"],
        ["`adjudications.csv`", "what adjudicators decided"],
        *([["`splits/`", "the sentences of each split"]] if facts.split_names else []),
        ["`CODEBOOK.md`", "what the labels mean, in every version"],
        ["`DATA_STATEMENT.md`", "where the data come from, and what is not known of it"],
        ["`agreement.json`", "all agreement figures, with intervals"],
        ["`CHANGES.md`", "what changed since the release before"],
        ["`croissant.json`", "the same for programs, in Croissant 1.0"],
        ["`release.json`", "what Skepsis needs to read the release back"],
        ["`SHA256SUMS`", "checksums: `sha256sum -c SHA256SUMS`"],
    ]
    return _table(["file", "holds"], rows)


def _licence(facts: ReleaseFacts) -> str:
    licence = facts.parameters.licence or "none stated"
    people = ", ".join(_line(name) for name in facts.creators) or _line(facts.name)
    number = facts.manifest["number"]
    return (
        f"Licence of the labels: {_line(licence)}. The texts belong to those who wrote them; their "
        "terms stand in "
        f"`rights`.\n\n> {people} ({facts.parameters.dated[:4]}). {_line(facts.name)}, release "
        f"{number} [dataset]."
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
        return "on days that are not stated"
    return f"on {first}" if first == last else f"from {first} to {last}"


def _many(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _either(names: Any) -> str:
    *first, last = [_line(name) for name in names] or ["labels of its own"]
    return f"{', '.join(first)} or {last}" if first else last


def _line(text: str) -> str:
    """Somebody's words on one line, with nothing in them that Markdown would take for more than
    words.
    """
    plain = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|" else letter for letter in plain)

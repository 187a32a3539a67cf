"""Sections of the dataset card: how the data were made, what they reveal, and their limits."""

from annotator.export.datasets.selection import Seconds
from annotator.export.releases.texts.facts import ReleaseFacts
from annotator.export.releases.texts.labels import undecided_by_reason
from annotator.export.releases.texts.markdown import date_span, plural

SECONDS_TEXT = {
    Seconds.EXACT: "`seconds` is the time of each label as measured, so the speed of each "
    "annotator can be computed.",
    Seconds.WHOLE: "`seconds` is the time of each label in whole seconds, so the speed of each "
    "annotator can be computed.",
    Seconds.NONE: "`seconds` is left out, so the speed of an annotator can't be computed.",
}


def annotation_process(facts: ReleaseFacts) -> str:
    parts = [
        "Annotated with Skepsis. Articles were split into sentences automatically or came "
        "with sentences of their own; the data don't record which.",
        *_labelled_here(facts),
        *_labelled_elsewhere(facts),
        f"{plural(facts.counts['origins']['adjudicated'], 'sentence was', 'sentences were')} "
        "decided by an adjudicator (`adjudications.csv`).",
    ]
    return " ".join(parts)


def _labelled_here(facts: ReleaseFacts) -> list[str]:
    """Describe the labels that were given in Skepsis."""
    made_here = facts.counts["annotations"] - facts.counts["imported"]
    if not made_here:
        return []
    overlap = facts.manifest["project"]["overlap"]
    wanted = "all annotators" if overlap is None else plural(overlap, "person", "people")
    return [
        f"{plural(made_here, 'annotation was', 'annotations were')} made in Skepsis: each article "
        f"was to be labelled by {wanted} (articles may differ, see column `annotators`), who were "
        "not shown each other's labels while they worked on it."
    ]


def _labelled_elsewhere(facts: ReleaseFacts) -> list[str]:
    # Nothing is claimed about imported labels: the project may not know how they were
    # made.
    imported = facts.counts["imported"]
    if not imported:
        return []
    return [
        f"{plural(imported, 'annotation was', 'annotations were')} made elsewhere and imported "
        "(column `origin`). How and when they were made, and whether the annotators saw each "
        "other's labels, is unknown."
    ]


def privacy(facts: ReleaseFacts) -> list[str]:
    """Describe what readers of the data can learn about single annotators, point by point."""
    details, left_out = facts.parameters.annotator_details, facts.counts["left_out"]
    return [
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
        else f"All labels were given {date_span(facts.labelled)}. The days of single annotators "
        "are left out, and so is the order in which labels were given or changed: rows are "
        "numbered by article and sentence.",
        "`set_aside` marks the work of suspended annotators."
        if details
        else "The work of suspended annotators is left out: "
        f"{plural(left_out['annotations'], 'annotation')} by "
        f"{plural(left_out['annotators'], 'person', 'people')}. An annotator who is missing from "
        "a later release may have been suspended.",
        "Notes and reasons are in their authors' own words."
        if facts.parameters.notes
        else "Notes and reasons are left out.",
    ]


def limitations(facts: ReleaseFacts) -> list[str]:
    undecided, without_rights = facts.counts["undecided"], facts.counts["without_rights"]
    lines = ["A label says what the sentence does in its article, not whether it is true."]

    if undecided:
        lines.append(
            f"No final label: {plural(undecided, 'sentence')} ({undecided_by_reason(facts)})."
        )

    if without_rights:
        lines.append(
            f"No terms of use (`rights`): {without_rights} of "
            f"{plural(facts.counts['articles'], 'article')}. Check redistribution rights "
            "yourself."
        )

    if facts.counts["articles"] < 30:
        lines.append("Fewer than 30 articles: intervals are approximate.")

    if facts.parameters.standoff:
        lines.append(
            "Stand-off: `text` and titles are empty. Take the articles from `url` or copies of "
            "your own, check them against `sha256`, and extract sentences with `start` and `end`, "
            "in code points; `text_sha256` recognises each sentence. `restore_text` of Skepsis "
            "does this and names what does not match."
        )
        lines.append(
            "Anybody who guesses a short sentence, such as “Read more.”, can check the guess "
            "against `text_sha256`."
        )

    return lines

"""DATA_STATEMENT.md."""

from annotator.export.releases.texts.answers import (
    ANNOTATORS,
    UPKEEP,
    USES,
    annotator_kind,
    answer,
    demographics,
    every_answer,
    pay_rate,
)
from annotator.export.releases.texts.facts import ReleaseFacts
from annotator.export.releases.texts.markdown import NOT_STATED, date_span, plural
from annotator.lib.markdown import one_line

MAX_SOURCES = 20


def data_statement(facts: ReleaseFacts) -> str:
    """Return DATA_STATEMENT.md, filled in from the project's data. It says what is missing.

    Bender and Friedman (2018), Data Statements for Natural Language Processing, section 5.
    """
    languages = ", ".join(
        f"`{tag}` ({plural(count, 'article')})" for tag, count in facts.languages.items()
    )
    # A project can have thousands of sources. The largest are enough to describe it.
    sources = list(facts.sources.items())
    outlets = "; ".join(f"{one_line(name)} ({count})" for name, count in sources[:MAX_SOURCES])
    more = f"; and {len(sources) - MAX_SOURCES} more" if len(sources) > MAX_SOURCES else ""
    parts = [
        f"# Data statement of {one_line(facts.name)}, release {facts.manifest['number']}",
        "## Curation rationale",
        *([facts.parameters.about.strip()] if facts.parameters.about.strip() else []),
        *(
            [answer(facts, "collection")]
            if facts.stated.is_answered("collection") or not facts.parameters.about.strip()
            else []
        ),
        "## Language variety",
        f"Languages of the articles: {languages or 'none'}.",
        "## Speaker demographic",
        "The authors of the articles and the people they quote.",
        answer(facts, "speakers"),
        "## Annotator demographic",
        f"{plural(facts.counts['annotators'], 'person', 'people')}, under pseudonyms.",
        *every_answer(facts, ANNOTATORS),
        *annotator_kind(facts),
        *pay_rate(facts),
        *(demographics(facts) or [f"**Demographics.** {answer(facts, 'demographics')}"]),
        "## Speech situation",
        f"Written news, published {date_span(facts.published)}; "
        f"labelled {date_span(facts.labelled)}.",
        "## Text characteristics",
        f"News articles of {plural(len(sources), 'source')}: {outlets}{more}."
        if sources
        else NOT_STATED,
        "## Recording quality",
        "Not recorded speech. The text is unchanged apart from line breaks.",
        "## Other characteristics",
        f"{plural(facts.counts['without_rights'], 'article')} of {facts.counts['articles']} "
        f"{'has' if facts.counts['without_rights'] == 1 else 'have'} no terms of use filled in "
        "(`rights`)."
        + (" The release is stand-off: it contains no text." if facts.parameters.standoff else ""),
        f"**Rights.** {answer(facts, 'rights')}",
        "## Uses",
        *every_answer(facts, USES),
        "## Maintenance",
        *every_answer(facts, UPKEEP),
        "## Provenance appendix",
        "`CODEBOOK.md` has the guidelines of the annotators, `CHANGES.md` the changes in this "
        "release.",
    ]

    return "\n\n".join(parts) + "\n"

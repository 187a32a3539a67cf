"""The sections of the methods: what was labelled, by whom, how, and with which result."""

from collections.abc import Mapping
from typing import Any

from annotator.export.releases.methods.agreement import write_agreement
from annotator.export.releases.methods.figures import counted, figure, list_of
from annotator.export.releases.methods.parts import Citation, Code, Methods, Number, Part, Quote
from annotator.export.releases.methods.writer import (
    AGREEMENT,
    COUNTS,
    FACTS,
    PROCESS,
    RELEASE,
    Writer,
)


def methods(release: Mapping[str, Any], agreement: Mapping[str, Any]) -> Methods:
    """Write the methods section from release.json and agreement.json.

    A sentence whose number or answer is not there is left out, so it says nothing that isn't known.
    """
    writer = Writer({RELEASE: release, AGREEMENT: agreement})
    for write in (
        _articles,
        _annotators,
        _training,
        _payment,
        _protection,
        _design,
        write_agreement,
        _final_labels,
        _exclusions,
        _splits,
        _limits,
    ):
        write(writer)
    name = release["project"]["name"]
    return Methods(f"{name}, release {release['number']}", writer.sections)


def _articles(w: Writer) -> None:
    w.say("The dataset has ", *counted(w, f"{COUNTS}/sentences", "sentence", "sentences"), " of ",
          *counted(w, f"{COUNTS}/articles", "news article", "news articles"), ".")  # fmt: skip
    if w.value(f"{RELEASE}#/sources"):
        w.say("The articles are from ",
              *counted(w, f"{RELEASE}#/sources", "source", "sources"), ".")  # fmt: skip
    if w.value(f"{RELEASE}#/published/0"):
        w.say("They were published from ", w.plain(f"{RELEASE}#/published/0"), " to ",
              w.plain(f"{RELEASE}#/published/1"), ".")  # fmt: skip
    languages = w.value(f"{RELEASE}#/languages") or {}
    if languages:
        items = [
            [w.count(f"{RELEASE}#/languages/{tag}"), " in ", Code(tag)]
            for tag in languages
            if "/" not in tag
        ]
        w.say("Articles by language: ", *list_of(items), ".")
    w.end_paragraph()
    for name in ("collection", "speakers", "rights"):
        w.answer(name)
    w.end_section("Articles")


def _annotators(w: Writer) -> None:
    w.say(*counted(w, f"{PROCESS}/annotators", "annotator", "annotators"),
          " submitted labels that count.")  # fmt: skip
    for name in ("annotators", "expertise", "languages", "recruitment"):
        w.answer(name)

    groups = w.value(f"{FACTS}/demographics") or []
    items: list[list[Part | None]] = [
        [
            Quote(f"{group['characteristic']} {group['group']}", f"{FACTS}/demographics/{number}"),
            ": ",
            w.count(f"{FACTS}/demographics/{number}/count"),
        ]
        for number, group in enumerate(groups)
    ]
    if items:
        w.say("Annotators by group: ", *list_of(items), ".")
    w.end_section("Annotators")


def _training(w: Writer) -> None:
    w.say("The codebook had ",
          *counted(w, f"{PROCESS}/codebook_versions", "version", "versions"), ".")  # fmt: skip

    for index, book in enumerate(w.value(f"{RELEASE}#/codebooks") or []):
        # What the first version changed is nothing.
        if index and book["reason"]:
            w.say("Version ", w.count(f"{RELEASE}#/codebooks/{index}/version"), ": ",
                  Quote(book["reason"], f"{RELEASE}#/codebooks/{index}/reason"), ".")  # fmt: skip
    if w.value(f"{PROCESS}/offers_practice"):
        w.say("Before their first article, annotators could practise on sentences with known "
              "labels.")  # fmt: skip
        if w.value(f"{PROCESS}/practised"):
            w.say(w.count(f"{PROCESS}/practised"), " of them did.")
    w.answer("training")
    w.end_section("Training")


def _payment(w: Writer) -> None:
    hours, rate = f"{PROCESS}/hours", f"{FACTS}/pay_per_hour"
    if w.value(hours):
        w.say("The labelling page measured ", *counted(w, hours, "hour", "hours"),
              " of work in total.")  # fmt: skip
    currency = w.value(f"{FACTS}/pay_currency") or ""
    w.say("Annotators were paid ", w.plain(rate), f" {currency} per hour.")
    if w.value(hours):
        w.say("That is ", w.product(hours, rate, lambda cost: f"{cost:,.2f}"),
              f" {currency} for the hours that were measured.")  # fmt: skip
    w.answer("payment")
    w.end_section("Payment")


def _protection(w: Writer) -> None:
    if w.value(f"{PROCESS}/shows_notice"):
        w.say("Before their first article, annotators had to accept a notice.")
        if w.value(f"{PROCESS}/accepted_notice"):
            w.say(w.count(f"{PROCESS}/accepted_notice"), " of them did.")
    for name in ("consent", "ethics", "wellbeing"):
        w.answer(name)
    w.end_section("Consent and protection")


def _overlap(w: Writer) -> list[Part | None]:
    project = w.value(f"{RELEASE}#/project") or {}
    if "overlap" in project and project["overlap"] is None:
        return ["all annotators"]
    return counted(w, f"{RELEASE}#/project/overlap", "annotator", "annotators")


def _design(w: Writer) -> None:
    labels = [Code(label["key"]) for label in w.value(f"{RELEASE}#/labels") or []]
    if labels:
        w.say("Each sentence gets one of these labels, or is skipped: ",
              *list_of([[label] for label in labels]), ".")  # fmt: skip
    w.say("By default each article was to be labelled by ", *_overlap(w), ".")
    # Nothing is claimed about imported labels: the project may not know how they were made.
    if w.value(f"{COUNTS}/imported"):
        w.say(w.count(f"{COUNTS}/imported"), " of ", w.count(f"{COUNTS}/annotations"),
              " annotations were made elsewhere and imported.")  # fmt: skip
    else:
        w.say("They were not shown each other's labels while they worked on it.")

    reached = w.value(f"{COUNTS}/sentences_by_annotators") or {}
    source = f"{COUNTS}/sentences_by_annotators"
    items = [
        [w.count(f"{source}/{people}"), " by ", w.key(f"{source}/{people}")] for people in reached
    ]
    if items:
        w.say("Sentences by the number of people who labelled or skipped them: ",
              *list_of(items), ".")  # fmt: skip
    if w.value(f"{RELEASE}#/labelled/0"):
        w.say("The labels were given from ", w.plain(f"{RELEASE}#/labelled/0"), " to ",
              w.plain(f"{RELEASE}#/labelled/1"), ".")  # fmt: skip
    if w.value(f"{PROCESS}/retests"):
        w.say(*counted(w, f"{PROCESS}/retests", "article was", "articles were"),
              " labelled a second time by the same person, as a retest.")  # fmt: skip
    if w.value(f"{PROCESS}/tie_breaks"):
        w.say(*counted(w, f"{PROCESS}/tie_breaks", "article", "articles"),
              " got one more annotator to break ties.")  # fmt: skip
    w.end_section("Design")


def _final_labels(w: Writer) -> None:
    w.say("Decided by adjudication: ", w.count(f"{COUNTS}/origins/adjudicated"), " of ",
          *counted(w, f"{COUNTS}/sentences", "sentence", "sentences"), ".")  # fmt: skip
    if w.value(f"{COUNTS}/origins/adjudicated"):
        w.say("Adjudicators: ", w.count(f"{PROCESS}/adjudicators"), ".")
    others = [origin for origin in w.value(f"{COUNTS}/origins") or {} if origin != "adjudicated"]
    items = [[w.count(f"{COUNTS}/origins/{origin}"), " ", Code(origin)] for origin in others]
    if items:
        w.say("Other final labels by origin: ", *list_of(items), ".")
    labels = w.value(f"{COUNTS}/labels") or {}
    items = [[w.count(f"{COUNTS}/labels/{key}"), " ", Code(key)] for key in labels]
    if items:
        w.say("Final labels: ", *list_of(items), ".")
    w.say("Without a final label: ",
          *counted(w, f"{COUNTS}/undecided", "sentence", "sentences"), ".")  # fmt: skip
    shares = f"{AGREEMENT}#/prevalence/labels"
    for key in w.value(shares) or {}:
        w.say("For ", Code(key), ", ",
              *figure(w, f"{shares}/{key}/final", "the share of the final labels"),
              ".")  # fmt: skip
    for key in w.value(shares) or {}:
        source = f"{shares}/{key}/model"
        w.say("For ", Code(key), ", ",
              *figure(w, source, "the share of the true labels as a model estimates it"),
              " ", Citation("dawid1979"), ".")  # fmt: skip
    w.end_section("Final labels")


def _exclusions(w: Writer) -> None:
    for source, one, many, what in (
        (f"{COUNTS}/excluded", "sentence was", "sentences were",
         " excluded before labelling, mostly as boilerplate."),
        (f"{COUNTS}/unfit", "sentence was", "sentences were", " adjudicated as not labelable."),
        (f"{PROCESS}/withdrawn_articles", "article was", "articles were", " withdrawn."),
        (f"{COUNTS}/left_out/annotations", "annotation", "annotations",
         " of suspended annotators left out."),
    ):  # fmt: skip
        if w.value(source):
            w.say(*counted(w, source, one, many), what)
    w.end_section("Exclusions")


def _splits(w: Writer) -> None:
    splits = w.value(f"{COUNTS}/splits") or {}
    if splits:
        seed: Number | None = w.count(f"{RELEASE}#/parameters/seed")
        w.say("Articles were divided by the shares ", w.plain(f"{RELEASE}#/parameters/split"),
              ", seed ", seed, ", stratified as far as possible ",
              Citation("sechidis2011"), ".")  # fmt: skip
    for name in splits:
        source = f"{COUNTS}/splits/{name}"
        w.say(Code(name), ": ", *counted(w, f"{source}/articles", "article", "articles"), " with ",
              *counted(w, f"{source}/sentences", "sentence", "sentences"),
              " to label.")  # fmt: skip
    w.end_section("Splits")


def _limits(w: Writer) -> None:
    for name in ("uses", "misuses", "biases"):
        w.answer(name)
    w.end_section("Uses and limits")

"""Label Studio's JSON: a task with its annotations for each sentence, or for each article.

The format: labelstud.io/guide/tasks, as `tasks/serializers.py` of Label Studio 1.23 reads it. It
refuses an annotator (`completed_by`) who has no account there, so the pseudonym is an answer of the
annotation. Offsets are in code points, as ours.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import quoteattr

from django.db.backends.base.base import BaseDatabaseWrapper

from annotator.export.datasets.formats.items import ArticleItem, Items, SentenceItem, Values
from annotator.export.datasets.writers import PIECE, collect
from annotator.labelling.choices import SkipReason
from annotator.projects.models import Label

TEXT = "text"
OUTSIDE = "not in this article"
# Of the labels, in the order of a project's labels. Label Studio has no dark mode.
COLOURS = {
    "blue": "#0b6cbf",
    "vermilion": "#c2410c",
    "purple": "#7e3fb0",
    "green": "#0f7a4d",
    "amber": "#a16207",
    "grey": "#57606a",
}
Result = dict[str, Any]


def sentence_tasks(items: Items, using: BaseDatabaseWrapper | None = None) -> Iterator[bytes]:
    """Yield a file with a task for each sentence."""
    return _array(_sentence_task(item) for item in items.sentences(using=using))


def article_tasks(items: Items, using: BaseDatabaseWrapper | None = None) -> Iterator[bytes]:
    """Yield a file with a task for each article."""
    return _array(_article_task(item) for item in items.articles(using=using))


def _array(tasks: Iterable[object]) -> Iterator[bytes]:
    def lines() -> Iterator[bytes]:
        before = "[\n"
        for task in tasks:
            yield (before + json.dumps(task, ensure_ascii=False)).encode()
            before = ",\n"
        yield b"[]\n" if before == "[\n" else b"\n]\n"

    return collect(lines(), PIECE)


def _sentence_task(item: SentenceItem) -> Result:
    data = {
        name: value
        for name, value in item.values.items()
        if name not in ("excluded", "label") and not name.startswith("n_")
    }
    given = [
        _annotation(_sentence_results(values), values["annotator"], values["seconds"])
        for values in item.annotations
    ]
    final = _sentence_results(item.values) if item.values["label"] else []
    return _task(data, given, final)


def _sentence_results(values: Values) -> list[Result]:
    results = []
    if values["label"]:
        results.append(_result("label", "label", "choices", [values["label"]]))
    elif values.get("skip_reason"):
        results.append(_result("skip", "skip", "choices", [values["skip_reason"]]))
    if values["target_position"] is not None:
        results.append(_result("target", "target", "number", values["target_position"]))
    if values.get("confidence"):
        results.append(_result("confidence", "confidence", "rating", values["confidence"]))
    if values.get("note"):
        results.append(_result("note", "note", "textarea", [values["note"]]))
    return results


def _article_task(item: ArticleItem) -> Result:
    by_annotator: dict[str, list[tuple[Values, Values]]] = {}
    for sentence in item.sentences:
        for values in sentence.annotations:
            by_annotator.setdefault(values["annotator"], []).append((sentence.values, values))

    places = {sentence.values["position"]: sentence.values for sentence in item.sentences}
    text = item.values["text"]
    given = [
        _annotation(_regions(text, places, rows), annotator, _total_seconds(rows))
        for annotator, rows in sorted(by_annotator.items())
    ]
    final = [
        (sentence.values, sentence.values)
        for sentence in item.sentences
        if sentence.values["label"]
    ]
    return _task(item.values, given, _regions(text, places, final))


def _total_seconds(rows: list[tuple[Values, Values]]) -> float | None:
    known = [values["seconds"] for _, values in rows if values["seconds"] is not None]
    return sum(known) if known else None


def _regions(
    text: str, places: dict[int, Values], rows: list[tuple[Values, Values]]
) -> list[Result]:
    """Return the labelled spans of an article, and what is said of each, by the same id."""
    results: list[Result] = []
    relations: list[Result] = []
    drawn = {sentence["position"] for sentence, _ in rows}

    for sentence, values in rows:
        start, end = sentence["start"], sentence["end"]
        name = f"s{sentence['position']}"
        span = {"start": start, "end": end, "text": text[start:end]}
        control = "label" if values["label"] else "skip"
        answer = values["label"] or values["skip_reason"]
        results.append(_result(name, control, "labels", [answer], span))

        place = {"start": start, "end": end}
        if values.get("confidence"):
            results.append(_result(name, "confidence", "rating", values["confidence"], place))
        if values.get("note"):
            results.append(_result(name, "note", "textarea", [values["note"]], place))

        target = values["target_position"]
        # A relation needs a labelled span at both ends.
        if target is not None and target in drawn:
            relations.append(
                {"type": "relation", "from_id": name, "to_id": f"s{target}", "direction": "right"}
            )
        elif target is not None:
            answer = str(target) if target in places else OUTSIDE
            results.append(_result(name, "target", "textarea", [answer], place))

    return [*results, *relations]


def _result(id: str, control: str, kind: str, answer: object, span: Values | None = None) -> Result:
    key = "text" if kind == "textarea" else kind
    return {
        "id": id,
        "from_name": control,
        "to_name": TEXT,
        "type": kind,
        "value": {**(span or {}), key: answer},
    }


def _annotation(results: list[Result], annotator: str, seconds: float | None) -> Result:
    named = [_result("annotator", "annotator", "textarea", [annotator]), *results]
    # Without `ground_truth`, an imported annotation would count as the truth.
    return {"result": named, "ground_truth": False, "was_cancelled": False, "lead_time": seconds}


def _task(data: Values, given: list[Result], final: list[Result]) -> Result:
    truth = [{"result": final, "ground_truth": True, "was_cancelled": False}] if final else []
    # A missing title would be shown as “$title”.
    filled = {name: "" if value is None else value for name, value in data.items()}
    return {"data": filled, "annotations": [*given, *truth]}


def labelling_config(labels: Iterable[Label], dataset: str) -> str:
    """Return the labelling configuration in which the tasks of this dataset can be seen."""
    on_articles = dataset == "articles"
    title = "$title" if on_articles else "$article_title"
    parts = [
        "<View>",
        f'  <Header value="{title}" size="5"/>',
        *_controls(labels, on_articles=on_articles),
        f'  <Text name="{TEXT}" value="$text"/>',
        *_details(on_articles=on_articles),
        "</View>",
    ]
    return "\n".join(parts) + "\n"


def _controls(labels: Iterable[Label], *, on_articles: bool) -> list[str]:
    group, option = ("Labels", "Label") if on_articles else ("Choices", "Choice")
    more = "" if on_articles else ' choice="single-radio" showInline="true"'
    lines = [f'  <{group} name="label" toName="{TEXT}"{more}>']
    for label in labels:
        colour = f' background="{COLOURS[label.colour]}"' if on_articles else ""
        lines.append(f"    <{option} value={quoteattr(label.key)}{colour}/>")

    lines += [f"  </{group}>", f'  <{group} name="skip" toName="{TEXT}"{more}>']
    colour = f' background="{COLOURS["grey"]}"' if on_articles else ""
    lines += [f'    <{option} value="{reason.value}"{colour}/>' for reason in SkipReason]
    return [*lines, f"  </{group}>"]


def _details(*, on_articles: bool) -> list[str]:
    on = f'toName="{TEXT}"'
    each = ' perRegion="true"' if on_articles else ""
    target = (
        f'  <TextArea name="target" {on}{each} maxSubmissions="1" placeholder="target"/>'
        if on_articles
        else f'  <Number name="target" {on}/>'
    )
    return [
        f'  <TextArea name="annotator" {on} maxSubmissions="1" placeholder="annotator"/>',
        target,
        f'  <Rating name="confidence" {on}{each} maxRating="3"/>',
        f'  <TextArea name="note" {on}{each} maxSubmissions="1" placeholder="note"/>',
    ]

"""Writes the sentences of the campaign's articles. All places and people in them are invented."""

from datetime import date, timedelta

import numpy as np

from annotator.corpus.models import ArticleState
from annotator.corpus.readers.records import ArticleRecord
from annotator.demo.articles import DemoArticle, DemoSentence
from tools.campaign.simulated import ARTICLES, LABELS, NO_LABEL, Sentences

PLACES = ("Aldra", "Haverly", "Marrow Island", "Northvale", "Corin Bay", "Ostwick", "Lemm", "Tarn")
SPEAKERS = (
    "the ministry", "the mayor", "a water engineer", "the union", "the company", "a teacher",
    "the harbour office", "the police", "a farmer", "the hospital",
)  # fmt: skip
SUBJECTS = (
    "the dam", "the ferry", "the new school", "the bridge", "the night bus", "the grain store",
    "the water tower", "the archive", "the market hall", "the tram depot",
)  # fmt: skip
EVENTS = (
    "was closed for repairs", "had lost money for years", "would be sold in autumn",
    "had been inspected in March", "was open again", "had failed twice", "had leaked at night",
    "needed a second engine",
)  # fmt: skip
SENTENCES = {
    "claim": (
        "{Speaker} in {place} said on day {n} that {subject} {event}.",
        "In {place} {subject} {event}, according to report {n}.",
    ),
    "denial": (
        "{Speaker} denied in letter {n} that {subject} {event}.",
        "It is not true that {subject} of {place} {event}, wrote {speaker} in note {n}.",
    ),
    "doubt": (
        "{Speaker} doubted in interview {n} that {subject} of {place} {event}.",
        "Nobody in {place} has confirmed for {n} days that {subject} {event}.",
    ),
    "opinion": (
        "It is a shame for all {n} streets of {place} that {subject} {event}.",
        "{Place} deserves better than {subject}, and {n} promises are enough.",
    ),
}
SOURCES = ("The Island Mail", "Northvale Courier", "Corin Bay Herald")
FIRST_DAY = date(2026, 5, 4)


def write_articles(sentences: Sentences, chance: np.random.Generator) -> list[DemoArticle]:
    """Return the articles with texts for these sentences, in order."""
    return [_article(number, sentences, chance) for number in range(ARTICLES)]


def _article(number: int, sentences: Sentences, chance: np.random.Generator) -> DemoArticle:
    written = [
        _sentence(index, sentences, chance)
        for index in np.flatnonzero(sentences.article == number).tolist()
    ]
    place = PLACES[int(chance.integers(len(PLACES)))]
    record = ArticleRecord(
        external_id=f"campaign-{number + 1:03}",
        text=" ".join(sentence.text for sentence in written) + "\n",
        title=f"Report {number + 1} from {place}",
        source=SOURCES[number % len(SOURCES)],
        published=FIRST_DAY + timedelta(days=2 * number),
        rights="generated for a simulated campaign, CC0-1.0",
    )
    return DemoArticle(
        record=record,
        sentences=written,
        state=ArticleState.OPEN,
        done_by=None,
        started_by="",
        started=0,
    )


def _sentence(index: int, sentences: Sentences, chance: np.random.Generator) -> DemoSentence:
    label = LABELS[sentences.label[index]]
    second = int(sentences.second[index])
    speaker, place, subject, event, pattern = (
        choices[int(chance.integers(len(choices)))]
        for choices in (SPEAKERS, PLACES, SUBJECTS, EVENTS, SENTENCES[label])
    )
    text = pattern.format(
        # The number makes every sentence different.
        n=index + 1,
        speaker=speaker,
        Speaker=speaker[0].upper() + speaker[1:],
        place=place,
        Place=place[0].upper() + place[1:],
        subject=subject,
        event=event,
    )
    # A denial or a doubt is about the sentence before it.
    target = int(sentences.position[index]) - 1
    return DemoSentence(text, label, "" if second == NO_LABEL else LABELS[second], target)

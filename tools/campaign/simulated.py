"""Simulates the labels of a campaign as arrays: two rounds, twenty annotators, three of them bad.

RANDOM gives 45% of the labels at random, in 1.6 seconds. DOUBT_TO_CLAIM calls 77% of the doubts
claims. CLAIM_TO_OPINION calls 26% of the claims opinions. The others make few mistakes, and differ
where a sentence can be read in two ways.
"""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.statistics.arrays import Bools, Floats, Ints

LABELS = ("claim", "denial", "doubt", "opinion")
CLAIM, DENIAL, DOUBT, OPINION = range(len(LABELS))
SHARES = (0.58, 0.12, 0.12, 0.18)
# How probable the second reading of an ambiguous sentence is each label, by its first reading.
SECOND_READING = np.array(
    [[0, 0.2, 0.25, 0.55], [0.7, 0, 0.3, 0], [0.6, 0.25, 0, 0.15], [0.8, 0.05, 0.15, 0]]
)
AMBIGUOUS = 0.3
NO_LABEL = -1

ANNOTATORS = 20
RANDOM, DOUBT_TO_CLAIM, CLAIM_TO_OPINION = 4, 9, 14
PLANTED = (RANDOM, DOUBT_TO_CLAIM, CLAIM_TO_OPINION)
AT_RANDOM, DOUBTS_TO_CLAIMS, CLAIMS_TO_OPINIONS = 0.45, 0.77, 0.26

PILOT, MAIN = "pilot", "main"
PILOT_ARTICLES, PILOT_OVERLAP = 12, 6
MAIN_ARTICLES, MAIN_OVERLAP = 48, 4
ARTICLES = PILOT_ARTICLES + MAIN_ARTICLES
FEWEST_SENTENCES, MOST_SENTENCES = 9, 15
# How often people choose the second reading. The second codebook is clearer.
PILOT_SECOND, MAIN_SECOND = 0.45, 0.28
# How often an article makes a person read all its ambiguous sentences in the same way.
BURSTY = 0.5
# How often people change their mind in a retest.
CHANGED = 0.08
RANDOM_SECONDS = 1.6


@dataclass(frozen=True)
class Sentences:
    """All sentences: `article` (sentences,), `position` from 1, and the two readings of each,
    `label` and `second`, which is NO_LABEL if there is only one.
    """

    article: Ints
    position: Ints
    label: Ints
    second: Ints


@dataclass(frozen=True)
class Labels:
    """One entry for each label: the index of its `sentence` and `annotator`, whether it is a
    retest, the `label`, and the `seconds` that it took.
    """

    sentence: Ints
    annotator: Ints
    is_retest: Bools
    label: Ints
    seconds: Floats


@dataclass(frozen=True)
class Campaign:
    """`assignments` (assignments, 3) has the article, the annotator and 1 for a retest of each, in
    the order in which they began.
    """

    sentences: Sentences
    labels: Labels
    assignments: Ints


def simulate(
    chance: np.random.Generator, *, planted: bool = True, bursty: bool = False
) -> Campaign:
    """Return a campaign. The same generator gives the same one.

    Without `planted`, nobody is bad. In a `bursty` one, half of the articles make a person read all
    their ambiguous sentences in the same way.
    """
    sentences = _sentences(chance)
    assignments = _assignments(chance)

    # The entries of each assignment are the sentences of its article, in order.
    starts = np.searchsorted(sentences.article, np.arange(ARTICLES + 1))
    sizes = np.diff(starts)[assignments[:, 0]]
    of_assignment = np.repeat(np.arange(len(assignments)), sizes)
    within = np.arange(len(of_assignment)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    sentence = starts[assignments[of_assignment, 0]] + within
    annotator = assignments[of_assignment, 1]
    is_retest = assignments[of_assignment, 2] == 1

    label = _chosen(sentences, sentence, annotator, is_retest, chance, bursty=bursty)
    if planted:
        label = _planted(label, sentence, annotator, len(sentences.label), chance)
    medians = chance.uniform(3.3, 4.9, ANNOTATORS)
    medians[RANDOM] = RANDOM_SECONDS
    seconds = medians[annotator] * chance.lognormal(0, 0.45, len(sentence))
    labels = Labels(sentence, annotator, is_retest, label, seconds)
    return Campaign(sentences, labels, assignments)


def _sentences(chance: np.random.Generator) -> Sentences:
    sizes = chance.integers(FEWEST_SENTENCES, MOST_SENTENCES + 1, ARTICLES)
    article = np.repeat(np.arange(ARTICLES), sizes)
    position = np.arange(len(article)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + 1
    label = chance.choice(len(LABELS), len(article), p=SHARES)

    second = _drawn(SECOND_READING[label], chance)
    second[chance.random(len(article)) >= AMBIGUOUS] = NO_LABEL
    return Sentences(article, position, label, second)


def _assignments(chance: np.random.Generator) -> Ints:
    """Return who labels which article. All have about the same number of articles."""
    rows = []
    work = np.zeros(ANNOTATORS)

    for article in range(ARTICLES):
        overlap = PILOT_OVERLAP if article < PILOT_ARTICLES else MAIN_OVERLAP
        # Those with the fewest articles come first, in random order.
        people = np.lexsort((chance.random(ANNOTATORS), work))[:overlap]
        work[people] += 1
        rows += [(article, person, 0) for person in people.tolist()]

    # Everybody labels their first article of each round again.
    for first in (0, PILOT_ARTICLES):
        for person in range(ANNOTATORS):
            again = next((a for a, p, _ in rows if p == person and a >= first), None)
            if again is not None:
                rows.append((again, person, 1))
    return np.array(rows)


def _chosen(
    sentences: Sentences,
    sentence: Ints,
    annotator: Ints,
    is_retest: Bools,
    chance: np.random.Generator,
    *,
    bursty: bool,
) -> Ints:
    """Return the label of each entry, if nobody is bad: (entries,)."""
    # People differ in how often they slip, and in how often they prefer the second reading.
    slips = chance.uniform(0.01, 0.06, ANNOTATORS)
    tendency = chance.uniform(0.7, 1.3, ANNOTATORS)
    in_pilot = sentences.article[sentence] < PILOT_ARTICLES
    second_share = np.where(in_pilot, PILOT_SECOND, MAIN_SECOND) * tendency[annotator]

    # One number for each person and sentence, so that a retest mostly has the same label.
    numbers = chance.random((2, ANNOTATORS, len(sentences.label)))
    if bursty:
        of_article = chance.random((ANNOTATORS, ARTICLES))
        is_burst = (chance.random((ANNOTATORS, ARTICLES)) < BURSTY)[:, sentences.article]
        numbers[0] = np.where(is_burst, of_article[:, sentences.article], numbers[0])

    reading, slip = numbers[:, annotator, sentence]
    changed = is_retest & (chance.random(len(sentence)) < CHANGED)
    reading = np.where(changed, chance.random(len(sentence)), reading)

    takes_second = (sentences.second[sentence] != NO_LABEL) & (reading < second_share)
    label = np.where(takes_second, sentences.second[sentence], sentences.label[sentence])
    others = chance.integers(1, len(LABELS), len(sentence))
    return np.where(slip < slips[annotator], (label + others) % len(LABELS), label)


def _planted(
    label: Ints, sentence: Ints, annotator: Ints, sentences: int, chance: np.random.Generator
) -> Ints:
    """Return the labels with those of the bad annotators: (entries,)."""
    is_random = (annotator == RANDOM) & (chance.random(len(label)) < AT_RANDOM)
    label = np.where(is_random, chance.integers(len(LABELS), size=len(label)), label)

    # One number for each sentence: they have their habit in a retest, too.
    habit = chance.random(sentences)[sentence]
    calls_claim = (annotator == DOUBT_TO_CLAIM) & (label == DOUBT) & (habit < DOUBTS_TO_CLAIMS)
    label = np.where(calls_claim, CLAIM, label)
    calls_opinion = annotator == CLAIM_TO_OPINION
    calls_opinion &= (label == CLAIM) & (habit < CLAIMS_TO_OPINIONS)
    return np.where(calls_opinion, OPINION, label)


def _drawn(shares: Floats, chance: np.random.Generator) -> Ints:
    """Return a label from each row of shares."""
    return (chance.random((len(shares), 1)) > shares.cumsum(axis=1)[:, :-1]).sum(axis=1)

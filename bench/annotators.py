"""Measures whether the table of annotators has the bad ones first: `python -m bench.annotators`.

Campaigns like that of `tools.campaign` are simulated, 200 or as many as the argument says: 20
annotators, of whom three are bad. The planted three should be the first three rows in 95% of the
campaigns, and somebody good should be among these in less than 5%. Campaigns without bad
annotators show how often somebody good is marked as worth a talk.
"""

import sys

import numpy as np

from annotator.agreement.statistics.annotations import Annotations
from annotator.agreement.statistics.annotators.oddities import Oddity, oddities, worst_first
from tools.campaign.simulated import LABELS, PLANTED, Campaign, simulate

CAMPAIGNS = 200
KINDS = (
    ("three bad annotators", True, False),
    ("three bad annotators, bursty", True, True),
    ("nobody bad", False, False),
    ("nobody bad, bursty", False, True),
)


def main() -> None:
    campaigns = int(sys.argv[1]) if len(sys.argv) > 1 else CAMPAIGNS
    print(
        "| campaigns | planted three in the first three rows | somebody good there "
        "| planted marked | campaigns with somebody good marked |"
    )
    print("|---|---|---|---|---|")
    for name, with_planted, is_bursty in KINDS:
        tables = [
            worst_first(
                oddities(
                    annotations_of(
                        simulate(
                            np.random.default_rng(seed), planted=with_planted, bursty=is_bursty
                        )
                    )
                )
            )
            for seed in range(campaigns)
        ]
        print(f"| {name} | " + " | ".join(measured(tables, with_planted=with_planted)) + " |")


def measured(tables: list[list[Oddity]], *, with_planted: bool) -> list[str]:
    """Return the cells of a row."""
    bad = set(PLANTED) if with_planted else set()
    firsts = [{row.annotator for row in table[: len(PLANTED)]} for table in tables]
    marked = [{row.annotator for row in table if row.is_worth_a_talk} for table in tables]
    somebody_good = np.mean([bool(people - bad) for people in marked])
    if not bad:
        return ["–", "–", "–", f"{somebody_good:.1%}"]

    return [
        f"{np.mean([first == bad for first in firsts]):.1%}",
        f"{np.mean([bool(first - bad) for first in firsts]):.1%}",
        f"{np.mean([len(people & bad) for people in marked]) / len(bad):.1%}",
        f"{somebody_good:.1%}",
    ]


def annotations_of(campaign: Campaign) -> Annotations:
    """Return the labels that count, without retests."""
    labels = campaign.labels
    first = ~labels.is_retest
    sentence = labels.sentence[first]
    return Annotations.from_codes(
        article=campaign.sentences.article[sentence],
        sentence=sentence,
        annotator=labels.annotator[first],
        label=labels.label[first],
        labels=len(LABELS),
    )


if __name__ == "__main__":
    main()

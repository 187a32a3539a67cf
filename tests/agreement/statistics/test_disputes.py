import numpy as np

from annotator.agreement.statistics.annotations import CANNOT_TELL, SKIPPED, Annotations
from annotator.agreement.statistics.disputes import count_disputes


def test_different_answers_are_counted_by_label_pair_and_article() -> None:
    rows = [
        # article, sentence, and the answers of two people
        (1, 10, (0, 1)),
        (1, 11, (0, 0)),
        (2, 20, (1, SKIPPED)),
        (2, 21, (CANNOT_TELL, SKIPPED)),
        (2, 22, (SKIPPED, SKIPPED)),
        (2, 23, (0, 1)),
    ]
    entries = [
        (article, sentence, person, answer)
        for article, sentence, answers in rows
        for person, answer in enumerate(answers)
    ]
    article, sentence, annotator, label = np.array(entries).T
    found = count_disputes(
        Annotations.from_codes(
            article=article, sentence=sentence, annotator=annotator, label=label, labels=2
        )
    )
    assert found.total == 4
    assert found.of_label.tolist() == [2, 3]
    assert found.of_labels[0, 1] == found.of_labels[1, 0] == 2
    assert found.of_article.tolist() == [1, 3]

"""Responses of Argilla, in its three forms."""

import pytest

from annotator.corpus.readers.records import UnreadableError
from tests.corpus.readers.support import labels_of_row, read_row

TEXT = {"id": "r1", "text": "The dam held."}


def test_responses_are_by_user() -> None:
    responses = [{"value": "claim", "user_id": "u1"}, {"value": "denial", "user_id": "u2"}]
    expected = [("claim", "u1"), ("denial", "u2")]
    assert labels_of_row(TEXT | {"responses": {"label": responses}}) == expected
    assert labels_of_row(TEXT | {"label": responses}) == expected
    columns = {
        "label.responses": ["claim", "denial"],
        "label.responses.users": ["u1", "u2"],
        "_server_id": "s",
    }
    assert labels_of_row(TEXT | columns) == expected


def test_a_discarded_response_is_no_label() -> None:
    response = {"value": "claim", "user_id": "u1", "status": "discarded"}
    found = read_row(TEXT | {"label": [response]})
    assert (found.labels, [warning.labels for warning in found.warnings]) == ((), [1])


def test_several_questions_are_refused() -> None:
    with pytest.raises(UnreadableError, match="several questions"):
        read_row(TEXT | {"responses": {"bias": [], "tone": []}})

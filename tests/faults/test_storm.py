from tests.faults.storm import storm


def test_a_label_that_was_acknowledged_is_there_once_whatever_was_killed() -> None:
    """The short one: `make faults` goes on for fifty kills and 20,000 labels."""
    done = storm(kills=5, labels=300)
    assert done.faults == []
    assert done.kills >= 5
    assert len(done.acknowledged) >= 300

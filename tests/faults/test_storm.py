from tests.faults.storm import storm


def test_every_acknowledged_label_is_stored_once_despite_kills() -> None:
    """This storm is short. `make faults` runs one with fifty kills and 20,000 labels."""
    done = storm(kills=5, labels=300)
    assert done.faults == []
    assert done.kills >= 5
    assert len(done.acknowledged) >= 300

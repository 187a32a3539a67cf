import pytest

from annotator.agreement.report.pictures.heat_maps import legend, shade_of


def test_the_legend_has_every_shade() -> None:
    assert [name for _, name in legend()] == [
        "below 0.1",
        "0.1 to 0.3",
        "0.3 to 0.5",
        "0.5 to 0.7",
        "0.7 to 0.9",
        "0.9 and more",
    ]


@pytest.mark.parametrize(
    ("kappa", "name"),
    [
        (-1.0, "below 0.1"),
        (-0.11, "below 0.1"),
        (0.099, "below 0.1"),
        (0.101, "0.1 to 0.3"),
        (0.299, "0.1 to 0.3"),
        (0.301, "0.3 to 0.5"),
        (0.699, "0.5 to 0.7"),
        (0.701, "0.7 to 0.9"),
        (0.901, "0.9 and more"),
        (1.0, "0.9 and more"),
    ],
)
def test_a_kappa_has_the_shade_that_the_legend_gives_it(kappa: float, name: str) -> None:
    assert dict(legend())[shade_of(kappa)] == name

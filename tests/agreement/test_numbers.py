import pytest

from annotator.agreement.templatetags.numbers import decimals, percent, points, signed


@pytest.mark.parametrize(
    ("value", "digits", "plain", "with_sign"),
    [
        (0.0312, 3, "0.031", "+0.031"),
        (-0.0312, 3, "−0.031", "−0.031"),
        (-0.0001, 3, "0.000", "0.000"),
        (0.0001, 3, "0.000", "0.000"),
        (0.0, 3, "0.000", "0.000"),
        (-0.4, 0, "0", "0"),
        (10.0, 0, "10", "+10"),
        (-10.0, 1, "−10.0", "−10.0"),
    ],
)
def test_a_minus_sign_is_a_real_one_and_zero_has_no_sign(
    value: float, digits: int, plain: str, with_sign: str
) -> None:
    assert (decimals(value, digits), signed(value, digits)) == (plain, with_sign)


def test_shares_are_in_percent_and_differences_in_points() -> None:
    assert [percent(share) for share in (0.0, 0.004, 0.5, 1.0)] == ["0", "0", "50", "100"]
    assert [points(difference) for difference in (0.131, -0.131, 0.004, -0.004)] == [
        "+13",
        "−13",
        "0",
        "0",
    ]

"""Numbers as pages write them: with a real minus sign, and never "-0" or "+0"."""

from django import template
from django.utils.formats import get_format

register = template.Library()


@register.filter
def decimals(value: float, digits: int) -> str:
    """Format the number with this many decimals, as the language of the page does: −0.023.

    >>> decimals(-0.0231, 3), decimals(-0.0001, 3)
    ('−0.023', '0.000')
    """
    text = f"{value:.{digits}f}"
    # Rounded to zero: the sign would say that there is a difference.
    if not text.strip("-0."):
        text = text.lstrip("-")
    return text.replace("-", "−").replace(".", get_format("DECIMAL_SEPARATOR"))


@register.filter
def signed(value: float, digits: int) -> str:
    """Format the number with its sign, a plus sign too: +0.031.

    >>> signed(0.0312, 3), signed(-3.2, 0), signed(0.4, 0), signed(-0.4, 0)
    ('+0.031', '−3', '0', '0')
    """
    text = decimals(value, digits)
    return f"+{text}" if text.strip("0.,") and not text.startswith("−") else text


@register.filter
def percent(share: float) -> str:
    """Format a share of 1 in whole percent, without the sign.

    >>> percent(0.5), percent(0.996)
    ('50', '100')
    """
    return decimals(100 * share, 0)


@register.filter
def points(difference: float) -> str:
    """Format a difference between two shares in whole percentage points: +13."""
    return signed(100 * difference, 0)

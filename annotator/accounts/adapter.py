from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: accounts are made by a manager's command or invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

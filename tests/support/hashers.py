"""Passwords for tests, hashed as in the app, but at once: the app takes its time, so that guessing
is slow.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickHasher(Argon2PasswordHasher):
    time_cost = 1
    memory_cost = 8
    parallelism = 1

"""When the database counts as away, and which of its errors mean that something took too long."""

import psycopg
from django.db import InterfaceError, OperationalError

# COPY raises errors of psycopg itself; the pool, too.
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)

# Of PostgreSQL: a statement, or the wait for a lock, took longer than settings allow.
TIMED_OUT = {"57014", "55P03"}

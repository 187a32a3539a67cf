"""The errors of a database that is unavailable, and of statements that took too long."""

import psycopg
from django.db import InterfaceError, OperationalError

# COPY and the connection pool raise psycopg's own errors.
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)

# PostgreSQL's codes for a statement, or a wait for a lock, that exceeded its timeout.
TIMED_OUT = {"57014", "55P03"}

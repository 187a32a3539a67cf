#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from annotator.lib import supervision

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    supervision.follow_parent()
    execute_from_command_line(sys.argv)

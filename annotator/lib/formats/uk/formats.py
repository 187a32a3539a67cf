"""Days without a leading zero. In Django's format of a day, the month has the wrong case."""

DATE_FORMAT = "j E Y р."
DATETIME_FORMAT = "j E Y р. H:i"
MONTH_DAY_FORMAT = "j E"

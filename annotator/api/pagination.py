from rest_framework.pagination import CursorPagination, LimitOffsetPagination


class NewestFirst(CursorPagination):
    """A page at a time, however much is added meanwhile; `limit` rows of them."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = "-pk"


class WorstFirst(LimitOffsetPagination):
    """For an order that is computed and so has no cursor."""

    default_limit = 20
    max_limit = 100

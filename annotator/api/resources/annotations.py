import json
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.response import Response

from annotator.accounts.models import User
from annotator.api.frequent_calls import FrequentCall
from annotator.api.requests import ApiRequest
from annotator.api.typed_dicts import ENTRY, REFUSED, shape
from annotator.labelling.annotations.entries import read_entries
from annotator.labelling.annotations.payload import AnnotationPayload, annotation_payload
from annotator.labelling.annotations.saving import submit_annotations


class AnnotationsView(FrequentCall):
    """Store one annotation or a list of them. Returns what is now stored, in the same shape and
    order.
    """

    # No serializer and no rate limit here: this is by far the most frequent call, and
    # annotators must never have to wait. The size of the body is the only limit.

    @extend_schema(
        request={"application/json": {"oneOf": [ENTRY, {"type": "array", "items": ENTRY}]}},
        responses={
            200: {"oneOf": [shape(AnnotationPayload), shape(list[AnnotationPayload])]},
            400: REFUSED,
            409: REFUSED,
        },
    )
    def post(self, request: ApiRequest, **address: Any) -> Response:
        # Whatever type the client says that its JSON has.
        try:
            sent = json.loads(request.body)
        except ValueError:
            raise ParseError(_("The request isn’t valid JSON.")) from None
        return Response(self.answer(request.user, sent, **address))

    def answer(self, user: User, sent: Any, *, slug: str) -> Any:
        rows = submit_annotations(user=user, slug=slug, entries=read_entries(sent))
        stored = [annotation_payload(row) for row in rows]
        return stored if isinstance(sent, list) else stored[0]

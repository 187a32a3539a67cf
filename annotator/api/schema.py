"""The API described in OpenAPI 3, and a page on which to read and try it."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class SchemaView(SpectacularAPIView):
    """What calls there are, and what they take and give. It names nothing of anybody's."""


class DocsView(SpectacularSwaggerSplitView):
    """The same as a page: the scripts come from the package, none from elsewhere, and none stands in the page."""

    template_name = "api/docs.html"

"""Pages of section 体系建设."""

from portal.web.section_views import section_blueprint

blueprint = section_blueprint("system_building")

"""Pages of section 专利协同运用."""

from portal.web.section_views import section_blueprint

blueprint = section_blueprint("collaborative_utilization")

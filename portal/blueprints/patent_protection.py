"""Pages of section 专利保护."""

from portal.web.section_views import section_blueprint

blueprint = section_blueprint("patent_protection")

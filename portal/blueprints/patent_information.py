"""Pages of section 专利信息资源利用."""

from portal.web.section_views import section_blueprint

blueprint = section_blueprint("patent_information")

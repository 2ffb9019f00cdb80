"""The editions of the official form, by code. The round names the edition it uses."""

from portal.form.blocks import Edition, Field, Fields
from portal.form.footnotes import FOOTNOTES
from portal.form.kinds import Text
from portal.form.sections import (
    collaborative_utilization,
    patent_information,
    patent_protection,
    summary_materials,
    system_building,
)
from portal.form.wording import Wording

HEADER = Fields(
    "identity",
    Wording("（表头）", "Header of the form"),
    (
        Field(
            "organization_name",
            Wording("协会/联盟名称：", "Name of association/alliance"),
            Text(100),
            help=Wording(
                "填写登记证书或备案文件上的全称。",
                "Full name as on the registration certificate or filing document. Prefilled from the account, read only.",
            ),
            prefilled=True,
        ),
    ),
)

EDITION_2017 = Edition(
    code="2017",
    attachment="附件2",
    title=Wording(
        "国家专利协同运用试点单位信息统计表",
        "Information Statistics Form for National Pilot Units of Collaborative Patent Utilization",
    ),
    subtitle=Wording("(行业协会、产业知识产权联盟)", "(Industry Associations and Industrial IP Alliances)"),
    header=HEADER,
    sections=(
        system_building.SECTION,
        patent_information.SECTION,
        collaborative_utilization.SECTION,
        patent_protection.SECTION,
        summary_materials.SECTION,
    ),
    footnotes=FOOTNOTES,
)

EDITIONS = {edition.code: edition for edition in (EDITION_2017,)}
SECTION_CODES = tuple(section.code for section in EDITION_2017.sections)

"""专利保护: enforcement and collective negotiation by year."""

from portal.form.blocks import Field, Section, YearParts
from portal.form.choices import ITEMS, WAN
from portal.form.kinds import Amount, Integer, Year
from portal.form.wording import Wording

SECTION = Section(
    "patent_protection",
    "四",
    Wording("专利保护", "Patent protection"),
    (
        YearParts(
            "protection_by_year",
            Wording("专利保护情况", "Patent protection"),
            (
                Field(
                    "protection_year",
                    Wording("专利保护情况(……年)", "Patent protection in year …"),
                    Year(),
                    help=Wording("系统按年度自动生成。", "Generated: joined_year … round_year."),
                    unit="年",
                    generated=True,
                ),
                Field(
                    "enforcement_cases",
                    Wording("维权数量（件）", "Rights enforcement cases"),
                    Integer(0, ITEMS),
                    help=Wording(
                        "协会/联盟组织或成员开展的专利维权案件数，含行政、司法、海关、展会等途径。",
                        "Patent enforcement cases by administrative, judicial, customs, trade-fair or other routes.",
                    ),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "enforcement_amount",
                    Wording("金额（万元）", "Rights enforcement cases: amount"),
                    Amount(0, WAN),
                    help=Wording("维权涉及金额。", "Amount concerned."),
                    unit="万元",
                    unit_printed=True,
                    ambiguities=("AMB-10",),
                    aggregation="sum_units_sum_years",
                    pair_of="enforcement_cases",
                ),
                Field(
                    "collective_negotiation_cases",
                    Wording("集体谈判数量（件）", "Collective negotiations (first printed line)"),
                    Integer(0, ITEMS),
                    help=Wording(
                        "代表行业/联盟进行的集体谈判次数。",
                        "Collective negotiations on behalf of the industry/alliance.",
                    ),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "collective_negotiation_amount",
                    Wording("金额（万元）", "Collective negotiations (first printed line): amount"),
                    Amount(0, WAN),
                    help=Wording("谈判涉及金额。", "Amount concerned."),
                    unit="万元",
                    unit_printed=True,
                    ambiguities=("AMB-01",),
                    aggregation="sum_units_sum_years",
                    pair_of="collective_negotiation_cases",
                ),
                Field(
                    "collective_negotiation_line2_cases",
                    Wording("集体谈判数量（件）", "Collective negotiations (second printed line, duplicate label)"),
                    Integer(0, ITEMS),
                    help=Wording(
                        "原表重复印制的一行，国家管理员未另行说明时留空。",
                        "Line printed twice in the source. Leave blank unless the national administrator relabels it for the round (most likely intended: 集中许可数量, collective licensing).",
                    ),
                    unit="件",
                    unit_printed=True,
                    required=False,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "collective_negotiation_line2_amount",
                    Wording("金额（万元）", "Collective negotiations (second printed line, duplicate label): amount"),
                    Amount(0, WAN),
                    help=Wording("同上。", "As above."),
                    unit="万元",
                    unit_printed=True,
                    required=False,
                    ambiguities=("AMB-01",),
                    aggregation="sum_units_sum_years",
                    pair_of="collective_negotiation_line2_cases",
                ),
            ),
            part_label=Wording("专利保护情况({year}年)", "Patent protection in {year}"),
            banner=Wording(
                "（自加入试点单位至{round_year}年，分年度填写）",
                "(since joining the pilot, to {round_year}, one part per year)",
            ),
            key_field="protection_year",
        ),
    ),
)

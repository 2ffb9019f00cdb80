"""专利信息资源利用: platforms, databases, early-warning and navigation projects."""

from portal.form.blocks import Field, Rows, Section
from portal.form.choices import UPDATE_FREQUENCY, WAN
from portal.form.kinds import Amount, Choice, Integer, PartialDate, Text, Url, Year
from portal.form.wording import Wording

SECTION = Section(
    "patent_information",
    "二",
    Wording("专利信息资源利用", "Utilization of patent information resources"),
    (
        Rows(
            "info_platforms",
            Wording("平台建设情况", "Platform building"),
            (
                Field(
                    "info_platform_name",
                    Wording("平台名称", "Platform name"),
                    Text(200),
                    help=Wording("专利信息服务平台名称。", "Name of the patent information service platform."),
                ),
                Field(
                    "info_platform_url",
                    Wording("域名（供测试）", "Domain name (for testing)"),
                    Url(500),
                    help=Wording(
                        "可供审核人员访问测试的网址；需登录的请在备注中写明获取测试账号的联系人，不要填写密码。",
                        "Address at which reviewers can test the platform. If a login is needed, say whom to ask; never enter a password here.",
                    ),
                    ambiguities=("AMB-06",),
                ),
                Field(
                    "info_platform_built_on",
                    Wording("建立时间", "Date of establishment"),
                    PartialDate(),
                    help=Wording("可只填到年或月。", "Year or year-month is enough."),
                ),
            ),
            max_rows=50,
            printed_rows=2,
        ),
        Rows(
            "databases",
            Wording("数据库建设情况", "Database building"),
            (
                Field(
                    "database_name",
                    Wording("数据库名称", "Database name"),
                    Text(200),
                    help=Wording("专利专题数据库名称。", "Name of the (thematic) patent database."),
                ),
                Field(
                    "database_url",
                    Wording("域名（供测试）", "Domain name (for testing)"),
                    Url(500),
                    help=Wording("同平台。", "As for platforms."),
                    ambiguities=("AMB-06",),
                ),
                Field(
                    "database_built_on",
                    Wording("建立时间", "Date of establishment"),
                    PartialDate(),
                    help=Wording("可只填到年或月。", "Year or year-month is enough."),
                ),
                Field(
                    "database_update_frequency",
                    Wording("更新频次", "Update frequency"),
                    Choice(UPDATE_FREQUENCY, 50),
                    help=Wording("选择最接近的频次；选“其他”时请注明。", "Pick the nearest; explain “other”."),
                    ambiguities=("AMB-07",),
                ),
            ),
            max_rows=50,
            printed_rows=2,
        ),
        Rows(
            "risk_warning_projects",
            Wording("开展专利风险预警分析项目情况", "Patent risk early-warning analysis projects"),
            (
                Field(
                    "risk_warning_seq",
                    Wording("序号", "No."),
                    Integer(),
                    help=Wording("系统自动编号。", "Generated number."),
                    required=False,
                    generated=True,
                ),
                Field(
                    "risk_warning_name",
                    Wording("项目名称", "Project name"),
                    Text(200),
                    help=Wording(
                        "专利风险预警分析项目名称。", "Name of the patent risk early-warning analysis project."
                    ),
                ),
                Field(
                    "risk_warning_field",
                    Wording("试点产业领域", "Pilot industrial field"),
                    Text(100),
                    help=Wording("项目对应的试点产业领域。", "Pilot industrial field the project concerns."),
                    ambiguities=("AMB-09",),
                ),
                Field(
                    "risk_warning_year",
                    Wording("开展年份", "Year carried out"),
                    Year(),
                    help=Wording("项目启动年份。", "Year the project started."),
                    unit="年",
                ),
                Field(
                    "risk_warning_funding",
                    Wording("经费投入（万元）", "Funding"),
                    Amount(0, WAN),
                    help=Wording("项目总经费，单位万元。", "Total project funding, CNY 10,000."),
                    unit="万元",
                    unit_printed=True,
                    aggregation="sum_units",
                ),
            ),
            max_rows=100,
            printed_rows=3,
        ),
        Rows(
            "navigation_projects",
            Wording("开展专利导航项目情况", "Patent navigation projects"),
            (
                Field(
                    "navigation_seq",
                    Wording("序号", "No."),
                    Integer(),
                    help=Wording("系统自动编号。", "Generated number."),
                    required=False,
                    generated=True,
                ),
                Field(
                    "navigation_name",
                    Wording("项目名称", "Project name"),
                    Text(200),
                    help=Wording("专利导航项目名称。", "Name of the patent navigation project."),
                ),
                Field(
                    "navigation_field",
                    Wording("试点产业领域", "Pilot industrial field"),
                    Text(100),
                    help=Wording("项目对应的试点产业领域。", "Pilot industrial field the project concerns."),
                    ambiguities=("AMB-09",),
                ),
                Field(
                    "navigation_year",
                    Wording("开展年份", "Year carried out"),
                    Year(),
                    help=Wording("项目启动年份。", "Year the project started."),
                    unit="年",
                ),
                Field(
                    "navigation_funding",
                    Wording("经费投入（万元）", "Funding"),
                    Amount(0, WAN),
                    help=Wording("项目总经费，单位万元。", "Total project funding, CNY 10,000."),
                    unit="万元",
                    unit_printed=True,
                    aggregation="sum_units",
                ),
            ),
            max_rows=100,
            printed_rows=3,
        ),
    ),
)

"""体系建设: contact, basic information, members, management, trainings, platforms, patents by year."""

from portal.form.blocks import Field, Fields, Rows, Section, YearParts
from portal.form.choices import COUNT, ITEMS, PERSONS, WAN
from portal.form.kinds import Amount, Email, Integer, Mobile, PartialDate, Phone, Postcode, Text, Year
from portal.form.wording import Wording

SECTION = Section(
    "system_building",
    "一",
    Wording("体系建设", "System building"),
    (
        Fields(
            "contact",
            Wording("联系人", "Contact person"),
            (
                Field(
                    "contact_name",
                    Wording("姓名", "Name"),
                    Text(50),
                    help=Wording("本次填报的经办人。", "The person handling this return."),
                    personal=True,
                ),
                Field(
                    "contact_position",
                    Wording("职务", "Position (job title)"),
                    Text(50),
                    help=Wording("如：秘书处副主任。", "For example deputy head of the secretariat."),
                    personal=True,
                ),
                Field(
                    "office_phone",
                    Wording("办公电话/传真", "Office phone (first part of the cell “Office phone / fax”)"),
                    Phone(40),
                    help=Wording(
                        "区号-号码-分机，如010-62080000-8012。",
                        "Area code, number, extension. One printed cell holds phone and fax; the portal keeps two fields and joins them with “/” in the export.",
                    ),
                    shares_cell_with="fax",
                    personal=True,
                ),
                Field(
                    "fax",
                    Wording("办公电话/传真", "Fax (second part of the same cell)"),
                    Phone(40),
                    help=Wording("没有传真可不填。", "Optional."),
                    required=False,
                    shares_cell_with="office_phone",
                    personal=True,
                ),
                Field(
                    "contact_email",
                    Wording("电子邮箱", "E-mail"),
                    Email(254),
                    help=Wording("接收退回修改等通知。", "Receives notices such as return for correction."),
                    personal=True,
                ),
                Field(
                    "mobile",
                    Wording("手机", "Mobile phone"),
                    Mobile(20),
                    help=Wording("11位手机号码。", "11-digit mainland number; international format accepted."),
                    personal=True,
                ),
            ),
        ),
        Fields(
            "basic",
            Wording("（基本情况）", "Basic information"),
            (
                Field(
                    "founded_on",
                    Wording("成立时间", "Date of establishment"),
                    PartialDate(),
                    help=Wording(
                        "以登记证书或联盟成立日期为准，可只填到年或月。",
                        "As on the registration certificate or founding date of the alliance. Year, year-month or full date.",
                    ),
                ),
                Field(
                    "supervising_body",
                    Wording("主管单位", "Supervising body (competent authority)"),
                    Text(100),
                    help=Wording(
                        "业务主管单位；已脱钩无主管单位的填“无”。",
                        "Competent authority. Associations decoupled from government enter “none” (无).",
                    ),
                ),
                Field(
                    "postal_address",
                    Wording("通讯地址", "Postal address"),
                    Text(200),
                    help=Wording("写明省、市、区（县）、街道门牌。", "Province, city, district, street and number."),
                ),
                Field(
                    "industry_field",
                    Wording("产业领域", "Industrial field"),
                    Text(100),
                    help=Wording(
                        "协会/联盟所属产业，建议同时选择国民经济行业分类或战略性新兴产业类别。",
                        "Industry of the association/alliance. The portal may add an optional classification (GB/T 4754 section/division or strategic emerging industry).",
                    ),
                ),
                Field(
                    "pilot_field_sales",
                    Wording("试点产业领域年度销售收入（万元）", "Annual sales revenue in the pilot industrial field"),
                    Amount(0, WAN),
                    help=Wording(
                        "全体会员在试点产业领域{round_year}年度销售收入合计，单位为万元，不是元。",
                        "Total {round_year} sales revenue of all members in the pilot field, in CNY 10,000 (not yuan).",
                    ),
                    unit="万元",
                    unit_printed=True,
                    ambiguities=("AMB-08",),
                    aggregation="sum_units",
                ),
            ),
        ),
        Fields(
            "members",
            Wording("会员总数", "Membership"),
            (
                Field(
                    "member_total",
                    Wording("会员总数", "Total members"),
                    Integer(1, COUNT),
                    help=Wording(
                        "截至{round_year}年12月31日的会员单位数，等于以下四类之和。",
                        "Member organizations at 31 December {round_year}; equals the sum of the four kinds below.",
                    ),
                    unit="个",
                    footnotes=("fn1",),
                    aggregation="sum_units",
                ),
                Field(
                    "member_enterprises",
                    Wording("其中：企业数量", "of which: enterprises"),
                    Integer(0, COUNT),
                    help=Wording("企业会员数。", "Enterprises."),
                    unit="个",
                ),
                Field(
                    "member_universities",
                    Wording("高等学校数量", "of which: colleges and universities"),
                    Integer(0, COUNT),
                    help=Wording("高等学校会员数。", "Colleges and universities (the term of the CNIPA statistics)."),
                    unit="个",
                ),
                Field(
                    "member_research_institutes",
                    Wording("科研机构数量", "of which: scientific research institutions"),
                    Integer(0, COUNT),
                    help=Wording(
                        "科研院所会员数。", "Scientific research institutions (the term of the CNIPA statistics)."
                    ),
                    unit="个",
                ),
                Field(
                    "member_others",
                    Wording("其他", "of which: others"),
                    Integer(0, COUNT),
                    help=Wording(
                        "服务机构、金融机构、社会组织、个人会员等。",
                        "Service agencies, financial institutions, social organizations, individual members and so on.",
                    ),
                    unit="个",
                ),
            ),
        ),
        Fields(
            "management",
            Wording("管理体系", "Management system"),
            (
                Field(
                    "ip_office_name",
                    Wording("专利管理机构名称", "Name of the patent management body"),
                    Text(100),
                    help=Wording(
                        "协会/联盟内负责专利工作的部门；没有的填“无”。",
                        "Department in charge of patent work; enter “none” (无) if there is none.",
                    ),
                ),
                Field(
                    "full_time_staff",
                    Wording("专职管理人员数量", "Number of full-time patent management staff"),
                    Integer(0, PERSONS),
                    help=Wording("专职从事专利管理的人数。", "Headcount of full-time patent managers."),
                    unit="人",
                ),
                Field(
                    "ip_office_address",
                    Wording("机构地址", "Address of that body"),
                    Text(200),
                    help=Wording(
                        "专利管理机构的地址。", "Address of the patent management body, may equal the postal address."
                    ),
                ),
                Field(
                    "ip_office_postcode",
                    Wording("邮编", "Postcode"),
                    Postcode(6),
                    help=Wording(
                        "6位数字，对应左侧的机构地址。",
                        "Six digits; belongs to the address of the patent management body, not to the postal address.",
                    ),
                ),
            ),
        ),
        Rows(
            "trainings",
            Wording(
                "组织行业/联盟专利业务培训情况（自加入试点单位至{round_year}年）",
                "Patent training organized for the industry/alliance (since joining the pilot, to {round_year})",
            ),
            (
                Field(
                    "training_seq",
                    Wording("序号", "No."),
                    Integer(),
                    help=Wording("系统自动编号。", "Generated number."),
                    required=False,
                    generated=True,
                ),
                Field(
                    "training_name",
                    Wording("培训名称", "Name of training"),
                    Text(200),
                    help=Wording("培训班或讲座名称。", "Name of the course or lecture."),
                ),
                Field(
                    "training_participants",
                    Wording("培训人数（人）", "Participants"),
                    Integer(1, PERSONS),
                    help=Wording("按人次计。", "Counted as attendances."),
                    unit="人",
                    unit_printed=True,
                    aggregation="sum_units",
                ),
                Field(
                    "training_year",
                    Wording("培训年份", "Year of training"),
                    Year(),
                    help=Wording("加入试点年份至{round_year}年之间。", "Between the joining year and {round_year}."),
                    unit="年",
                ),
            ),
            max_rows=200,
            printed_rows=3,
        ),
        Rows(
            "innovation_platforms",
            Wording(
                "行业/联盟协同创新平台或载体", "Collaborative innovation platforms or carriers of the industry/alliance"
            ),
            (
                Field(
                    "innovation_platform_seq",
                    Wording("序号", "No."),
                    Integer(),
                    help=Wording("系统自动编号。", "Generated number."),
                    required=False,
                    generated=True,
                ),
                Field(
                    "innovation_platform_name",
                    Wording("名称", "Name"),
                    Text(200),
                    help=Wording(
                        "如：××技术创新中心、联合实验室。",
                        "For example a technology innovation centre or joint laboratory.",
                    ),
                ),
                Field(
                    "innovation_platform_year",
                    Wording("创建年份", "Year of creation"),
                    Year(),
                    help=Wording("可早于加入试点年份。", "May precede the joining year."),
                    unit="年",
                ),
            ),
            max_rows=100,
            printed_rows=3,
        ),
        YearParts(
            "patents_by_year",
            Wording(
                "行业/联盟专利数量情况（自加入试点单位至{round_year}年度，分年度填写）",
                "Number of patents of the industry/alliance (since joining the pilot, to {round_year}, one part per year)",
            ),
            (
                Field(
                    "patent_year",
                    Wording("试点产业领域专利数量情况（……年）", "Patents in the pilot industrial field (year …)"),
                    Year(),
                    help=Wording("系统按年度自动生成。", "Generated: joined_year … round_year."),
                    unit="年",
                    generated=True,
                ),
                Field(
                    "applications_total",
                    Wording("申请量（件）", "Applications filed: total"),
                    Integer(0, ITEMS),
                    help=Wording(
                        "当年提交的专利申请，按申请日计，流量。",
                        "Patent applications filed during the year, by filing date; a flow.",
                    ),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "applications_invention",
                    Wording("其中：    发明", "Applications filed: invention"),
                    Integer(0, ITEMS),
                    help=Wording("仅计中国专利。", "Chinese (CNIPA) patents only."),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "applications_utility_model",
                    Wording("实用新型", "Applications filed: utility model"),
                    Integer(0, ITEMS),
                    help=Wording("仅计中国专利。", "Chinese (CNIPA) patents only."),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "applications_design",
                    Wording("外观设计", "Applications filed: design"),
                    Integer(0, ITEMS),
                    help=Wording("仅计中国专利。", "Chinese (CNIPA) patents only."),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "applications_foreign",
                    Wording("国外专利", "Applications filed: foreign patents"),
                    Integer(0, ITEMS),
                    help=Wording(
                        "在国家知识产权局以外的专利机构申请、授权或维持的专利，按受理局逐件计。",
                        "Patents filed with, granted by or in force at offices other than CNIPA; counted per office.",
                    ),
                    unit="件",
                    unit_printed=True,
                    ambiguities=("AMB-04",),
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "grants_total",
                    Wording("授权量（件）", "Grants: total"),
                    Integer(0, ITEMS),
                    help=Wording(
                        "当年授权公告的专利，流量。",
                        "Patents granted during the year, by grant publication date; a flow.",
                    ),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "grants_invention",
                    Wording("其中：    发明", "Grants: invention"),
                    Integer(0, ITEMS),
                    help=Wording("仅计中国专利。", "Chinese (CNIPA) patents only."),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "grants_utility_model",
                    Wording("实用新型", "Grants: utility model"),
                    Integer(0, ITEMS),
                    help=Wording("仅计中国专利。", "Chinese (CNIPA) patents only."),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "grants_design",
                    Wording("外观设计", "Grants: design"),
                    Integer(0, ITEMS),
                    help=Wording("仅计中国专利。", "Chinese (CNIPA) patents only."),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "grants_foreign",
                    Wording("国外专利", "Grants: foreign patents"),
                    Integer(0, ITEMS),
                    help=Wording(
                        "在国家知识产权局以外的专利机构申请、授权或维持的专利，按受理局逐件计。",
                        "Patents filed with, granted by or in force at offices other than CNIPA; counted per office.",
                    ),
                    unit="件",
                    unit_printed=True,
                    ambiguities=("AMB-04",),
                    aggregation="sum_units_sum_years",
                ),
                Field(
                    "in_force_total",
                    Wording("有效专利拥有量（件）", "Patents in force: total"),
                    Integer(0, ITEMS),
                    help=Wording(
                        "当年12月31日处于专利权维持状态的专利，存量，不能跨年相加。",
                        "Patents in force at 31 December of the year; a stock, never added across years.",
                    ),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_last_year",
                ),
                Field(
                    "in_force_invention",
                    Wording("其中：    发明", "Patents in force: invention"),
                    Integer(0, ITEMS),
                    help=Wording("仅计中国专利。", "Chinese (CNIPA) patents only."),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_last_year",
                ),
                Field(
                    "in_force_utility_model",
                    Wording("实用新型", "Patents in force: utility model"),
                    Integer(0, ITEMS),
                    help=Wording("仅计中国专利。", "Chinese (CNIPA) patents only."),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_last_year",
                ),
                Field(
                    "in_force_design",
                    Wording("外观设计", "Patents in force: design"),
                    Integer(0, ITEMS),
                    help=Wording("仅计中国专利。", "Chinese (CNIPA) patents only."),
                    unit="件",
                    unit_printed=True,
                    aggregation="sum_units_last_year",
                ),
                Field(
                    "in_force_foreign",
                    Wording("国外专利", "Patents in force: foreign patents"),
                    Integer(0, ITEMS),
                    help=Wording(
                        "在国家知识产权局以外的专利机构申请、授权或维持的专利，按受理局逐件计。",
                        "Patents filed with, granted by or in force at offices other than CNIPA; counted per office.",
                    ),
                    unit="件",
                    unit_printed=True,
                    ambiguities=("AMB-04",),
                    aggregation="sum_units_last_year",
                ),
            ),
            footnotes=("fn2",),
            part_label=Wording(
                "试点产业领域专利数量情况（{year}年）", "Patents in the pilot industrial field (year {year})"
            ),
            key_field="patent_year",
        ),
    ),
)

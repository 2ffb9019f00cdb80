"""总结材料: the uploaded work summary and its outline."""

from portal.form.blocks import Field, OutlinePoint, Section, Upload
from portal.form.kinds import File
from portal.form.wording import Wording

SECTION = Section(
    "summary_materials",
    "五",
    Wording("总结材料", "Summary materials"),
    (
        Upload(
            "work_summary",
            Wording("试点以来工作总结（上传）", "Work summary since the start of the pilot (upload)"),
            (
                Field(
                    "summary_files",
                    Wording("试点以来工作总结（上传）", "Work summary (upload)"),
                    File(min_files=1, max_files=10, max_size_mb=20, accept=("pdf", "doc", "docx", "wps", "zip")),
                    help=Wording(
                        "上传工作总结（建议加盖公章的PDF及可编辑的Word各一份）。内容包括但不限于右侧提纲。",
                        "Upload the work summary, ideally a stamped PDF and an editable Word file. It should cover, without being limited to, the outline.",
                    ),
                ),
            ),
            outline_title=Wording(
                "工作总结内容（包括但不限于）", "Contents of the work summary (including but not limited to)"
            ),
            outline=(
                OutlinePoint(
                    "P1",
                    "一",
                    Wording(
                        "行业/联盟专利管理和服务体系建设情况",
                        "Building of the patent management and service system of the industry/alliance",
                    ),
                    (
                        OutlinePoint(
                            "P1.1",
                            "1",
                            Wording(
                                "成为试点单位以来，专利工作部门建设的变化与进步，承担的行业/联盟专利综合管理工作情况。",
                                "Changes and progress in building the patent department since becoming a pilot unit; overall patent management work undertaken for the industry/alliance.",
                            ),
                        ),
                        OutlinePoint(
                            "P1.2",
                            "2",
                            Wording(
                                "专利分析能力提升情况，行业/联盟内专利分析人才队伍建设举措和成效。",
                                "Improvement of patent analysis capacity; measures and results in building the team of patent analysts.",
                            ),
                        ),
                        OutlinePoint(
                            "P1.3",
                            "3",
                            Wording(
                                "行业/联盟专利工作专家顾问团建设情况，开展法律、政策、技术、管理、市场等咨询经验。",
                                "Building of the expert advisory group on patent work; experience in legal, policy, technical, management and market advice.",
                            ),
                        ),
                        OutlinePoint(
                            "P1.4",
                            "4",
                            Wording(
                                "行业/联盟专利运营服务体系建设情况，包括但不限于为本行业/联盟企业提供专利许可、转让、维权、预警及运营等系统性综合服务工作。",
                                "Building of the patent operation service system, including but not limited to systematic services to enterprises in licensing, assignment, enforcement, early warning and operation of patents.",
                            ),
                        ),
                    ),
                ),
                OutlinePoint(
                    "P2",
                    "二",
                    Wording("行业/联盟专利信息资源利用情况", "Utilization of patent information resources"),
                    (
                        OutlinePoint(
                            "P2.1",
                            "1",
                            Wording(
                                "行业/联盟关键技术领域专利数据库建设情况，企业使用情况和反馈。",
                                "Building of patent databases in key technical fields; use and feedback by enterprises.",
                            ),
                        ),
                        OutlinePoint(
                            "P2.2",
                            "2",
                            Wording(
                                "关键技术领域专利风险预警分析项目实施案例及实现的经济效益，分析成果和技术创新指南发布制度。",
                                "Cases of patent risk early-warning projects in key technical fields and the economic benefit achieved; system for publishing results and technical innovation guides.",
                            ),
                        ),
                        OutlinePoint(
                            "P2.3",
                            "3",
                            Wording(
                                "申报试点单位时期的行业/联盟重点技术领域发展规划，是否完成申报时期的工作目标。",
                                "Development plan for key technical fields at the time of applying for the pilot; whether the goals set then were reached.",
                            ),
                        ),
                        OutlinePoint(
                            "P2.4",
                            "4",
                            Wording(
                                "行业/联盟专利分析项目、产业规划类专利导航项目实施情况。分析确定的关键共性技术攻关方向。",
                                "Implementation of patent analysis projects and industry-planning patent navigation projects; key common technologies identified for joint research.",
                            ),
                        ),
                    ),
                ),
                OutlinePoint(
                    "P3",
                    "三",
                    Wording("行业/联盟专利协同运用体系建设", "Building of the collaborative patent utilization system"),
                    (
                        OutlinePoint(
                            "P3.1",
                            "1",
                            Wording(
                                "重点企业专利运营机构建设情况。",
                                "Building of patent operation bodies in key enterprises.",
                            ),
                        ),
                        OutlinePoint(
                            "P3.2",
                            "2",
                            Wording(
                                "行业/联盟专利运营公司建设情况。",
                                "Building of a patent operation company of the industry/alliance.",
                            ),
                        ),
                        OutlinePoint(
                            "P3.3",
                            "3",
                            Wording(
                                "专利协同运用体系建设情况（“政产学研金介用”融合）。",
                                "Building of the collaborative utilization system (integration of government, industry, universities, research, finance, intermediaries and users).",
                            ),
                        ),
                        OutlinePoint(
                            "P3.4",
                            "4",
                            Wording(
                                "行业/联盟内企业与高等学校、科研机构围绕关键共性技术和配套装备技术进行协同攻关的典型案例。",
                                "Typical cases of joint research between enterprises and universities or research institutions on key common technologies and supporting equipment.",
                            ),
                        ),
                        OutlinePoint(
                            "P3.5",
                            "5",
                            Wording("专利运营情况，包括但不限于：", "Patent operation, including but not limited to:"),
                            (
                                OutlinePoint(
                                    "P3.5.1",
                                    "（1）",
                                    Wording(
                                        "围绕核心产品、关键技术的系列专利，集中管理和集中运营情况；专利池建设情况。",
                                        "Centralized management and operation of series of patents around core products and key technologies; patent pools.",
                                    ),
                                ),
                                OutlinePoint(
                                    "P3.5.2",
                                    "（2）",
                                    Wording(
                                        "行业/联盟专利交易平台建设情况。专利技术展示和交易情况。",
                                        "Building of a patent trading platform; exhibition and trading of patented technology.",
                                    ),
                                ),
                                OutlinePoint(
                                    "P3.5.3",
                                    "（3）",
                                    Wording(
                                        "专利储备运营体系建设情况，引进、创造的核心专利和专利组合情况。",
                                        "Building of the patent reserve and operation system; core patents and portfolios introduced or created.",
                                    ),
                                ),
                            ),
                        ),
                    ),
                ),
                OutlinePoint(
                    "P4",
                    "四",
                    Wording("专利联合保护机制建设情况", "Building of the joint patent protection mechanism"),
                    (
                        OutlinePoint(
                            "P4.1",
                            "1",
                            Wording(
                                "行业/联盟专利纠纷应急预案，包括参与单位、启动程序、工作流程和时点要求等。",
                                "Emergency plan for patent disputes: participants, activation, workflow and time limits.",
                            ),
                        ),
                        OutlinePoint(
                            "P4.2",
                            "2",
                            Wording(
                                "对于影响行业/联盟发展的专利纠纷、专利壁垒等问题，代表本行业/联盟进行集体谈判和集中许可的经验。",
                                "Experience in collective negotiation and collective (centralized) licensing on behalf of the industry/alliance in patent disputes and patent barriers affecting its development.",
                            ),
                        ),
                        OutlinePoint(
                            "P4.3",
                            "3",
                            Wording(
                                "行业/联盟知识产权维权经验。",
                                "Experience of the industry/alliance in enforcing intellectual property rights.",
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
)

"""Fictional work summaries as associations write them, by their headings alone."""

from portal.form.blocks import Upload
from portal.form.sections.summary_materials import SECTION
from portal.form.summary_heading import Heading

BLOCK = SECTION.blocks[0]
assert isinstance(BLOCK, Upload)
CODES = [point.code for point in BLOCK.asked_points]


def summary(*lines: str, characters: int = 100) -> list[Heading]:
    """Headings of *lines*, each a level deeper for every two blanks before it, and as long as said."""
    return [Heading(1 + (len(line) - len(line.lstrip())) // 2, line.strip(), characters) for line in lines]


def official(characters: int = 100) -> list[Heading]:
    """The outline of the form, copied to the letter."""
    found = []
    for part in BLOCK.outline:
        found.append(Heading(1, f"{part.number}、{part.text.zh}", 0))
        for point in part.points:
            found.append(Heading(2, f"{point.number}.{point.text.zh}", characters))
            found += [Heading(3, sub.number + sub.text.zh, characters) for sub in point.points]
    return found


SHORTENED = summary(
    "一、专利管理和服务体系建设",
    "  （一）专利工作部门建设",
    "  （二）专利分析能力和人才队伍建设",
    "  （三）专家顾问团建设",
    "  （四）专利运营服务体系",
    "二、专利信息资源利用",
    "  （一）建设行业专利数据库",
    "  （二）开展专利预警分析",
    "  （三）发展规划与目标完成情况",
    "  （四）专利导航项目",
    "三、专利协同运用",
    "  （一）重点企业运营机构",
    "  （二）组建专利运营公司",
    "  （三）构建政产学研金介用融合体系",
    "  （四）协同攻关典型案例",
    "  （五）专利运营",
    "    1.专利池",
    "    2.专利交易平台",
    "    3.专利储备",
    "四、专利联合保护",
    "  （一）纠纷应急预案",
    "  （二）集体谈判与集中许可",
    "  （三）知识产权维权",
    "五、存在的问题和建议",
)
PARTS_TURNED_ROUND = SHORTENED[19:23] + SHORTENED[:19] + SHORTENED[23:]
FLAT = summary(
    "一、基本情况",
    "二、夯实组织基础，设立知识产权工作部",
    "三、建成行业专利数据库",
    "四、组建专利池，开展集中运营",
    "五、开展维权援助",
    "六、下一步打算",
)
OF_ONES_OWN = summary(
    "一、试点工作总体情况",
    "  （一）加强组织领导",
    "  （二）健全工作机构",
    "二、主要做法与成效",
    "  （一）以专利导航引领产业创新",
    "  （二）以专利池促进协同运用",
    "  （三）以维权援助强化专利保护",
    "三、存在问题",
    "四、工作建议",
)
IN_CHAPTERS = summary(
    "第一章 概述",
    "第二章 专利管理体系",
    "  2.1 机构与人员",
    "  2.2 专利分析人才培养",
    "第三章 信息利用",
    "  3.1 专题数据库建设及使用反馈",
    "  3.2 风险预警",
    "  3.3 产业专利导航",
    "第四章 协同运用",
    "  4.1 产学研联合攻关案例",
    "  4.2 专利许可转让与交易平台",
    "第五章 保护",
    "  5.1 应急机制",
    "  5.2 对外谈判",
)
OF_SOMETHING_ELSE = summary(
    "一、党建工作",
    "二、财务收支情况",
    "三、会员大会召开情况",
    "四、办公用房建设情况",
    "五、人员培训情况",
    "六、存在的主要问题及原因分析",
    "七、下一步工作建议",
    "八、成为试点单位以来的总体情况",
    "九、专利工作总结",
    "十、企业服务情况",
    "十一、经验",
    "十二、行业技术标准制定情况",
)
PARTS_ALONE = summary(
    "国家专利协同运用试点工作总结（虚构）",
    "一、试点工作体系建设情况",
    "二、专利信息资源利用情况",
    "三、专利协同运用情况",
    "四、专利保护情况",
    "五、问题与建议",
)

"""The nine footnotes of the paper form, numbered as printed."""

from portal.form.blocks import Footnote
from portal.form.wording import Wording

FOOTNOTES = (
    Footnote("fn1", 1, Wording("截至{round_year}年12月31日。", "As at 31 December {round_year}."), ("member_total",)),
    Footnote(
        "fn2",
        2,
        Wording(
            "包括全部协会/联盟成员在试点产业领域的专利数量总和。",
            "Sum of the patents of all members of the association/alliance in the pilot industrial field.",
        ),
        ("patents_by_year",),
    ),
    Footnote(
        "fn3",
        3,
        Wording(
            "运营情况包括任一协会/联盟成员发起的运营行为。例：A会员对外转让5件专利，B会员对外转让1件专利，其余会员无转让行为，则“对外转让专利数量”为6件。",
            "Operation covers every operating act initiated by any member of the association/alliance. Example: member A assigns 5 patents to others, member B assigns 1 patent, and no other member assigns any; then “patents assigned to others” is 6.",
        ),
        ("operations_by_year",),
    ),
    Footnote(
        "fn4",
        4,
        Wording(
            "托管运营是指在专利权不变更的情况下，由专业服务机构协助权利人进行权益管理的一种形式。",
            "Entrusted operation is a form in which, without any change of ownership of the patent right, a professional service agency assists the right holder in managing the rights and interests.",
        ),
        ("entrusted_patents",),
    ),
    Footnote(
        "fn5",
        5,
        Wording(
            "作价入股指以专利技术通过货币估价，作为企业设立的一种出资形式。作价入股专利数量指协会/联盟成员作价入股行为涉及的专利数量。",
            "Capital contribution by patent valuation means that patented technology, valued in money, serves as a form of capital contribution in establishing an enterprise. The number of patents is the number of patents involved in such contributions by members of the association/alliance.",
        ),
        ("capital_contribution_patents",),
    ),
    Footnote(
        "fn6",
        6,
        Wording(
            "参与专利运营相关的投资、信贷、担保、证券、保险等多元化金融服务的机构数量。",
            "Number of institutions taking part in diversified financial services related to patent operation, such as investment, credit, guarantee, securities and insurance.",
        ),
        ("financial_institutions",),
    ),
    Footnote(
        "fn7",
        7,
        Wording(
            "指各个协会/联盟成员单位围绕某一产品或技术形成的专利组合之和，单个专利不能构成专利布局。",
            "The sum of the patent portfolios formed by the member organizations around a given product or technology. A single patent cannot constitute a patent layout.",
        ),
        ("patent_layouts",),
    ),
    Footnote(
        "fn8",
        8,
        Wording(
            "指各协会/联盟成员单位围绕具体产品或技术形成的专利组合，一般由各权利人通过协议组织，明确收益分配或交叉许可。",
            "A combination of patents formed by the member organizations around a specific product or technology, generally organized by agreement among the right holders that settles revenue sharing or cross-licensing.",
        ),
        ("patent_pools",),
    ),
    Footnote(
        "fn9",
        9,
        Wording(
            "标准必要专利特指在执行技术标准时所不可避免地会使用到的专利权。一般而言，标准必要专利的专利人应对标准实施者或潜在实施者在公平、合理、无歧视的原则下，对其拥有的标准必要专利进行授权。",
            "A standard-essential patent (SEP) is a patent right that is inevitably used when a technical standard is implemented. In general the owner of an SEP should license it to implementers or potential implementers of the standard on fair, reasonable and non-discriminatory (FRAND) terms.",
        ),
        ("sep_count",),
    ),
)

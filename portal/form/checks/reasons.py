"""Why each rule is asked, in a sentence for whoever has to answer it or decide about its bounds.

A table to look up, one reason a rule. What a rule says stands with the rule; the reason of the code
that checks it stands in that code.
"""

from portal.form.wording import Wording

REASONS: dict[str, Wording] = {
    "REQ-01": Wording("空白会被误读为没有。", "A blank would later be read as none."),
    "REQ-02": Wording(
        "全国序列逐年汇总，缺一年就断开。", "The national series adds up year by year; one gap breaks it."
    ),
    "REQ-03": Wording("0表示没有，空白表示未答。", "0 says none, a blank says nothing."),
    "REQ-04": Wording("空表也须是一个明确的答复。", "An empty list must be a statement."),
    "REQ-05": Wording("两种答复互相矛盾，只能取其一。", "The two answers contradict each other."),
    "REQ-06": Wording("工作总结是报表的组成部分。", "The work summary is part of the return."),
    "REQ-07": Wording(
        "金融机构总以某种形式参与，见注释6。", "Who took part did so in some form; footnote 6 names the forms."
    ),
    "FMT-01": Wording("临近截止时要打电话给联系人。", "The office calls the contact when a date is near."),
    "FMT-02": Wording("审核中要能打通这个电话。", "The reviewer must be able to call this number."),
    "FMT-03": Wording(
        "没有区号的固定电话外地打不通。", "Without its area code a landline is reached from its own town only."
    ),
    "FMT-04": Wording("邮件按这六位数字分拣。", "Post is sorted by these six digits."),
    "FMT-05": Wording("邮编与省份不符，多为其中一项写错。", "Where the two disagree, one was mostly mistyped."),
    "FMT-06": Wording("退回修改的通知发往这个邮箱。", "The notice of a returned return goes to this address."),
    "FMT-07": Wording(
        "审核人员要从外部打开，表中不得出现密码。",
        "Reviewers open it from outside, and a form is no place for a password.",
    ),
    "FMT-08": Wording("内网地址从外部打不开。", "A private address cannot be opened from outside."),
    "FMT-09": Wording("校验码能发现任何一位写错。", "The check character finds any single slip."),
    "FMT-10": Wording("社会组织的代码以51、52、53开头。", "The codes of social organizations begin with 51, 52 or 53."),
    "FMT-11": Wording("只有能读成数字的才能汇总。", "Only what can be read can be added up."),
    "FMT-12": Wording("超出长度的文字印不下。", "Only what fits can be printed."),
    "FMT-13": Wording("占位的名称会被当成真实的一项计数。", "A placeholder would be counted as a real entry."),
    "FMT-14": Wording("同一项写两遍会计两次。", "The same entry twice is counted twice."),
    "FMT-15": Wording("文件要能安全打开，且不超过系统容量。", "Files must be safe to open and fit the system."),
    "FMT-16": Wording("“其他”只有注明内容才有意义。", "“Other” means nothing without its text."),
    "RNG-01": Wording("先有组织，后成为试点单位。", "Only a body that exists can be designated."),
    "RNG-02": Wording(
        "试点自2013年开始，之后加入的不在本轮。", "The pilot began in 2013; who joins later is not in the round."
    ),
    "RNG-03": Wording(
        "更早成立的可能有，按错键的更多。", "An older body is possible, a slip of the keyboard more likely."
    ),
    "RNG-04": Wording("表题要求填报加入以来的培训。", "The title asks for trainings since joining."),
    "RNG-05": Wording("尚未开展的是计划，不是成果。", "A project still to come is a plan, not a result."),
    "RNG-06": Wording(
        "加入前的项目可以计入，但要说明缘由。", "A project begun before joining may count, but must be explained."
    ),
    "RNG-07": Wording("年份超出这一范围的多为笔误。", "A year outside this span is a slip."),
    "RNG-08": Wording("组织成立后才建池、入盟。", "A body builds pools and joins alliances once it exists."),
    "RNG-09": Wording(
        "人数过多常是全年合计或网课点击数。", "So many are more often a year's sum, or views of a recording."
    ),
    "RNG-10": Wording("人数过多常是误含会员单位人员。", "Hundreds are more often the staff of members."),
    "RNG-11": Wording(
        "会员过少不成组织，过多常误含会员的会员。", "Two are hardly a body; thousands are more often members' members."
    ),
    "ARI-01": Wording("每家会员只属于一类。", "Every member is of exactly one kind."),
    "ARI-02": Wording(
        "合计无论是否含国外专利，都应在两者之间。",
        "Whether or not a total counts foreign patents, it lies between the two sums.",
    ),
    "ARI-03": Wording("按约定口径，各项相加应等于合计。", "By the convention the parts add up to the total."),
    "ARI-04": Wording("布局的合计由分项构成。", "The total of a layout is made of its parts."),
    "ARI-05": Wording("按约定口径，各项相加应等于合计。", "By the convention the parts add up to the total."),
    "ARI-06": Wording("注释7：布局是多件专利的组合。", "Footnote 7: a layout is an array of patents."),
    "ARI-07": Wording("注释8：专利池是多件专利的组合。", "Footnote 8: a pool is a combination of patents."),
    "ARI-08": Wording(
        "合计由系统计算，导入值不同说明有一处写错。", "Totals are computed; an imported one that differs shows a slip."
    ),
    "ARI-09": Wording("多为其他各行漏填而留为0。", "The other lines were most likely left at 0."),
    "XYR-01": Wording(
        "存量靠授权和购买增长；新会员会带来专利。",
        "A stock grows by grants and purchases; new members bring theirs along.",
    ),
    "XYR-02": Wording(
        "专利逐件失效，骤减多为笔误或会员退出。", "Patents lapse one by one; many at once are a slip or members gone."
    ),
    "XYR-03": Wording("申请和授权很少一年翻番。", "Filings and grants rarely double within a year."),
    "XYR-04": Wording("申请和授权很少一年减半。", "Filings and grants rarely halve within a year."),
    "XYR-05": Wording(
        "授权的专利大多在此前一两年申请。", "What is granted was mostly applied for a year or two before."
    ),
    "XYR-06": Wording("长期看，授权不会多于申请。", "In the long run no more is granted than applied for."),
    "XYR-07": Wording("当年授权的专利年底大多仍有效。", "Patents granted in a year are mostly in force at its end."),
    "XYR-08": Wording("一年增至十倍，多为大额合同或笔误。", "Tenfold in a year is a big contract or a slip."),
    "XYR-09": Wording("两年逐项相同，多为误复制。", "Two years alike in every figure are more often a copy."),
    "XYR-10": Wording(
        "已审核的年度可以修订，但序列须写明原因。", "An accepted year may be restated, but the series must say why."
    ),
    "XYR-11": Wording("会员和销售收入各轮之间变化缓慢。", "Membership and sales change slowly from round to round."),
    "XSC-01": Wording("数量和金额说的是同一批交易。", "A number and its amount speak of the same deals."),
    "XSC-02": Wording("交易通常有价，免费的请说明。", "Deals mostly have a price; free ones need a word."),
    "XSC-03": Wording("这类交易的款项在成交当年支付。", "These deals are paid in the year they are made."),
    "XSC-04": Wording("许可费和赔偿可能在以后年度支付。", "Royalties and damages may be paid in later years."),
    "XSC-05": Wording("作价入股必须先评估作价。", "A contribution in kind must be valued."),
    "XSC-06": Wording("不能转让或许可并未持有的专利。", "Nobody can sell or license what nobody holds."),
    "XSC-07": Wording("池中专利来自会员的专利和申请。", "Pools are made of the members' patents and applications."),
    "XSC-08": Wording("布局由会员的专利和申请构成。", "Layouts are made of the members' patents and applications."),
    "XSC-09": Wording("专利池汇集多家的专利。", "A pool combines the patents of several."),
    "XSC-10": Wording("必要专利也是会员的专利。", "Essential patents are patents of the members."),
    "XSC-11": Wording(
        "国际标准的必要专利大多在国外有保护。",
        "What is essential to an international standard is mostly protected abroad.",
    ),
    "XSC-12": Wording("起诉也是维权的一种。", "Suing is one way of enforcing."),
    "XSC-13": Wording(
        "原表同一行印了两次，两行相同多为重复填报。",
        "The form prints one line twice; both alike are most likely counted twice.",
    ),
    "XSC-14": Wording(
        "有机构无人员，或有人员无机构，都须说明。", "A body without staff, or staff without a body, needs a word."
    ),
    "XSC-15": Wording("本表填报的是加入的联盟，不是自身。", "The list asks for alliances joined, not for itself."),
    "XSC-16": Wording("销售收入是企业会员的销售收入。", "Sales are those of enterprise members."),
    "UNT-01": Wording("单家企业很少有这样大的销售收入。", "Hardly one enterprise sells so much."),
    "UNT-02": Wording("这一数额超过任何行业的规模。", "No industry is as large as that."),
    "UNT-03": Wording("平均价格过高，多为把元当作万元。", "So high a price is mostly yuan taken for CNY 10,000."),
    "UNT-04": Wording(
        "相差约一万倍，多为单位变了而不是业务变了。", "Ten thousand times is another unit, not another business."
    ),
    "UNT-05": Wording("项目经费很少这样高。", "Projects hardly ever cost so much."),
    "UNT-06": Wording("数额过小，多为把亿元当作万元。", "So little is mostly CNY 100 million taken for CNY 10,000."),
    "EXP-01": Wording("读者要从说明中知道数字为何如此。", "The reader must learn why the figure is as it is."),
    "EXP-02": Wording("数据须由单位负责人确认。", "Somebody must answer for the figures."),
}

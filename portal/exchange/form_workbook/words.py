"""Words of the workbook that are not the form's own: the guide, and what stands beside the printed cells."""

from portal.form.wording import Wording

NOTHING_HELP = Wording(
    "这张表确实没有内容时选☑；有内容时保持□。",
    "Choose ☑ if there is truly nothing for this table; leave □ if there is.",
)
BOX_HELP = Wording("符合的选☑，不符合的保持□。", "Choose ☑ where it applies, leave □ where it does not.")
CHOICE_HELP = Wording("请从下拉列表中选一项。", "Choose one of the list.")
CHOICES_HELP = Wording("可多选，用“、”隔开：{options}", "Several are possible, separated by “、”: {options}")
OTHER_HELP = Wording("选“其他”时在这里注明。", "Say here what “other” is.")
DATE_HELP = Wording("写成2013、2013-05或2013-05-20。", "Write 2013, 2013-05 or 2013-05-20.")
FILES = Wording("已上传的文件（只读）", "Files uploaded (read only)")
FILE_NAME = Wording("文件名", "Name")
FILE_SIZE = Wording("大小", "Size")
NO_FILES = Wording(
    "还没有上传。请在网站上传，不要放进工作簿。", "None yet. Upload them in the portal, not in this workbook."
)
PAGE = "第 &P 页　共 &N 页"

GUIDE = Wording("填写说明", "How to fill in this workbook")
#: Heading and text of each paragraph of the guide.
PARAGRAPHS: tuple[tuple[Wording, Wording], ...] = (
    (
        Wording("填在哪里", "Where to write"),
        Wording(
            "每个部分一张工作表，版式与纸质统计表相同。"
            "浅蓝色的格子由您填写；其余格子已锁定，不能改动，改了也不会读取。",
            "One sheet for each section, laid out as the paper form is. Pale blue cells are yours to "
            "fill in; all others "
            "are locked, and changes there are not read.",
        ),
    ),
    (
        Wording("空白、0和“本项无”是三回事", "Blank, 0 and “nothing to report” are three different things"),
        Wording(
            "空白表示还没有填；没有发生的，数字填0；整张表都没有内容的，在表末的“本项无”选☑。",
            "Blank means not answered yet; where nothing happened, the number is 0; where a whole "
            "table has nothing, choose "
            "☑ at its end.",
        ),
    ),
    (
        Wording("金额单位", "Amounts"),
        Wording(
            "金额一律以万元为单位，最多两位小数。请填写数值本身，不要填写公式，也不要从别处粘贴公式。",
            "All amounts are in units of CNY 10,000, with at most two decimals. Enter the numbers "
            "themselves, never a "
            "formula.",
        ),
    ),
    (
        Wording("日期和年份", "Dates and years"),
        Wording(
            "年份填四位数字，如2016。成立时间、建立时间可以只填到年或月，如2013、2013-05、2013-05-20。",
            "Years have four digits, such as 2016. Dates of establishment may stop at the year or the month: 2013, "
            "2013-05, 2013-05-20.",
        ),
    ),
    (
        Wording("选择和勾选", "Choices and boxes"),
        Wording(
            "有下拉列表的格子请从列表中选。“参与形式”可以多选，用“、”隔开；选“其他”的，在旁边的格子注明。"
            "“与联盟关系”每个关系一格，符合的选☑。",
            "Where a cell has a list, choose from it. Forms of participation may be several, separated "
            "by “、”; for “other”, "
            "say what it is in the cell beside it. Relations to an alliance have a box each: choose ☑ "
            "where it applies.",
        ),
    ),
    (
        Wording("空行不够时", "When blank lines run out"),
        Wording(
            "在表内任意两行之间插入一行，照上一行的列填写即可。序号和合计会自动计算。行的先后就是统计表里的先后。"
            "不要的一行，清空它的内容；不要插入或删除列。",
            "Insert a line between any two lines of the table and fill in the same columns as the line "
            "above. Numbers and "
            "totals count by themselves. The order of the lines is the order in the form. To take a "
            "line away, clear it; do "
            "not insert or delete columns.",
        ),
    ),
    (
        Wording("总结材料", "Summary materials"),
        Wording(
            "工作总结不能通过工作簿上传，请在网站的“总结材料”中上传。",
            "The work summary cannot be handed in with this workbook: upload it in the portal.",
        ),
    ),
    (
        Wording("怎样交回", "How to bring it back"),
        Wording(
            "存为xlsx，在网站的“Excel和PDF”页面导入。"
            "导入前会逐项列出改动，您确认之后才写入；别人同时改过的格子，由您选择。"
            "隐藏的第一列和第一行用来辨认每个格子，请不要改动。",
            "Save it as xlsx and bring it back on the page “Excel and PDF” of the portal. Every change "
            "is listed before "
            "anything is written; where somebody else changed a cell meanwhile, you choose. The hidden "
            "first column and "
            "first row tell the cells apart: leave them as they are.",
        ),
    ),
)

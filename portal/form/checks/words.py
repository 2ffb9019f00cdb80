"""The rules in words for whoever reads the list of them: families, bounds, what stands for a value.

Owns wording that belongs to the rule book and is not a message. Why a rule is asked stands in
:mod:`portal.form.checks.reasons`.
"""

from portal.form.problems import Rule
from portal.form.wording import Wording

#: The chapters of the rule book by the letters that a rule's id begins with, in its order.
FAMILIES = {
    "REQ": Wording("完整性", "Completeness"),
    "FMT": Wording("格式和文字", "Format and text"),
    "RNG": Wording("日期和范围", "Dates and ranges"),
    "ARI": Wording("表内勾稽", "Arithmetic within a record"),
    "XYR": Wording("跨年度合理性", "Plausibility from year to year"),
    "XSC": Wording("跨栏目一致性", "Agreement between fields and sections"),
    "UNT": Wording("计量单位（元、万元、亿元）", "Unit slips (yuan, CNY 10,000, CNY 100 million)"),
    "EXP": Wording("说明和声明", "Explanations and declaration"),
}

#: Bounds by name; where one name means different things, by rule and name.
PARAMETERS = {
    "max_mb": Wording("单个文件上限（MB）", "Largest file (MB)"),
    "max_files": Wording("文件数上限", "Most files"),
    "first_pilot_year": Wording("试点起始年份", "First year of the pilot"),
    "min_year": Wording("最早年份", "Earliest year"),
    "max_training": Wording("单次培训人数上限（人）", "Most participants in one training (persons)"),
    "max_staff": Wording("专职管理人员上限（人）", "Most full-time staff (persons)"),
    "max_lapse": Wording("降幅上限（0.3即30%）", "Largest fall (0.3 is 30%)"),
    "floor": Wording("起算数量（件）", "Smallest number worth checking (items)"),
    "XYR-08.floor": Wording("起算金额（万元）", "Smallest amount worth checking (CNY 10,000)"),
    "up": Wording("增幅上限（1即100%）", "Largest rise (1 is 100%)"),
    "down": Wording("降幅上限（0.5即50%）", "Largest fall (0.5 is 50%)"),
    "max_ratio": Wording("授权量与申请量之比上限", "Most grants per application"),
    "k": Wording("与上年之比上限（倍）", "Largest multiple of the year before"),
    "change": Wording("变动幅度上限（0.5即50%）", "Largest change (0.5 is 50%)"),
    "max_per_enterprise": Wording(
        "平均每家企业销售收入上限（万元）", "Largest sales of an enterprise on average (CNY 10,000)"
    ),
    "max": Wording("销售收入上限（万元）", "Largest sales (CNY 10,000)"),
    "max_per_item": Wording("平均每件金额上限（万元）", "Largest amount per item (CNY 10,000)"),
    "max_funding": Wording("项目经费上限（万元）", "Largest funding of a project (CNY 10,000)"),
    "min_sales": Wording("销售收入下限（万元）", "Smallest sales (CNY 10,000)"),
    "min_amount": Wording("金额下限（万元）", "Smallest amount (CNY 10,000)"),
    "min_length": Wording("说明最少字数", "Fewest characters of an explanation"),
}

#: What stands in a message where a value is filled in.
SLOTS = {
    "a": Wording("申请量", "applications"),
    "accept": Wording("允许的格式", "file types"),
    "all": Wording("各项之和", "sum of all parts"),
    "amount": Wording("金额", "amount"),
    "block": Wording("栏目", "list"),
    "computed": Wording("计算值", "computed value"),
    "count": Wording("数量", "number"),
    "file": Wording("文件名", "file name"),
    "g": Wording("授权量", "grants"),
    "joined_year": Wording("加入年份", "joining year"),
    "kinds3": Wording("三种专利之和", "sum of the three kinds"),
    "label": Wording("指标", "field"),
    "limit": Wording("限额", "limit"),
    "max": Wording("上限", "limit"),
    "max_mb": Wording("上限", "limit"),
    "name": Wording("名称", "name"),
    "pct": Wording("百分比", "percentage"),
    "province": Wording("省份", "province"),
    "ratio": Wording("倍数", "multiple"),
    "round_year": Wording("填报年度", "round year"),
    "rule": Wording("规则编号", "rule"),
    "sum": Wording("各类之和", "sum of the kinds"),
    "total": Wording("合计", "total"),
    "type": Wording("类型", "type"),
    "value": Wording("数值", "value"),
    "year": Wording("年份", "year"),
}


def family_of(rule: Rule) -> str:
    """The letters of the chapter *rule* stands in: a key of :data:`FAMILIES`."""
    return rule.code.partition("-")[0]


def parameter_name(code: str, name: str) -> Wording:
    """The bound *name* of rule *code* in words; a bound of another edition goes by its own name."""
    return PARAMETERS.get(f"{code}.{name}") or PARAMETERS.get(name) or Wording(name, name)


def spelled(rule: Rule) -> Wording:
    """The message of *rule* with words in brackets where a problem fills in its values."""
    zh = {name: f"〔{word.zh}〕" for name, word in SLOTS.items()}
    en = {name: f"[{word.en}]" for name, word in SLOTS.items()}
    return Wording(rule.message.of("zh", **zh), rule.message.of("en", **en))

"""Closed lists of the form, and the unit words that may trail a typed number."""

from portal.form.kinds import Option
from portal.form.wording import Wording

UPDATE_FREQUENCY = (
    Option("realtime", Wording("实时", "Real time")),
    Option("daily", Wording("每日", "Daily")),
    Option("weekly", Wording("每周", "Weekly")),
    Option("biweekly", Wording("每两周", "Every two weeks")),
    Option("monthly", Wording("每月", "Monthly")),
    Option("quarterly", Wording("每季度", "Quarterly")),
    Option("half_yearly", Wording("每半年", "Half-yearly")),
    Option("yearly", Wording("每年", "Yearly")),
    Option("irregular", Wording("不定期", "Irregular")),
    Option("other", Wording("其他（请注明）", "Other (specify)")),
)

STANDARD_TYPE = (
    Option("industry", Wording("行业标准", "Industry (sector) standard")),
    Option("national", Wording("国家标准", "National standard")),
    Option("international", Wording("国际标准", "International standard")),
)

ALLIANCE_RELATION = (
    Option("president_unit", Wording("理事长单位", "President unit (chairs the council)")),
    Option("secretary_general_unit", Wording("秘书长单位", "Secretary-general unit (hosts the secretariat)")),
    Option("main_initiator", Wording("是否主要发起人", "Main initiator (yes/no)")),
)

FINANCIAL_PARTICIPATION = (
    Option("investment", Wording("投资", "Investment")),
    Option("credit", Wording("信贷", "Credit (incl. patent pledge loan)")),
    Option("guarantee", Wording("担保", "Guarantee")),
    Option("securities", Wording("证券", "Securities (incl. IP securitization)")),
    Option("insurance", Wording("保险", "Insurance")),
    Option("other", Wording("其他（请注明）", "Other (specify)")),
)

ITEMS = ("件",)
PERSONS = ("人次", "人")
COUNT = ("个", "家")
WAN = ("万元",)

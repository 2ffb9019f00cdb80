"""The regions: the provinces of GB/T 2260, the Corps, and 000000 for bodies that report directly.

The standard lists no code for the Corps, an addressee of its own in every notice: XPCC stands for it here.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

#: Code, official Chinese name, English name; in the order of every list of regions.
REGIONS = (
    ("000000", "国家级", "National"),
    ("110000", "北京市", "Beijing"),
    ("120000", "天津市", "Tianjin"),
    ("130000", "河北省", "Hebei"),
    ("140000", "山西省", "Shanxi"),
    ("150000", "内蒙古自治区", "Inner Mongolia"),
    ("210000", "辽宁省", "Liaoning"),
    ("220000", "吉林省", "Jilin"),
    ("230000", "黑龙江省", "Heilongjiang"),
    ("310000", "上海市", "Shanghai"),
    ("320000", "江苏省", "Jiangsu"),
    ("330000", "浙江省", "Zhejiang"),
    ("340000", "安徽省", "Anhui"),
    ("350000", "福建省", "Fujian"),
    ("360000", "江西省", "Jiangxi"),
    ("370000", "山东省", "Shandong"),
    ("410000", "河南省", "Henan"),
    ("420000", "湖北省", "Hubei"),
    ("430000", "湖南省", "Hunan"),
    ("440000", "广东省", "Guangdong"),
    ("450000", "广西壮族自治区", "Guangxi"),
    ("460000", "海南省", "Hainan"),
    ("500000", "重庆市", "Chongqing"),
    ("510000", "四川省", "Sichuan"),
    ("520000", "贵州省", "Guizhou"),
    ("530000", "云南省", "Yunnan"),
    ("540000", "西藏自治区", "Tibet (Xizang)"),
    ("610000", "陕西省", "Shaanxi"),
    ("620000", "甘肃省", "Gansu"),
    ("630000", "青海省", "Qinghai"),
    ("640000", "宁夏回族自治区", "Ningxia"),
    ("650000", "新疆维吾尔自治区", "Xinjiang"),
    ("XPCC", "新疆生产建设兵团", "Xinjiang Production and Construction Corps (XPCC)"),
    ("710000", "台湾省", "Taiwan"),
    ("810000", "香港特别行政区", "Hong Kong SAR"),
    ("820000", "澳门特别行政区", "Macao SAR"),
)

REGION = sa.table(
    "region", sa.column("code"), sa.column("name_zh"), sa.column("name_en"), sa.column("position", sa.Integer)
)


def upgrade() -> None:
    bind = op.get_bind()
    known = set(bind.scalars(sa.select(REGION.c.code)))
    lines = [
        {"code": code, "name_zh": name_zh, "name_en": name_en, "position": position}
        for position, (code, name_zh, name_en) in enumerate(REGIONS)
        if code not in known
    ]
    if lines:
        bind.execute(sa.insert(REGION), lines)


def downgrade() -> None:
    """The regions stay: associations may stand in them."""

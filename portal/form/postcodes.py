"""How the postcodes of each province begin.

The beginnings are not confirmed by the postal service, so they serve a soft check only (FMT-05).
Taiwan is left out: its postcodes are not of the mainland's system.
"""

from typing import NamedTuple

from portal.form.wording import Wording


class Province(NamedTuple):
    """A province of GB/T 2260 and the beginnings its postcodes may have."""

    name: Wording
    prefixes: tuple[str, ...]


PROVINCES: dict[str, Province] = {
    code: Province(Wording(zh, en), tuple(prefixes.split()))
    for code, zh, en, prefixes in (
        ("110000", "北京市", "Beijing", "10"),
        ("120000", "天津市", "Tianjin", "30"),
        ("130000", "河北省", "Hebei", "05 06 07"),
        ("140000", "山西省", "Shanxi", "03 04"),
        ("150000", "内蒙古自治区", "Inner Mongolia", "01 02 16"),
        ("210000", "辽宁省", "Liaoning", "11 12"),
        ("220000", "吉林省", "Jilin", "13"),
        ("230000", "黑龙江省", "Heilongjiang", "15 16"),
        ("310000", "上海市", "Shanghai", "20"),
        ("320000", "江苏省", "Jiangsu", "21 22"),
        ("330000", "浙江省", "Zhejiang", "31 32"),
        ("340000", "安徽省", "Anhui", "23 24"),
        ("350000", "福建省", "Fujian", "35 36"),
        ("360000", "江西省", "Jiangxi", "33 34"),
        ("370000", "山东省", "Shandong", "25 26 27"),
        ("410000", "河南省", "Henan", "45 46 47"),
        ("420000", "湖北省", "Hubei", "43 44"),
        ("430000", "湖南省", "Hunan", "41 42"),
        ("440000", "广东省", "Guangdong", "51 52"),
        ("450000", "广西壮族自治区", "Guangxi", "53 54"),
        ("460000", "海南省", "Hainan", "57"),
        ("500000", "重庆市", "Chongqing", "40"),
        ("510000", "四川省", "Sichuan", "61 62 63 64"),
        ("520000", "贵州省", "Guizhou", "55 56"),
        ("530000", "云南省", "Yunnan", "65 66 67"),
        ("540000", "西藏自治区", "Tibet (Xizang)", "85 86"),
        ("610000", "陕西省", "Shaanxi", "71 72"),
        ("620000", "甘肃省", "Gansu", "73 74"),
        ("630000", "青海省", "Qinghai", "81"),
        ("640000", "宁夏回族自治区", "Ningxia", "75"),
        ("650000", "新疆维吾尔自治区", "Xinjiang", "83 84"),
        ("810000", "香港特别行政区", "Hong Kong SAR", "999077"),
        ("820000", "澳门特别行政区", "Macao SAR", "999078"),
    )
}

"""Invented names, the same for the same seed."""

from __future__ import annotations

import random

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "建国志强永刚春生海涛文斌晓东立新红梅秀英玉兰桂芳雪琴丽华淑珍国栋振宇子涵俊杰明远思远宏伟学军爱民德胜金龙铁山大勇长河少华一鸣嘉诚浩然天宇景行润泽守正怀安知行望舒采薇清越若水云帆星河乐山慧敏婷婷晓燕佳怡雅静欣悦梦洁雨桐书瑶"

COMPANIES = (
    # code, Chinese, English, the posting units of the problem list that belong to it
    (
        "ZD",
        "岱岳铸锻公司",
        "Daiyue Casting and Forging",
        ("铸造分公司", "锻造分公司", "环件分厂", "轴类分厂", "车轴分公司"),
    ),
    (
        "JX",
        "岱岳机械公司",
        "Daiyue Machinery",
        ("精密机加分厂", "液压件分公司", "齿轮分公司", "机车配件分厂"),
    ),
    ("JG", "岱岳结构公司", "Daiyue Structures", ("结构件分公司", "轻量化分厂", "矿装分公司", "冲压分厂")),
    ("RB", "岱岳热表公司", "Daiyue Heat and Surface", ("热处理分厂", "表面处理分厂", "涂装分厂")),
    ("GZ", "岱岳工装公司", "Daiyue Tooling", ("工装模具公司", "工具分厂", "检测中心")),
    (
        "FW",
        "岱岳技术服务公司",
        "Daiyue Technical Services",
        ("动力分公司", "物流公司", "工艺研究所", "装备维修公司"),
    ),
)

STUDIOS = (
    "匠心", "劲松", "磐石", "启明", "精益", "红旗", "先锋", "砺剑", "同心", "创优",
    "求实", "开拓", "凌云", "金钥匙", "铁臂", "火花", "卓越", "追光", "砥柱", "远航",
)  # fmt: skip


class Namer:
    """Gives every person another name."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.used: set[str] = set()

    def __call__(self) -> str:
        while True:
            first = self.dice.randrange(len(GIVEN) // 2) * 2
            given = GIVEN[first : first + 2] if self.dice.random() < 0.8 else self.dice.choice(GIVEN)
            name = self.dice.choice(SURNAMES) + given
            if name not in self.used:
                self.used.add(name)
                return name

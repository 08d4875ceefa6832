"""What people write in the invented group: plain factory words about the problem at hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from bidding.awards.terms import ObjectionTerms
from marketplace.challenges.models import Challenge, Target
from marketplace.studios.models import Studio

QUESTIONS = (
    "近三个月的废品记录能不能按班次分开提供？",
    "试验期间每周能安排几个班次的停机窗口？",
    "现有检测设备的型号和精度是多少，能否借用？",
    "指标按月统计还是按批统计，连续几批算达标？",
    "原材料是否允许换供应商，换料费用由谁出？",
)
ANSWERS = (
    "可以，已把分班次记录放在附件里，揭榜团队都能看到。",
    "每周二、周四夜班可以停机四小时，提前一天报车间。",
    "按连续三批统计，三批都达标才算达到。",
    "可以借用计量室设备，提前两天登记。",
)
REPORT = (
    "评审组逐份比对措施、指标承诺和里程碑，到现场核对了试验条件。第一候选措施具体、指标逐项响应、经费合理；"
    "第二候选检测手段可取，进度偏紧。评审组一致同意按此排序推荐。"
)
ACCEPTED = "连续三批数据达到指标，首检记录和作业指导书已归档，同意验收。"
GOALS = (
    ("快换夹具改造", "把换型时间压到十分钟以内，减少停机。", "换型时间", "38", "<=", "10", "min"),
    ("切削液集中过滤小改", "延长切削液寿命，减少废液处理。", "更换周期", "30", "<=", "90", "天"),
    ("吊具防脱改进", "消除吊运过程中的脱钩隐患。", "脱钩险情", "4", "<=", "0", "次/年"),
    ("首检量具防错", "让首检一次做对，减少错检和漏检。", "首检差错率", "2.4", "<=", "0.5", "%"),
    ("砂轮修整器自制", "自制修整器，降低外购费用。", "单件费用", "260", "<=", "120", "元"),
    ("焊丝余料回收", "焊丝余料集中回收再利用。", "焊丝利用率", "86", ">=", "95", "%"),
)  # fmt: skip
EXCHANGES = (
    "兄弟单位现场观摩",
    "绝技绝活展示课",
    "检测技能交流会",
    "工装改善经验分享",
    "安全操作法推广会",
    "青年职工技能沙龙",
)
PAIR_GOALS = ("一年内独立完成本岗位关键工序", "掌握首检与自检方法，考取高级工", "学会看懂图样并独立编制工步")
IN_WAN = {"amount", "benefit_yearly"}
SUMMARY = "参加人员逐一上手操作，记录了三条可推广的做法，会后发到各班组。"


def objection() -> ObjectionTerms:
    """A bidder objects."""
    return ObjectionTerms(
        about="第一候选的试验数据未注明批次，与我方提供的对照样不一致，请核对原始记录。",
        remedy="请评审组核对原始记录后重新确认排序。",
    )


def acceptance(title: str) -> str:
    """How a problem will be accepted."""
    return f"由发榜部门会同质量、检测人员，连续三批按技术指标逐项实测，三批全部达到即为“{title}”验收通过。"


def bid(challenge: Challenge, studio: Studio, n: int) -> dict[str, dict[str, Any]]:
    """A whole bid, by step; `n` varies price and pace."""
    first, plan = challenge.targets[0], _plan(challenge)
    cost = max(20_000, challenge.budget * (72 + 7 * (n % 4)) // 100)
    return {
        "idea": {
            "understanding": f"我们到现场跟了两个班，{first.metric}偏高主要出在"
            "工艺窗口没有量化，操作凭经验，异常靠事后返修。",
            "approach": "先做过程数据采集，锁定两个关键参数；再改工装、定参数表；"
            f"小批验证后放大。{studio.field}由本工作室负责。",
            "novelty": "把老师傅的判断做成可量化的参数窗口，配合自制检具在线判定。",
        },
        "targets": {
            "responses": [_response(t) for t in challenge.targets],
        },
        "plan": plan,
        "money": {
            "budget": [
                {"kind": "material", "what": "工装、检具与试验材料", "amount": cost * 7 // 10},
                {"kind": "test", "what": "检测与试制", "amount": cost * 3 // 10},
            ],
            "support": "每周两个班次的试验窗口，计量室配合检测。",
        },
        "risks": {
            "risks": [{"risk": "试验窗口被生产任务挤占", "fallback": "提前两周锁定窗口，必要时改在夜班"}]
        },
        "results": {
            "benefit": "返修和废品损失下降，作业强度减轻。",
            "benefit_yearly": max(10_000, challenge.loss * 6 // 10),
            "outcomes": [{"kind": "method", "what": "先进操作法一项"}],
            "similar": "做过同类工序的质量攻关，成果已在两个车间使用。",
            "apprentices": 1,
            "apprentices_plan": "带一名青年职工全程跟班。",
        },
        "promises": {"secrecy": True, "interests": "无。"},
    }


def _response(target: Target) -> dict[str, Any]:
    """Every target is met as it is wanted."""
    promised = f"{target.wanted:f}"
    about = {"place": target.place, "metric": target.metric}
    return about | {"answer": "meets", "promised": promised, "note": "连续三批统计，附原始记录"}


def _plan(challenge: Challenge) -> dict[str, Any]:
    return {
        "division": "领衔人负责总体和现场，核心成员负责工装与参数，临时支撑人员负责检测与数据。",
        "milestones": [
            {
                "title": "样件合格",
                "after_days": max(10, challenge.work_days // 3),
                "evidence": "样件检测报告",
                "payment": 30,
            },
            {
                "title": "三批达标",
                "after_days": max(20, challenge.work_days - 20),
                "evidence": "三批统计表",
                "payment": 70,
            },
        ],
    }


def as_typed(values: dict[str, Any], before: str = "") -> list[tuple[str, str]]:
    """The values of a step as a browser would send them: lines by number, money in 万元, ticks."""
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, list):
            for n, line in enumerate(value):
                pairs += as_typed(line, f"{before}{name}-{n}-")
        elif value is True:
            pairs.append((before + name, "y"))
        else:
            said = f"{Decimal(value) / 10_000:f}" if name in IN_WAN else str(value)
            pairs.append((before + name, said))
    return pairs


def plan_days(year: int, n: int) -> list[date]:
    """Days of the exchanges of a year."""
    return [date(year, 2 + (k * 9) // max(1, n), 6 + (k * 5) % 20) for k in range(n)]

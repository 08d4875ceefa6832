"""The columns of a list of problems, as Excel sheets and `problems.json` name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from marketplace.core.messages import Message, say
from marketplace.core.sheets import Choice, Column, Plan
from marketplace.core.sheets import Kind as Cells

WAN = (("万元", 10_000), ("元", 1))
YUAN_A_YEAR = (("万元/年", 10_000), ("万元", 10_000), ("元/年", 1), ("元", 1))
NATURES = (
    Choice("urgent", "急难险重", "Urgent, difficult, dangerous or heavy", ("急难险重任务",)),
    Choice("stubborn", "疑难杂症", "Stubborn fault", ("疑难问题",)),
    Choice("major", "重大技术难题", "Major technical problem", ("重大难题", "重大技术攻关")),
)
SECRECY = (
    Choice("open", "公开", "Public"),
    Choice("internal", "内部", "Internal", ("内部公开",)),
    Choice("ordinary", "普通商密", "Ordinary trade secret", ("普通商业秘密",)),
    Choice("core", "核心商密", "Core trade secret", ("核心商业秘密",)),
)
RULES = (
    Choice("standard", "标准", "Standard"),
    Choice("fast", "快速", "Fast"),
    Choice("urgent", "应急", "Emergency", ("紧急",)),
    Choice("race", "赛马", "Race"),
    Choice("invited", "邀请", "By invitation", ("定向邀请",)),
)
SCOPES = (
    Choice("unit", "本单位", "Own unit"),
    Choice("company", "本公司", "Own company"),
    Choice("group", "全集团", "Whole group", ("集团",)),
    Choice("local", "属地", "Local", ("本地区",)),
    Choice("industry", "行业", "Industry", ("全行业",)),
)
DIFFICULTY = (
    Choice("1", "一般", "Ordinary"), Choice("2", "较难", "Fairly hard"),
    Choice("3", "难", "Hard"), Choice("4", "特难", "Very hard"),
)  # fmt: skip
TYPES = {
    "research": "research", "科研": "research", "process": "process", "工艺": "process", "production": "production",
    "生产": "production", "equipment": "equipment", "设备": "equipment", "energy": "energy", "能源": "energy",
    "quality": "quality", "质量": "quality", "safety": "safety", "安全": "safety", "it": "it", "信息化": "it",
}  # fmt: skip

PLAN = Plan(
    "problems",
    (
        Column("code", "难题编号", "Problem number", required=True, max_length=32, example="P001",
               synonyms=("编号", "序号编码", "code")),
        Column("title", "难题名称", "Title", required=True, max_length=120, example="侧架内腔转角热裂纹控制",
               synonyms=("难题题目", "名称", "题目", "榜单名称", "title_zh")),
        Column("title_en", "英文名称", "English title", max_length=200, synonyms=("title_en",)),
        Column("unit", "发榜单位", "Posting unit", Cells.REFERENCE, required=True, max_length=300, example="铸造分公司",
               synonyms=("单位", "所属单位", "posting_unit_zh", "提出单位")),
        Column("department", "发榜部门", "Department", Cells.REFERENCE, max_length=128, example="铸钢车间",
               synonyms=("部门", "所属部门", "department_zh", "车间")),
        Column("department_type", "部门类型", "Type of department", max_length=64, synonyms=("department_type",)),
        Column("background", "背景与现象", "Background and phenomenon", max_length=4000, example="打箱后磁粉检查常见热裂纹",
               synonyms=("背景", "问题描述", "难题描述", "background_zh")),
        Column("tried", "已采取措施", "What was tried", max_length=4000, synonyms=("已做工作", "前期工作", "tried_zh")),
        Column("loss", "目前损失", "Present loss a year", Cells.INTEGER, minimum=0, units=YUAN_A_YEAR, example="101",
               synonyms=("年损失", "损失", "current_loss.amount_wan_per_year")),
        Column("loss_basis", "损失测算依据", "How the loss was worked out", max_length=1000,
               synonyms=("测算依据", "current_loss.basis_zh")),
        Column("technical_targets", "技术指标清单", "List of technical targets", Cells.DATA),
        Column("targets", "技术指标", "Targets to reach", max_length=4000, example="热裂纹率|6.8|<=|2.0|%",
               synonyms=("攻关指标", "指标", "目标值"),
               hint=say("One a line: metric|present value|<= or >=|wanted value|unit. The present value may be empty.")),
        Column("required_skills", "所需技能", "Required skills", Cells.LIST, max_length=80, example="CAST-SAND；CAST-SIM:4",
               synonyms=("技能要求", "需要技能"), hint=say("Codes or names of the catalogue, with :level where it is not 3.")),
        Column("acceptance", "验收方法", "Acceptance method", max_length=4000, synonyms=("验收方式", "acceptance_zh")),
        Column("constraints", "现场约束", "Constraints on site", max_length=4000, synonyms=("约束条件", "constraints_zh")),
        Column("deliverables", "交付物", "Deliverables", Cells.LIST, max_length=500, example="模拟报告；验证记录",
               synonyms=("成果形式", "deliverables_zh", "交付成果")),
        Column("support", "现场支持", "Support on site", max_length=4000, synonyms=("支持条件", "support_zh")),
        Column("nature", "难题性质", "Nature", Cells.CHOICE, choices=NATURES, example="疑难杂症",
               synonyms=("性质", "nature_zh", "难题类型")),
        Column("difficulty", "难度", "Difficulty", Cells.CHOICE, choices=DIFFICULTY, example="难", synonyms=("难度等级",)),
        Column("milestones", "阶段要求", "Milestones wanted", max_length=4000, synonyms=("里程碑要求", "milestones_zh")),
        Column("preset", "竞标规则", "Preset", Cells.CHOICE, choices=RULES, example="标准", synonyms=("竞标方式", "发榜方式")),
        Column("key_task", "服务的重点任务", "Key task it serves", max_length=200, synonyms=("重点任务", "key_task_zh")),
        Column("budget", "攻关预算", "Budget ceiling", Cells.INTEGER, minimum=0, maximum=1_000_000_000, units=WAN,
               example="28", synonyms=("预算", "经费预算", "预算上限", "budget_wan")),
        Column("reward", "揭榜奖励", "Reward", Cells.INTEGER, minimum=0, maximum=1_000_000_000, units=WAN, example="5",
               synonyms=("奖励", "奖金", "reward_wan")),
        Column("work_days", "完成期限", "Days to deliver", Cells.INTEGER, minimum=1, maximum=1095, example="180",
               units=(("天", 1), ("日", 1)), synonyms=("期限", "攻关周期", "deadline_days", "完成天数")),
        Column("scope", "揭榜范围", "Who may bid", Cells.CHOICE, choices=SCOPES, example="全集团", synonyms=("范围", "发榜范围")),
        Column("scope_reason", "缩小范围理由", "Reason for a narrower scope", max_length=1000, synonyms=("scope_reason_zh",)),
        Column("secrecy", "密级", "Secrecy", Cells.CHOICE, choices=SECRECY, example="内部", synonyms=("保密等级", "secrecy_zh")),
        Column("summary", "脱敏摘要", "Desensitised summary", max_length=1000, synonyms=("summary_zh",)),
        Column("external_party", "外部委托方", "Outside client", max_length=128, synonyms=("委托单位",)),
        Column("contract_no", "合同编号", "Contract number", max_length=64, synonyms=("合同号",)),
    ),
    key=("code",), zh="生产难题", en="Problems",
)  # fmt: skip

# column → field of the challenge
BODY = {
    name: name
    for name in ("title", "title_en", "background", "tried", "loss", "loss_basis", "acceptance", "constraints",
                 "support", "nature", "difficulty", "milestones", "preset", "key_task", "budget", "reward", "work_days", "scope",
                 "scope_reason", "secrecy", "summary", "external_party", "contract_no")
}  # fmt: skip
COLUMN_OF = {"needs": "required_skills"}

LINE = re.compile(r"[\n；;]+")
CUT = re.compile(r"\s*[|｜]\s*")
OPERATORS = {"<=": "<=", "≤": "<=", "不大于": "<=", "不高于": "<=", "不超过": "<=", "＜=": "<=",
             ">=": ">=", "≥": ">=", "不小于": ">=", "不低于": ">=", "＞=": ">="}  # fmt: skip


def targets_of(values: Mapping[str, Any]) -> Iterator[dict[str, Any] | Message]:
    """The technical targets of a row: a list of a JSON file, or lines of a cell."""
    listed = values.get("technical_targets")
    if listed is not None:
        for one in listed if isinstance(listed, list) else [listed]:
            yield _object(one)
        return
    for line in LINE.split(str(values.get("targets", ""))):
        if line.strip():
            yield _line(line.strip())


def _object(record: Any) -> dict[str, Any] | Message:
    if not isinstance(record, dict) or record.get("target") is None:
        return say("A technical target needs a metric and a wanted value.")
    return _target(
        record.get("metric_zh") or record.get("metric") or "", record.get("baseline"), str(record.get("op") or "<="),
        record["target"], str(record.get("unit") or ""),
    )  # fmt: skip


def _line(line: str) -> dict[str, Any] | Message:
    parts = CUT.split(line)
    if len(parts) not in (4, 5):
        return say("“%(line)s” is not metric|present value|<= or >=|wanted value|unit.", line=line[:60])
    metric, now, operator, wanted, *unit = parts
    return _target(metric, now, operator, wanted, unit[0] if unit else "")


def _target(metric: str, now: Any, operator: str, wanted: Any, unit: str) -> dict[str, Any] | Message:
    if operator not in OPERATORS:
        return say("“%(said)s” is neither <= nor >=.", said=operator[:20])
    try:
        numbers = [None if v in (None, "") else Decimal(str(v)) for v in (now, wanted)]
    except InvalidOperation:
        return say("“%(said)s”: the present and the wanted value must be numbers.", said=metric[:40])
    return {
        "metric": metric,
        "now": numbers[0],
        "operator": OPERATORS[operator],
        "wanted": numbers[1],
        "unit": unit,
    }

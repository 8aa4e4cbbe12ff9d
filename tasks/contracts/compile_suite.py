"""Compiling a contract's rules; one that nobody knows how to check is an error, never left out (design 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tasks.contracts import rules_common, rules_party, rules_penalty
from tasks.contracts.contract import Contract, Field
from tasks.contracts.contract_file import BrokenContract, custom
from tasks.contracts.expectations import NamedFieldRule, NativeRule, Rule
from tasks.contracts.expectations_fields import (
    HeaderTextRule,
    ListRule,
    MissingRule,
    TooLongRule,
    UnreadableRule,
)
from tasks.contracts.expectations_rows import ForbiddenRule, PatternRule, SameNumberRule
from tasks.contracts.finding import Severity
from tasks.contracts.findings_text import finding_text
from tasks.contracts.rules import named_rules

_MOST_RULES_OF_A_CODE = 62
_RULE_MODULES = (rules_common, rules_party, rules_penalty)
"""Imported so that their rules are registered."""


class UnknownRule(BrokenContract):
    """A rule in a contract that nobody knows how to check."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A contract's rules: our own by finding code, and those Great Expectations checks by itself."""

    contract: Contract
    groups: Mapping[str, tuple[Rule, ...]]
    native: tuple[NativeRule, ...]


def compile_suite(contract: Contract) -> Suite:
    """All rules of a contract; UnknownRule or BrokenContract where one cannot be compiled."""
    rules: list[Rule] = []
    native: list[NativeRule] = []
    for field in contract.fields:
        rules += _from_attributes(field)
        for entry in field.rules:
            _add(_compile(contract, field, entry), rules, native)
    for entry in contract.rules:
        _add(_compile(contract, None, entry), rules, native)
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        finding_text(rule.code)
        groups.setdefault(rule.code, []).append(rule)
    for code, members in groups.items():
        if len(members) > _MOST_RULES_OF_A_CODE:
            raise BrokenContract(
                f"数据契约 {contract.path} 中代码“{code}”的规则超过{_MOST_RULES_OF_A_CODE}条"
            )
    return Suite(contract, {code: tuple(members) for code, members in groups.items()}, tuple(native))


def _add(rule: Rule | NativeRule, rules: list[Rule], native: list[NativeRule]) -> None:
    if isinstance(rule, NativeRule):
        native.append(rule)
    else:
        rules.append(rule)


def _from_attributes(field: Field) -> list[Rule]:
    """The rules that ODCS states as attributes: required, type, length; and no header text where a value belongs."""
    rules: list[Rule] = [HeaderTextRule("header-text-as-value", field, Severity.ERROR, "")]
    if field.required:
        rules.append(MissingRule("missing-required", field, Severity.ERROR, field.clause))
    if field.max_length:
        rules.append(TooLongRule("too-long", field, Severity.ERROR, ""))
    if field.kind == "date":
        rules.append(UnreadableRule("impossible-date", field, Severity.ERROR, ""))
    if field.kind == "amount":
        rules.append(UnreadableRule("unreadable-amount", field, Severity.ERROR, ""))
    return rules


@dataclass(frozen=True, slots=True)
class _Entry:
    """A `quality` entry being compiled; `where` names it in complaints."""

    contract: Contract
    field: Field | None
    rule: Mapping[str, Any]
    where: str
    severity: Severity
    clause: str

    def head(self, fields: tuple[str, ...]) -> tuple[str, Field, Severity, str]:
        """What every compiled rule starts with; a rule of no field is told at the last of those it looks at."""
        return str(self.rule["id"]), self.field or self.contract.field(fields[-1]), self.severity, self.clause

    def known(self, names: Iterable[object]) -> tuple[str, ...]:
        """The fields a rule looks at; BrokenContract if the contract has no such field."""
        wanted = tuple(str(n) for n in names)
        unknown = sorted(set(wanted) - {f.name for f in self.contract.fields})
        if unknown or not wanted:
            raise BrokenContract(
                f"{self.where} 用到了合同中没有的字段：{'、'.join(unknown) or '（未写明字段）'}"
            )
        return wanted


def _compile(contract: Contract, field: Field | None, rule: Mapping[str, Any]) -> Rule | NativeRule:
    where = f"数据契约 {contract.path} 的规则“{rule.get('id', '?')}”" + (f"（{field.name}）" if field else "")
    if "id" not in rule or rule.get("severity") not in tuple(Severity):
        raise BrokenContract(f"{where} 应有 id，severity 应为 error 或 warning")
    clause = str(custom(rule).get("clause", "")) or (field.clause if field else "")
    entry = _Entry(contract, field, rule, where, Severity(str(rule["severity"])), clause)
    if "metric" in rule or rule.get("type") == "library":
        return _library_rule(entry)
    if rule.get("type") == "custom" and isinstance(rule.get("implementation"), dict):
        compiler = _ENGINES.get(str(rule.get("engine")))
        if compiler is not None:
            return compiler(entry, rule["implementation"])
    raise UnknownRule(f"{where} 的类型“{rule.get('type')}”、engine“{rule.get('engine')}”不能执行")


def _library_rule(entry: _Entry) -> Rule:
    metric, arguments = entry.rule.get("metric"), entry.rule.get("arguments") or {}
    if entry.rule.get("mustBe") != 0 or entry.rule.get("unit", "rows") != "rows":
        raise UnknownRule(f"{entry.where} 只支持 mustBe: 0")
    if metric == "duplicateValues":
        names = entry.known(arguments.get("properties", (entry.field.name,) if entry.field else ()))
        return SameNumberRule(*entry.head(names), names)
    if entry.field is not None:
        head, given = entry.head(()), set(arguments)
        if metric in ("missingValues", "nullValues") and not set(arguments.get("missingValues", ())) - {
            "",
            None,
        }:
            return MissingRule(*head)
        if metric == "invalidValues" and given == {"codeList"}:
            return ListRule(*head, str(arguments["codeList"]), ())
        if metric == "invalidValues" and given == {"validValues"}:
            return ListRule(*head, "", tuple(str(v) for v in arguments["validValues"]))
        if metric == "invalidValues" and given == {"pattern"}:
            return PatternRule(*head, str(arguments["pattern"]))
        if metric == "invalidValues" and given in ({"forbidden"}, {"forbidden", "forbiddenAsTyped"}):
            return ForbiddenRule(
                *head, str(arguments["forbidden"]), str(arguments.get("forbiddenAsTyped", ""))
            )
    raise UnknownRule(f"{entry.where} 的 metric“{metric}”及参数 {sorted(arguments)} 不能执行")


def _native_rule(entry: _Entry, work: Mapping[str, Any]) -> NativeRule:
    kwargs = dict(work.get("kwargs") or {})
    names = entry.known(v for k, v in kwargs.items() if k.startswith("column") and isinstance(v, str))
    head = entry.head(names)
    finding_text(head[0])
    rule = NativeRule(*head, str(work.get("type")), kwargs, names)
    try:
        rule.built()
    except (TypeError, ValueError) as error:
        raise UnknownRule(f"{entry.where} 不能由 Great Expectations 执行：{error}") from error
    return rule


def _named_rule(entry: _Entry, work: Mapping[str, Any]) -> Rule:
    rule = named_rules().get(str(work.get("rule")))
    if rule is None:
        known = "、".join(sorted(named_rules()))
        raise UnknownRule(f"{entry.where} 的 rule“{work.get('rule')}”不存在；可用的有：{known}")
    names = entry.known(work.get("fields", ()))
    if len(names) != len(rule.reducers):
        raise BrokenContract(f"{entry.where} 的 fields 应有{len(rule.reducers)}个，现为{len(names)}个")
    arguments = {k: v for k, v in work.items() if k not in ("rule", "fields")}
    return NamedFieldRule(*entry.head(names), rule, names, arguments)


_ENGINES: Mapping[str, Callable[[_Entry, Mapping[str, Any]], Rule | NativeRule]] = {
    "greatExpectations": _native_rule,
    "gongshi": _named_rule,
}

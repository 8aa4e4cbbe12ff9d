"""Sound rows of the contracts' own examples, to be changed and validated."""

from datetime import date

import pandas as pd

from tasks.contracts.contract import load_contract
from tasks.contracts.contract_file import CONTRACTS_FOLDER
from tasks.contracts.validation import validate

TODAY = date(2026, 11, 23)
PENALTY = load_contract("penalty_decision")
LICENCE = load_contract("licence_decision")
COERCION = load_contract("coercion_decision")


def good(contract):
    """The first valid example of a contract, by field."""
    path = CONTRACTS_FOLDER / contract.name / "valid" / "records.csv"
    titles = {f.title: f.name for f in contract.fields}
    row = pd.read_csv(path, dtype="str", keep_default_na=False).to_dict("records")[0]
    return {titles[title]: value for title, value in row.items()}


def check(*changes, contract=PENALTY, headers=None):
    """Validates the first valid example once for each set of changes."""
    rows = [{**good(contract), **change} for change in changes or ({},)]
    titles = {f.name: f.title for f in contract.fields} | (headers or {})
    frame = pd.DataFrame([{titles[n]: v for n, v in row.items()} for row in rows]).fillna("").astype("str")
    return validate(contract, frame, TODAY)


def codes(found, severity=None):
    """The codes of what was found."""
    return [f.code for f in found.findings if severity in (None, f.severity)]


def without(contract, *names, count=1):
    """The first valid example some times, without the columns of some fields."""
    row = {n: v for n, v in good(contract).items() if n not in names}
    return pd.DataFrame([{contract.field(n).title: v for n, v in row.items()}] * count).astype("str")

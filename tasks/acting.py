"""Every act by a named operator: who may do it today, in which office and role."""

from __future__ import annotations

from collections.abc import Callable

from tasks.contracts.tables_operators import Operators, load_operators, people_path
from tasks.installation import Installation
from tasks.law.lifecycle import Refusal
from tasks.law.operators import Seat, may_act, may_agree
from tasks.law.powers import Power
from tasks.register.acting import Act, ActRefused


def operators_of(here: Installation) -> Operators:
    """The installation's people; ActRefused where nobody has been named yet, LawTableError where the file is faulty."""
    path = people_path(here.settings.home)
    if not path.is_file():
        raise ActRefused(
            f"尚无办理人员名册：请把 docs/example/operators.yaml 复制为 {path}，填写本机关的处室、姓名和职责后再办理"
        )
    return load_operators(here.settings.home)


def acting(here: Installation, power: Power, operator: str, reason: str, basis: str) -> Act:
    """The act of a named person who may do it today; ActRefused, saying who could, where that is not so."""
    written = Act(operator, reason, basis, here.now)
    people = operators_of(here)
    return _seated(written, may_act(people.roster, people.powers, operator, power, here.today))


def acting_where(
    here: Installation, operator: str, reason: str, basis: str, seat_of: Callable[[Operators], Seat | Refusal]
) -> Act:
    """The same where more than the role decides who may do it: `seat_of` finds the seat, or says why there is none."""
    written = Act(operator, reason, basis, here.now)
    return _seated(written, seat_of(operators_of(here)))


def agreeing_act(
    here: Installation, power: Power, operator: str, reason: str, basis: str, proposed_by: str
) -> Act:
    """The same for the second person of a two-person act."""
    written = Act(operator, reason, basis, here.now)
    people = operators_of(here)
    seat = may_agree(people.roster, people.powers, operator, power, here.today, proposed_by)
    return _seated(written, seat)


def _seated(written: Act, seat: Seat | Refusal) -> Act:
    if isinstance(seat, Refusal):
        raise ActRefused(seat.sentence)
    person = seat.operator
    return Act(person.title, written.reason, written.basis, written.at, person.office.strip(), seat.role_text)


def vouching_operator(here: Installation, power: Power, operator: str) -> str:
    """The title of a person who may vouch for what is handed in."""
    people = operators_of(here)
    seat = may_act(people.roster, people.powers, operator, power, here.today)
    if isinstance(seat, Refusal):
        raise ActRefused(seat.sentence)
    return seat.operator.title

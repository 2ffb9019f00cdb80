"""What the checks would say after a workbook was applied, beside what they say now. Nothing is written."""

from dataclasses import dataclass

from portal.form.checks import check_filing
from portal.form.problems import Level, Problem
from portal.models import Filing, db
from portal.services.earlier import accepted_earlier
from portal.services.submissions import full_addresses
from portal.services.workbook_plan import Plan

Found = dict[str, list[Problem]]


@dataclass(frozen=True)
class Checked:
    """The problems by section before and after."""

    before: Found
    after: Found

    def brought(self, section: str) -> list[Problem]:
        """What *section* would have to correct or explain that it has not now; missing answers are left aside."""
        known = {problem.key for problem in self.before[section]}
        return [p for p in self.after[section] if p.key not in known and not p.missing]

    def count(self, section: str, level: Level) -> int:
        """How many of the brought ones are of *level*."""
        return sum(problem.level is level for problem in self.brought(section))


def checked(filing: Filing, plan: Plan) -> Checked:
    """Check *filing* as it stands and with every change of *plan* that needs no choice."""
    earlier = full_addresses(accepted_earlier(db.session(), filing))
    before, after = (check_filing(plan.edition, cells, plan.context, earlier) for cells in (plan.now, plan.after))
    return Checked(before, after)

"""The life of a staffing 组评方案: who shall sit on which panel of a batch; asked for, solved, edited, applied."""

from challenges.assignment.states.plan import PlanState, plan_table

StaffingState = PlanState
STAFFING = plan_table("staffing")

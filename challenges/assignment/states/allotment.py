"""The life of an allotment 派评方案: which expert reviews which proposal; asked for, solved, edited, applied."""

from challenges.assignment.states.plan import PlanState, plan_table

AllotmentState = PlanState
ALLOTMENT = plan_table("allotment")

"""The solver's own process: limits first, then a job from stdin, its plan to stdout. Started by `runner`."""

import json
import resource
import sys


def main(seconds: int, megabytes: int) -> None:
    """Limit this process to CPU seconds and address space, then solve the job on stdin."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Loaded after the limits, so that the libraries count too.
    from challenges.assignment.solver import plan
    from challenges.assignment.solver.problem import ProblemError, from_plain

    job = json.load(sys.stdin)
    try:
        made = plan.make(from_plain(job["problem"]), cover_seconds=job["cover_seconds"])
        answer = {"plan": made.plain()}
    except ProblemError as problem:
        answer = {"error": {"code": problem.code, "fields": problem.fields}}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

"""The hosted runs: what they use is pinned, and what may write runs nothing else."""

import re

import pytest
import yaml

from tests.helpers.project import ROOT

WORKFLOWS = {
    path.name: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((ROOT / ".github/workflows").glob("*.yml"))
}
JOBS = {
    f"{name}: {key}": (workflow, job)
    for name, workflow in WORKFLOWS.items()
    for key, job in workflow["jobs"].items()
}
# Programs that run what others wrote.
INSTALLERS = r"\b(pip|npm|npx|make|nox|bash|uv|pipx)\b"


def test_each_action_is_pinned_by_its_commit_and_named_by_its_version():
    found = []
    for path in sorted((ROOT / ".github/workflows").glob("*.yml")):
        found += re.findall(r"uses: (?!\./)(.*)", path.read_text("utf-8"))
    assert len(found) > 10
    for action in found:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    assert len(set(found)) == len({action.partition("@")[0] for action in found})


@pytest.mark.parametrize("name", JOBS)
def test_a_job_that_may_write_installs_nothing(name):
    workflow, job = JOBS[name]
    assert workflow["permissions"] == {"contents": "read"}
    if "write" in job.get("permissions", {}).values():
        assert "uses" not in job
        for step in job["steps"]:
            assert not re.search(INSTALLERS, step.get("run", ""))
            assert "setup-" not in step.get("uses", "")


def test_some_jobs_may_write():
    may = {n for n, (_, job) in JOBS.items() if "write" in job.get("permissions", {}).values()}
    assert may == {"publish.yml: publish", "release.yml: index", "release.yml: announce"}

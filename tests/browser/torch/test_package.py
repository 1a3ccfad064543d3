"""`import sgd_tutorial` with the small torch: the same files that pip installs."""

from tests.helpers.package_program import assert_same_results, run_package, run_python
from tests.helpers.small_torch import BROWSER

# An answer that needs more of torch must fail by name: without a finding it would be wrong.
UNSUPPORTED = """
import sgd_tutorial as sgd

x, y = sgd.notebook_data()
problem = sgd.quadratic, [1.0, 2.0, 3.0], x, y
for call in (
    lambda: sgd.diagnose(*problem, learning_rate=1e-7, steps=10),
    lambda: sgd.diagnose(sgd.sine, [1.0, 2.0], x, y, learning_rate=1e-7, steps=10),
    lambda: sgd.curvature(*problem),
    lambda: sgd.predict(*problem, learning_rate=1e-7, steps=10),
    lambda: sgd.fit_rescaled(*problem, steps=10),
    lambda: sgd.mean_instead_of_sum(),
    lambda: sgd.when_to_stop(),
    lambda: sgd.why_is_c_wrong(),
    lambda: sgd.wrong_approximations(),
    lambda: sgd.learning_rates(steps=10),
    lambda: sgd.initial_guesses(steps=10),
):
    try:
        answer = call()
    except Exception as error:
        print(error)
    else:
        print("answered", type(answer).__name__)
"""


def test_fit_gives_the_same_runs_and_the_same_errors(package_with_torch):
    file, ours = run_package(BROWSER)
    assert file == str(BROWSER / "torch" / "__init__.py")
    assert_same_results(ours, package_with_torch)


def test_what_needs_more_of_torch_says_so_by_name():
    lines = run_python(UNSUPPORTED, BROWSER).splitlines()
    assert len(lines) == UNSUPPORTED.count("lambda")
    assert [line for line in lines if "this page's small torch has no" not in line] == []


def test_what_a_program_does_not_ask_for_is_not_loaded():
    loaded = 'print(*sorted(n for n in sys.modules if n.startswith(("torch.nn", "torch.opt"))))\n'
    program = f"import sys, torch\n{loaded}torch.optim\n{loaded}torch.nn.Linear(1, 1)\n{loaded}"
    nothing, optimizers, layers = run_python(program, BROWSER).splitlines()
    assert nothing == ""
    assert "torch.optim.sgd" in optimizers.split()
    assert "torch.nn" not in optimizers
    assert "torch.nn.modules.linear" in layers.split()

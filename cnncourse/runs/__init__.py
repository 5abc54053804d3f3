"""Runs: training with a folder that stores the results.

from cnncourse import runs, train

request = runs.Request(model="lenet5", data="digits", settings=train.Settings(epochs=5))
run = runs.begin_or_resume(request, Path("runs/first"))
evaluation, files = run.train()
"""

from cnncourse.runs.opening import begin, begin_or_resume, resume
from cnncourse.runs.request import Request
from cnncourse.runs.run import Run

__all__ = ["Request", "Run", "begin", "begin_or_resume", "resume"]

"""Runs: a training with a folder that keeps what it makes."""

from cnncourse.runs.run import Run as Run
from cnncourse.runs.run import begin as begin
from cnncourse.runs.run import begin_or_resume as begin_or_resume
from cnncourse.runs.run import resume as resume

"""Training on torch's layers: one device or several processes. This part needs torch."""

from cnncourse.train.torch_engine.execution import Execution
from cnncourse.train.torch_engine.learner import TorchLearner
from cnncourse.train.torch_engine.memory import OutOfMemory

__all__ = ["Execution", "OutOfMemory", "TorchLearner"]

"""Training on torch's layers, on one device or in several processes. Needs torch."""

from cnncourse.train.torch_engine.execution import Execution
from cnncourse.train.torch_engine.learner import TorchLearner
from cnncourse.train.torch_engine.memory import OutOfMemory

__all__ = ["Execution", "OutOfMemory", "TorchLearner"]

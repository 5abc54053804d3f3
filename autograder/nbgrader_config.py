"""The autograder's whole configuration of nbgrader; the course folder's file calls it."""

from __future__ import annotations


def configure(config):
    """Plug the autograder into nbgrader: two lists and an exporter, nothing else.

    Parameters
    ----------
    config : traitlets.config.Config
    """
    from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata

    from autograder import preprocessors

    config.Autograde.exporter_class = preprocessors.SubmissionExporter
    config.Autograde.sanitize_preprocessors = [preprocessors.RebuildFromMaster, CheckCellMetadata]
    config.Autograde.autograde_preprocessors = [
        preprocessors.SandboxExecute,
        preprocessors.RefereeSaveGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]

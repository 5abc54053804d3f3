"""The autograder's configuration of nbgrader, called by the course folder's nbgrader_config.py."""

from __future__ import annotations


def configure(config):
    """Plug the autograder's preprocessors and exporters into nbgrader.

    Parameters
    ----------
    config : traitlets.config.Config
    """
    from nbgrader.preprocessors import AssignLatePenalties, CheckCellMetadata

    from autograder import preprocessors
    from autograder.pages import feedback, grades_csv, safe_html

    preprocessors.guard_reading()
    config.Autograde.exporter_class = preprocessors.SubmissionExporter
    config.Autograde.sanitize_preprocessors = [preprocessors.RebuildFromMaster, CheckCellMetadata]
    config.Autograde.autograde_preprocessors = [
        preprocessors.SandboxExecute,
        preprocessors.RefereeSaveGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    config.GenerateFeedback.exporter_class = feedback.FeedbackExporter
    config.GenerateFeedback.preprocessors = [feedback.Grades]
    config.ExportApp.plugin_class = grades_csv.GradesAsCsv
    # The formgrader renders a student's Markdown; without this, HTML in it would be live there.
    config.HTMLExporter.filters = {"markdown2html": safe_html.markdown}

"""Addresses of the published course, derived from the repository's URL in `_config.yml`."""

from __future__ import annotations

from urllib.parse import urlsplit

from sphinx.errors import ConfigError


def owner_and_repository(url):
    """Split https://github.com/OWNER/REPOSITORY; raise ConfigError for anything else."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    if urlsplit(url).netloc != "github.com" or len(parts) != 2:
        raise ConfigError(
            f"repository.url in _config.yml is {url!r}; it must look like "
            "https://github.com/OWNER/REPOSITORY"
        )
    return parts[0], parts[1].removesuffix(".git")


def page_url(repository_url, docname, anchor=""):
    """Return the address of a page on GitHub Pages."""
    owner, repository = owner_and_repository(repository_url)
    fragment = f"#{anchor}" if anchor else ""
    return f"https://{owner}.github.io/{repository}/{docname}.html{fragment}"


def colab_url(repository_url, docname, folder="notebooks"):
    """Return the address that opens a published notebook in Colab."""
    owner, repository = owner_and_repository(repository_url)
    return (
        f"https://colab.research.google.com/github/{owner}/{repository}"
        f"/blob/gh-pages/{folder}/{docname}.ipynb"
    )


def assignment_url(repository_url, name):
    """The address at which GitHub Pages serves an assignment's released notebook."""
    owner, repository = owner_and_repository(repository_url)
    return f"https://{owner}.github.io/{repository}/assignments/{name}/{name}.ipynb"

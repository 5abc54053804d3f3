"""Fetch files from the first mirror that has them, and check them against published checksums."""

from __future__ import annotations

import os
from contextlib import contextmanager
from urllib.parse import urlsplit

import pooch
from pooch.downloaders import HTTPDownloader
from requests import RequestException
from requests.exceptions import HTTPError, Timeout
from tqdm import tqdm

from cnncourse.data.dataset import DataUnavailable
from cnncourse.data.locations import CACHE_VARIABLE, DATA_VARIABLE

SECONDS, CHUNK = 20, 2**16  # timeout for a silent server; bytes


def fetch(source, name, path):
    """Fetch a file from the first mirror that has it; `path` ends up complete or absent."""
    missing = [
        folder for folder in (path.parent, *path.parent.parents) if not os.path.exists(folder)
    ]
    reasons = []
    for mirror in source.mirrors:
        try:
            download(mirror + name, source.sums[name], path)
            return
        except HTTPError as error:
            reasons.append(f"{host(mirror)} answers {error.response.status_code}")
        except Timeout:
            reasons.append(f"{host(mirror)} is silent")
        except RequestException:
            reasons.append(f"no connection to {host(mirror)}")
        except ValueError:
            reasons.append(f"the file from {host(mirror)} has another checksum")
        except OSError as error:
            remove_empty(missing)
            raise DataUnavailable(
                f"{path.parent} cannot be written ({reason(error)}): "
                f"set {CACHE_VARIABLE} to a writable folder"
            ) from error
    remove_empty(missing)
    names, them = ", ".join(source.sums), "them" if len(source.sums) > 1 else "it"
    raise DataUnavailable(
        f"{os.path.join(source.folder, name)} is missing and cannot be fetched "
        f"({'; '.join(reasons)}). On a computer with a network, download {names} from "
        f"{source.mirrors[0]}, put {them} into {os.path.join('DIR', source.folder)}, and set "
        f"{DATA_VARIABLE}=DIR"
    )


def reason(error):
    """Return the system's error message; pooch wraps it in an error with a longer one."""
    while error.strerror is None and isinstance(error.__context__, OSError):
        error = error.__context__
    return error.strerror or error


def remove_empty(folders):
    """Remove folders created for a file that never arrived, innermost first."""
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def download(url, checksum, path):
    """Fetch a URL, with a progress bar on a terminal."""
    with quiet(), progress_bar(path.name) as bar:
        downloader = HTTPDownloader(progressbar=bar, chunk_size=CHUNK, timeout=SECONDS)
        pooch.retrieve(url, checksum, fname=path.name, path=path.parent, downloader=downloader)


def progress_bar(name):
    # The server's reply has the total; until then pooch needs a non-zero one.
    return tqdm(total=1, unit="B", unit_scale=True, desc=name, leave=False, disable=None)


@contextmanager
def quiet():
    """Silence pooch, since the progress bar shows what it would log."""
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    try:
        yield
    finally:
        logger.setLevel(level)


def host(url):
    return urlsplit(url).hostname

"""Records of training runs on real images, for the pages on training.

    python -m cnncourse train lenet5 --data mnist --engine torch --out runs/lenet5
    python -m book.figures.runs.record runs/lenet5 lenet_mnist "MNIST"

The first command trains. The second writes the run's settings, history and confusions, and the
machine, to `book/measured/runs/lenet_mnist.json`, and draws the learning curve and the worst
mistakes. Without arguments, the curves are drawn again from the records.
"""

from __future__ import annotations

import argparse
import json

from benchmarks.machine import describe_machine
from book.figures.draw import MEASURED, save
from cnncourse import runs, train
from cnncourse.common.errors import Refused
from cnncourse.drawing.training_pictures import count_confusions, learning_curve, worst_mistakes
from cnncourse.tasks import Classification

RECORDS = MEASURED / "runs"
SIZE = (4.1, 5.2)  # inches: fits a phone
KEPT = 9  # mistakes


def record(folder, name, images):
    """Write the record of a finished run, and draw its curve and its mistakes.

    Parameters
    ----------
    folder : path
        Of the run.
    name : str
        Of the record's file and of the pictures.
    images : str
        What the pages call the images, such as "recompressed CIFAR-10".
    """
    run = runs.resume(folder)
    held_out, classes = run.dataset.held_out, run.dataset.classes
    evaluation = train.evaluate(run.learner, held_out)
    counts = count_confusions(held_out.targets, evaluation.predictions, len(classes))
    request = run.request.recorded() | {"data": images}
    contents = {
        "images": {"training": len(run.dataset.train), "held out": len(held_out)},
        "request": request,
        "machine": describe_machine(),
        "parameters": run.parameters,
        "history": run.history,
        "classes": list(classes),
        "confusions": counts.tolist(),
    }
    RECORDS.mkdir(exist_ok=True)
    path = RECORDS / f"{name}.json"
    path.write_text(json.dumps(contents, indent=1) + "\n", encoding="utf-8")
    draw(name)
    figure = worst_mistakes(
        held_out.images, held_out.targets, evaluation.outputs, classes, count=KEPT
    )
    save(figure, f"runs/{name}_mistakes.svg")


def read(name):
    """Read a record."""
    return json.loads((RECORDS / f"{name}.json").read_text(encoding="utf-8"))


def draw(name):
    """Draw the learning curve of a record."""
    one = read(name)
    figure = learning_curve(one["history"], Classification(), size=SIZE)
    save(figure, f"runs/{name}.svg")


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", help="of a finished run; omit it to redraw the curves")
    parser.add_argument("name", nargs="?", help="of the record and of the pictures")
    parser.add_argument("images", nargs="?", help="what the pages call the images")
    given = parser.parse_args(argv)
    if given.folder is None:
        for path in sorted(RECORDS.glob("*.json")):
            draw(path.stem)
    elif given.images is None:
        parser.error("give the folder, a name and what the pages call the images")
    else:
        try:
            record(given.folder, given.name, given.images)
        except Refused as error:
            parser.error(str(error))


if __name__ == "__main__":
    main()

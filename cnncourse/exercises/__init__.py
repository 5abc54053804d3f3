"""Functions that only exercises ask for, one module an assignment.

Where the package has a readable function, the exercise imports that one.
"""

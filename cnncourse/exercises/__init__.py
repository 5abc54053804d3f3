"""Functions that exist only as exercises, one module for each assignment's topic."""

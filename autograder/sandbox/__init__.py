"""Where student code runs, seen from outside: walls, lines, limits, and whether they hold."""

"""Run student code from outside: isolation, limits, the connection, and attempts to break out."""

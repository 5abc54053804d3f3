"""Student code from outside: isolation, limits, connection, and whether the isolation holds."""

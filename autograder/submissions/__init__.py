"""Read submissions from any bytes, and fit them into the released notebook."""

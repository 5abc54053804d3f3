"""What was handed in, read from any bytes and slotted into the released notebook."""

"""Training on torch's layers: one device or several processes."""

"""Training on the course's own numpy layers."""

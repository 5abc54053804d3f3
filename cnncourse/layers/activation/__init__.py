"""Activations: functions of every number."""

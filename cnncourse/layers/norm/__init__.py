"""Normalization: numbers measured by the mean and spread of others."""

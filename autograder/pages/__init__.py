"""Feedback pages: HTML without scripts or requests, one file for each student."""

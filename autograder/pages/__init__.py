"""Feedback pages: HTML without scripts or requests, one file per student."""

"""Convolution: the readable methods, the fast ones, and which of them runs when."""

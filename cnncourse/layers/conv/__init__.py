"""Convolution: readable methods, fast methods, and the choice between them."""

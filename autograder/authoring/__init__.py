"""From `solutions/` to notebooks: built, solved, tried out, and a sample class of them."""

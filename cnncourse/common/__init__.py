"""What every room may use: errors, files written whole, names close to a misspelt one."""

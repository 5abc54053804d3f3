# %% Channels and groups are not checked, or only in part.
# Raise a ValueError unless C_in == groups * C_block and groups divides C_out.
# - if C_in != groups * C_block or C_out % groups != 0:
# + if C_in != groups * C_block or C_out % groups != 0:
# +     w = w[:, :1]
# + if False:
# or
# + if C_in != groups * C_block:
# or
# + if C_in != groups * C_block or C_out < groups:
# or
# + if C_block != C_in // groups or C_out % groups != 0:
# or
# + if C_in % C_block != 0 or C_out % groups != 0:

# %% An error is raised although the kernel fits.
# Compare only the dilated kernel's span with the padded image: the rest may have any size.
# - if C_in != groups * C_block or C_out % groups != 0:
# + if C_in != groups * C_block or C_out % groups != 0 or KH > H or KW > W:
# or
# + if C_in != groups * C_block or C_out % groups != 0 or ph > KH or pw > KW:
# or
# + if C_in != groups * C_block or C_out % groups != 0 or sh > H or sw > W:
# or
# + if C_in != groups * C_block or C_out % groups != 0 or dh > H or dw > W:
# or
# + if C_in != groups * C_block or C_out % groups != 0 or dh * KH > H + 2 * ph:

# %% The test for whether the kernel fits ignores the dilation, or one axis.
# Compare dh * (KH - 1) + 1 with the padded height, and the same for the width.
# - OH = output_size(H, KH, stride=sh, padding=ph, dilation=dh)
# + OH = (output_size(H, KH, padding=ph) - (dh - 1) * (KH - 1) - 1) // sh + 1
# or
# - OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
# + OW = (output_size(W, KW, padding=pw) - (dw - 1) * (KW - 1) - 1) // sw + 1
# or
# + OW = (W + 2 * pw - dw * (KW - 1) - 1) // sw + 1

# %% int(...) counts a window that does not fit.
# It rounds negative numbers up: divide with `//`, which always rounds down.
# - OW = output_size(W, KW, stride=sw, padding=pw, dilation=dw)
# + OW = int((W + 2 * pw - dw * (KW - 1) - 1) / sw) + 1

# %% The wrong error is raised where the channels do not fit.
# Test with `if`, and `raise ValueError(...)`.
# - raise ValueError(
# + raise IndexError(

# %% without the fast convolution
# - "im2col": im2col,
# - "conv2d_by_matrix": conv2d_by_matrix,
# - "conv2d_backward_by_matrix": conv2d_backward_by_matrix,
# +

# %% names as keywords, and the fast convolution forward only
# - return {
# + functions = {
# - "conv2d_backward_by_matrix": conv2d_backward_by_matrix,
# +
# -     "softmax_cross_entropy": softmax_cross_entropy,
# - }
# +     "softmax_cross_entropy": softmax_cross_entropy,
# + }
# + return dict(**functions)

"""Layers as pure functions: they keep no state and never modify their arguments.

A layer is a pair, `NAME_forward(x, ...) -> (out, cache)` and `NAME_backward(dout, cache)`, which
returns the gradient with respect to every input array. The cache is a plain tuple that holds the
arrays themselves, not copies: modifying `x` in place between the two calls corrupts the backward
pass. Axes are `N, C, H, W`, with the depth `D` of a volume before `H`; options have torch's names
and meaning.

Arrays are float32 or float64. `out` has the dtype of `x`, except that convolutions and `linear_*`
return numpy's result type of `x` and `w`. A gradient has the dtype of its array, provided that
`dout` has the dtype of `out`.

=========================  ================================================  =======================
functions                  compute                                           module
=========================  ================================================  =======================
`conv2d_*`                 cross-correlation with a bank of filters, fast    `conv.conv2d`
`conv1d_*`                 the same for sequences                            `conv.conv1d`
`conv3d_*`                 the same for volumes: films and scans             `conv.conv3d`
`convolve2d_*`, `1d`       true convolution: the kernel is flipped           `conv.flipped`
`conv_transpose2d_*`       transposed convolution: to a larger image         `conv.transposed`
`im2col`, `col2im`         every window as a column, and back                `conv.columns`
`max_pool2d_*`, `3d`       the maximum of every window                       `pool.max_pool`
`max_pool2d_indices`,      which place won each window                       `pool.max_pool`
`max_pool3d_indices`
`avg_pool2d_*`, `3d`       the mean of every window                          `pool.avg_pool`
`pool_output_size`         number of pooling windows along one axis          `pool.windows`
`global_avg_pool2d_*`      the mean of every channel                         `pool.adaptive`
`adaptive_avg_pool2d_*`    average pooling to a given output size            `pool.adaptive`
`adaptive_bins`            the windows of adaptive pooling along one axis    `pool.adaptive`
`linear_*`                 weighted sums of all inputs                       `linear`
`relu_*`, `leaky_relu_*`,  piecewise linear activations                      `activation.rectifiers`
`prelu_*`, `relu6_*`
`sigmoid_*`, `tanh_*`,     activations with bounded outputs                  `activation.squashing`
`scaled_tanh_*`
`softmax_*`                probabilities along an axis                       `activation.squashing`
`batch_norm2d_*`, `1d`     every channel with mean 0 and variance 1          `norm.batch_norm`
`local_response_norm_*`    division by the size of neighbouring channels     `norm.response_norm`
`dropout_*`                some numbers set to zero at random                `dropout`
`flatten_*`                every image as one row                            `rearranging`
`channel_shuffle_*`        channels of each group dealt out over all groups  `rearranging`
`subsampling_*`, `rbf_*`,  layers of LeNet-5 (1998) alone                    `lenet5`
`connection_table`
`softmax_cross_entropy`    loss of a classifier, and its gradient            `loss.cross_entropy`
`binary_cross_entropy`     loss of yes-or-no answers, and its gradient       `loss.cross_entropy`
`mean_squared_error`       loss of predicted numbers, and its gradient       `loss.squared_error`
`output_size`              number of windows along one axis                  `counting`
`padding_amounts`          zeros on every side, from numbers or a word       `shapes`
`receptive_field`          how many pixels one output sees                   `counting`
`multiply_adds`            cost of a layer for one image                     `counting`
=========================  ================================================  =======================

Five modules implement convolution with the same contract: `layers.conv.loops` follows the
definition, `layers.conv.columns` uses one matrix product, and `layers.conv.direct`,
`layers.conv.winograd` and `layers.conv.depthwise` are fast. The public functions, in
`layers.conv.conv2d`, choose among the fast ones. `nn.using(layers.conv.loops)` is an engine whose
convolutions run the loops. `layers.pool.loops` is pooling by its definition, forward only.
"""

from cnncourse.layers.activation.rectifiers import (
    leaky_relu_backward,
    leaky_relu_forward,
    prelu_backward,
    prelu_forward,
    relu6_backward,
    relu6_forward,
    relu_backward,
    relu_forward,
)
from cnncourse.layers.activation.squashing import (
    scaled_tanh_backward,
    scaled_tanh_forward,
    sigmoid_backward,
    sigmoid_forward,
    softmax_backward,
    softmax_forward,
    tanh_backward,
    tanh_forward,
)
from cnncourse.layers.conv.columns import col2im, im2col
from cnncourse.layers.conv.conv1d import conv1d_backward, conv1d_forward
from cnncourse.layers.conv.conv2d import conv2d_backward, conv2d_forward
from cnncourse.layers.conv.conv3d import conv3d_backward, conv3d_forward
from cnncourse.layers.conv.flipped import (
    convolve1d_backward,
    convolve1d_forward,
    convolve2d_backward,
    convolve2d_forward,
)
from cnncourse.layers.conv.transposed import (
    conv_transpose2d_backward,
    conv_transpose2d_forward,
)
from cnncourse.layers.counting import multiply_adds, output_size, receptive_field
from cnncourse.layers.dropout import dropout_backward, dropout_forward
from cnncourse.layers.lenet5 import (
    connection_table,
    rbf_backward,
    rbf_forward,
    subsampling_backward,
    subsampling_forward,
)
from cnncourse.layers.linear import linear_backward, linear_forward
from cnncourse.layers.loss.cross_entropy import binary_cross_entropy, softmax_cross_entropy
from cnncourse.layers.loss.squared_error import mean_squared_error
from cnncourse.layers.norm.batch_norm import (
    batch_norm1d_backward,
    batch_norm1d_forward,
    batch_norm2d_backward,
    batch_norm2d_forward,
)
from cnncourse.layers.norm.response_norm import (
    local_response_norm_backward,
    local_response_norm_forward,
)
from cnncourse.layers.pool.adaptive import (
    adaptive_avg_pool2d_backward,
    adaptive_avg_pool2d_forward,
    adaptive_bins,
    global_avg_pool2d_backward,
    global_avg_pool2d_forward,
)
from cnncourse.layers.pool.avg_pool import (
    avg_pool2d_backward,
    avg_pool2d_forward,
    avg_pool3d_backward,
    avg_pool3d_forward,
)
from cnncourse.layers.pool.max_pool import (
    max_pool2d_backward,
    max_pool2d_forward,
    max_pool2d_indices,
    max_pool3d_backward,
    max_pool3d_forward,
    max_pool3d_indices,
)
from cnncourse.layers.pool.windows import pool_output_size
from cnncourse.layers.rearranging import (
    channel_shuffle_backward,
    channel_shuffle_forward,
    flatten_backward,
    flatten_forward,
)
from cnncourse.layers.shapes import padding_amounts

__all__ = [
    "adaptive_avg_pool2d_backward",
    "adaptive_avg_pool2d_forward",
    "adaptive_bins",
    "avg_pool2d_backward",
    "avg_pool2d_forward",
    "avg_pool3d_backward",
    "avg_pool3d_forward",
    "batch_norm1d_backward",
    "batch_norm1d_forward",
    "batch_norm2d_backward",
    "batch_norm2d_forward",
    "binary_cross_entropy",
    "channel_shuffle_backward",
    "channel_shuffle_forward",
    "col2im",
    "connection_table",
    "conv1d_backward",
    "conv1d_forward",
    "conv2d_backward",
    "conv2d_forward",
    "conv3d_backward",
    "conv3d_forward",
    "conv_transpose2d_backward",
    "conv_transpose2d_forward",
    "convolve1d_backward",
    "convolve1d_forward",
    "convolve2d_backward",
    "convolve2d_forward",
    "dropout_backward",
    "dropout_forward",
    "flatten_backward",
    "flatten_forward",
    "global_avg_pool2d_backward",
    "global_avg_pool2d_forward",
    "im2col",
    "leaky_relu_backward",
    "leaky_relu_forward",
    "linear_backward",
    "linear_forward",
    "local_response_norm_backward",
    "local_response_norm_forward",
    "max_pool2d_backward",
    "max_pool2d_forward",
    "max_pool2d_indices",
    "max_pool3d_backward",
    "max_pool3d_forward",
    "max_pool3d_indices",
    "mean_squared_error",
    "multiply_adds",
    "output_size",
    "padding_amounts",
    "pool_output_size",
    "prelu_backward",
    "prelu_forward",
    "rbf_backward",
    "rbf_forward",
    "receptive_field",
    "relu6_backward",
    "relu6_forward",
    "relu_backward",
    "relu_forward",
    "scaled_tanh_backward",
    "scaled_tanh_forward",
    "sigmoid_backward",
    "sigmoid_forward",
    "softmax_backward",
    "softmax_cross_entropy",
    "softmax_forward",
    "subsampling_backward",
    "subsampling_forward",
    "tanh_backward",
    "tanh_forward",
]

"""Layers as pure functions: nothing is kept, nothing that is passed in is changed.

A layer is a pair, `NAME_forward(x, ...) -> (out, cache)` and `NAME_backward(dout, cache)`, which
gives the gradient of every array that went in. The cache is a plain tuple of arrays and numbers.
Results have the dtype of the input, float32 or float64. Axes are `N, C, H, W`; options have
torch's names and meaning.

==========================  =======================================================  ===========
functions                   compute                                                  module
==========================  =======================================================  ===========
`conv2d_*`                  cross-correlation with a bank of filters, fast           `conv`
`im2col`, `col2im`          every window as a column, and back                       `im2col`
`max_pool2d_*`              the largest number of every window                       `pool`
`avg_pool2d_*`              the mean of every window                                 `pool`
`linear_*`                  weighted sums of all inputs                              `linear`
`relu_*`, `tanh_*`          a function of every number                               `activation`
`softmax_cross_entropy`     the loss of a classifier, and its gradient               `loss`
`output_size`               number of windows along one axis                         `loops`
==========================  =======================================================  ===========

Convolution stands here four times, with one contract: `layers.loops` as its definition says,
`layers.im2col` as one matrix product, `layers.direct` and `layers.winograd` fast. `layers.conv`,
the public one, says which runs when.
"""

from cnncourse.layers.activation import relu_backward, relu_forward, tanh_backward, tanh_forward
from cnncourse.layers.conv import conv2d_backward, conv2d_forward
from cnncourse.layers.im2col import col2im, im2col
from cnncourse.layers.linear import linear_backward, linear_forward
from cnncourse.layers.loops import output_size
from cnncourse.layers.loss import softmax_cross_entropy
from cnncourse.layers.pool import (
    avg_pool2d_backward,
    avg_pool2d_forward,
    max_pool2d_backward,
    max_pool2d_forward,
    pool_output_size,
)

__all__ = [
    "avg_pool2d_backward",
    "avg_pool2d_forward",
    "col2im",
    "conv2d_backward",
    "conv2d_forward",
    "im2col",
    "linear_backward",
    "linear_forward",
    "max_pool2d_backward",
    "max_pool2d_forward",
    "output_size",
    "pool_output_size",
    "relu_backward",
    "relu_forward",
    "softmax_cross_entropy",
    "tanh_backward",
    "tanh_forward",
]

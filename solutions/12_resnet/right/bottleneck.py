# %% torchvision's names
def bottleneck(nn, in_channels, channels, stride, stride_in):
    wide = 4 * channels
    shortcut = None
    if stride != 1 or in_channels != wide:
        projection = nn.Conv2d(in_channels, wide, 1, stride=stride, bias=False)
        shortcut = nn.Sequential(projection, nn.BatchNorm2d(wide))
    strides = {"1x1": (stride, 1), "3x3": (1, stride)}[stride_in]
    return nn.Residual(
        conv1=nn.Conv2d(in_channels, channels, 1, strides[0], bias=False),
        bn1=nn.BatchNorm2d(channels),
        relu1=nn.ReLU(),
        conv2=nn.Conv2d(channels, channels, 3, strides[1], padding=1, bias=False),
        bn2=nn.BatchNorm2d(channels),
        relu2=nn.ReLU(),
        conv3=nn.Conv2d(channels, wide, 1, bias=False),
        bn3=nn.BatchNorm2d(wide),
        shortcut=shortcut,
        activation=nn.ReLU(),
    )


# %% the ReLU behind the block
def bottleneck(nn, in_channels, channels, stride, stride_in):
    def convolution(c_in, c_out, size, stride):
        conv = nn.Conv2d(c_in, c_out, size, stride=stride, padding=size // 2, bias=False)
        return [conv, nn.BatchNorm2d(c_out)]

    wide = 4 * channels
    body = convolution(in_channels, channels, 1, stride if stride_in == "1x1" else 1)
    body += [nn.ReLU(), *convolution(channels, channels, 3, 1 if stride_in == "1x1" else stride)]
    body += [nn.ReLU(), *convolution(channels, wide, 1, 1)]
    shortcut = nn.Identity()
    if stride > 1 or in_channels != wide:
        shortcut = nn.Sequential(*convolution(in_channels, wide, 1, stride))
    return nn.Sequential(nn.Residual(nn.Sequential(*body), shortcut), nn.ReLU())

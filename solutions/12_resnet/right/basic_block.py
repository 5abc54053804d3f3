# %% torchvision's names
def basic_block(nn, in_channels, out_channels, stride):
    changes = stride > 1 or in_channels != out_channels
    shortcut = None
    if changes:
        shortcut = {
            "downsample": nn.Sequential(
                nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False),
                nn.BatchNorm2d(out_channels),
            )
        }
    return nn.Residual(
        conv1=nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False),
        bn1=nn.BatchNorm2d(out_channels),
        relu=nn.ReLU(),
        conv2=nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False),
        bn2=nn.BatchNorm2d(out_channels),
        shortcut=shortcut,
        activation=nn.ReLU(),
    )


# %% the ReLU behind the block
def basic_block(nn, in_channels, out_channels, stride):
    def convolution(c_in, size, stride, padding):
        return [
            nn.Conv2d(c_in, out_channels, size, stride=stride, padding=padding, bias=False),
            nn.BatchNorm2d(out_channels),
        ]

    body = [
        *convolution(in_channels, 3, stride, 1),
        nn.ReLU(),
        *convolution(out_channels, 3, 1, 1),
    ]
    shortcut = nn.Identity()
    if (in_channels, stride) != (out_channels, 1):
        shortcut = nn.Sequential(*convolution(in_channels, 1, stride, 0))
    return nn.Sequential(nn.Residual(nn.Sequential(*body), shortcut), nn.ReLU())

# %% stages by name
def resnet_cifar(nn, depth, width):
    def block(c_in, c_out, stride):
        return nn.Residual(
            conv1=nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False),
            bn1=nn.BatchNorm2d(c_out),
            relu=nn.ReLU(),
            conv2=nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False),
            bn2=nn.BatchNorm2d(c_out),
            shortcut=None if c_in == c_out else nn.ZeroPadShortcut(c_in, c_out, stride),
            activation=nn.ReLU(),
        )

    def stage(c_in, c_out, stride):
        return nn.Sequential(
            block(c_in, c_out, stride), *(block(c_out, c_out, 1) for _ in range(depth - 1))
        )

    return nn.Sequential(
        conv1=nn.Conv2d(3, width, 3, padding=1, bias=False),
        bn1=nn.BatchNorm2d(width),
        relu=nn.ReLU(),
        layer1=stage(width, width, 1),
        layer2=stage(width, 2 * width, 2),
        layer3=stage(2 * width, 4 * width, 2),
        pool=nn.AdaptiveAvgPool2d(1),
        flatten=nn.Flatten(),
        fc=nn.Linear(4 * width, 10),
    )


# %% a list of plans
def resnet_cifar(nn, depth, width):
    def convolution(c_in, c_out, stride):
        conv = nn.Conv2d(c_in, c_out, 3, stride=stride, padding=1, bias=False)
        return conv, nn.BatchNorm2d(c_out)

    plan = [(width, width, 1)] * depth
    for c in (width, 2 * width):
        plan += [(c, 2 * c, 2)] + [(2 * c, 2 * c, 1)] * (depth - 1)
    layers = [*convolution(3, width, 1), nn.ReLU()]
    for c_in, c_out, stride in plan:
        body = [*convolution(c_in, c_out, stride), nn.ReLU(), *convolution(c_out, c_out, 1)]
        shortcut = nn.ZeroPadShortcut(c_in, c_out, stride) if stride == 2 else nn.Identity()
        layers += [nn.Residual(nn.Sequential(*body), shortcut), nn.ReLU()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4 * width, 10))

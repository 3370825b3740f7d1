"""How people ask, and the section that must come first."""

# What learners type, by the section that must come first: by what it says, not by what is found.
FIRST = {
    "ch01#is-it-a-dead-neuron": [
        "dying relu",
        "why does relu die",
        "dead neuron",
    ],
    "ch01#what-is-the-derivative-at-0": [
        "derivative of relu at zero",
        "ReLU'(0)",
        "subgradient",
        "relu not differentiable",
        "pytorch relu gradient at zero",
    ],
    "ch01#what-does-the-chain-rule-say": [
        "chain rule",
    ],
    "ch01#what-does-the-neuron-compute": [
        "pre-activation",
    ],
    "ch01#what-does-the-bias-get": [
        "bias gradient",
    ],
    "ch02#where-does-each-activation-saturate": [
        "saturated activation",
    ],
    "ch02#when-is-the-derivative-zero": [
        "when is the sigmoid's derivative zero",
        "sigmoid float64 zero",
    ],
    "ch02#how-steep-is-it": [
        "derivative of the sigmoid function",
        "sigmoid derivative",
        "derivative of sigmoid",
    ],
    "ch03#does-relu-prevent-exploding-gradients": [
        "gradient explodes with relu",
        "does relu prevent exploding gradients",
        "exploding gradients",
    ],
    "ch04#how-small-must-the-first-gradient-be": [
        "vanishing gradient sigmoid",
        "vanishing gradient problem",
    ],
    "ch04#how-curved-is-the-loss": [
        "hessian",
    ],
    "ch05#what-does-the-jacobian-look-like": [
        "jacobian of relu",
    ],
    "ch05#which-activation-is-not-diagonal": [
        "softmax jacobian",
    ],
    "ch06#what-are-these-jacobians-seen-as-matrices": [
        "kronecker product",
    ],
    "ch06#do-the-weights-of-a-unit-all-move-one-way": [
        "zigzag weights",
        "gradients of all weights same sign",
    ],
    "ch06#why-are-inputs-centred-and-scaled": [
        "standardize inputs",
        "not zero-centered",
        "input scaling",
        "condition number",
    ],
    "ch06#what-if-w-is-transposed": [
        "column convention",
        "z = Wa + b",
    ],
    "ch07#what-does-it-say-in-numbers": [
        "backprop example by hand",
    ],
    "ch07#how-does-it-read-as-a-program": [
        "back-propagation code",
    ],
    "ch07#what-does-a-gradient-cost": [
        "cost of backpropagation",
    ],
    "ch07#why-backward": [
        "forward mode vs reverse mode",
    ],
    "ch07#how-does-one-check-a-whole-network": [
        "numerical gradient check",
        "gradient checking",
    ],
    "ch07#how-small-should-the-step-be": [
        "finite differences step size",
        "complex step",
        "numerical gradient",
    ],
    "ch07#when-should-a-gradient-be-checked": [
        "when to check gradients",
    ],
    "ch07#is-the-gradient-wrong-or-only-small": [
        "small gradient wrong",
    ],
    "ch07#how-does-one-check-dropout-and-batchnorm": [
        "dropout",
    ],
    "ch07#what-does-a-framework-s-gradcheck-do": [
        "gradcheck",
        "torch.autograd.gradcheck",
    ],
    "ch08#fan-in-or-fan-out": [
        "fan_in",
        "fan-in",
        "fan_out",
        "fan in vs fan out",
        "fanin",
    ],
    "ch08#derive-he-initialisation": [
        "he initialization",
        "He-initialisation",
        "kaiming",
        "kaiming init",
        "how to initialise a deep ReLU network",
    ],
    "ch08#what-does-a-framework-do-if-you-say-nothing": [
        "kaiming normal pytorch default",
        "pytorch default initialization",
        "nn.Linear initialization",
        "keras default initializer",
        "jax default init",
        "keras xavier",
    ],
    "ch08#why-at-random-at-all": [
        "symmetry breaking",
        "random at all",
    ],
    "ch08#could-weights-start-equal-or-at-0": [
        "equal weights at the start",
        "initialize weights to zero",
    ],
    "ch08#where-does-the-5-come-from": [
        "sqrt(5)",
        "kaiming_uniform a=sqrt(5)",
        "nn.Linear sqrt(5)",
    ],
    "ch08#what-do-the-default-biases-do": [
        "8.14",
        "default bias initialization",
    ],
    "ch08#what-is-0-8796": [
        "0.8796",
        "truncated normal",
        "flax lecun_normal",
    ],
    "ch08#what-are-the-gains-5-3-1-and-3-4": [
        "calculate_gain",
        "tanh gain 5/3",
        "gain for sigmoid",
        "selu",
    ],
    "ch08#how-many-inputs-has-a-convolution": [
        "fan_in of a convolution",
        "conv2d fan_in",
        "he init convolution",
        "depthwise convolution",
        "transposed convolution",
    ],
    "ch08#what-should-the-output-bias-be": [
        "output bias initialization",
        "bias for rare classes",
    ],
    "ch08#is-a-good-start-still-worth-it": [
        "does batchnorm make initialization unnecessary",
        "does adam make initialization unnecessary",
    ],
    "ch08#how-much-comes-out-of-one-layer": [
        "2/n",
        "(8.4)",
    ],
    "ch08#is-that-number-a-variance-or-a-standard-deviation": [
        "sqrt(2/n)",
        "standard deviation or variance?",
        "he std",
    ],
    "ch08#which-variance-of-weights-he-leaky-relu-glorot-or-lecun": [
        "xavier vs he",
        "lecun init",
        "variance of weights",
        "leaky relu",
        "glorot or he?",
    ],
    "ch08#why-the-second-moment-and-not-the-variance": [
        "second moment vs. variance",
    ],
    "ch09#what-happens-to-the-angle-between-two-inputs": [
        "angle between two inputs",
    ],
    "ch09#when-does-a-network-die": [
        "dead network",
    ],
    "ch10#remedy-4-batchnorm": [
        "batch norm",
        "batch-normalization",
    ],
    "ch10#remedy-5-layernorm": [
        "layer norm",
        "layer normalization",
    ],
    "ch10#remedy-6-the-residual-connection": [
        "residual",
        "skip connections",
        "resnet",
    ],
    "ch10#remedy-3-clip-the-gradient": [
        "gradient clipping",
    ],
    "ch10#remedy-2-decay-the-weights": [
        "weight decay",
        "L2 regularization",
    ],
    "ch10#how-does-a-gradient-go-back-through-batchnorm": [
        "batchnorm backward",
    ],
    "ch14#what-if-a-gradient-is-infinite-or-nan": [
        "gradient inf or nan",
        "clipping infinite gradient",
    ],
    "ch14#how-do-you-choose-the-threshold-of-a-clip": [
        "clipping threshold",
    ],
    "ch14#where-in-the-loop-does-the-clip-stand": [
        "clip after unscaling",
    ],
    "ch14#what-does-a-clip-do-to-adam": [
        "gradient clipping with adam",
        "adam clip",
    ],
    "ch10#can-a-branch-start-at-zero": [
        "zero gamma",
        "rezero",
        "fixup",
    ],
    "ch10#pre-ln-or-post-ln-and-why-warm-up": [
        "pre-ln vs post-ln",
        "warm-up",
        "learning rate warmup",
    ],
    "ch10#does-batchnorm-save-a-deep-sigmoid-network": [
        "batchnorm before sigmoid",
    ],
    "ch10#what-does-a-shifted-relu-do": [
        "shifted relu",
        "centre the outputs of relu",
    ],
    "ch10#both-together-and-what-transformers-do": [
        "transformer",
    ],
    "ch10#remedy-7-cross-entropy": [
        "mse or cross-entropy?",
    ],
    "ch11#which-loss-computed-how": [
        "softmax cross entropy",
    ],
    "ch11#what-is-wrong-with-my-network": [
        "loss not decreasing",
        "network not learning",
        "loss does not converge",
    ],
    "ch11#why-does-it-stall-at-ln-2": [
        "loss stuck at 0.693",
        "why is my loss 0.693",
        "training stuck on a plateau",
    ],
    "ch11#how-does-one-step-with-momentum-go": [
        "momentum",
    ],
    "ch11#how-does-adam-take-a-step": [
        "adam initialization",
    ],
    "ch11#does-training-cure-a-bad-start-by-itself": [
        "does training cure bad initialization",
    ],
    "ch11#dead-units-what-helps": [
        "what helps dead units",
        "dead units leaky slope",
    ],
    "ch11#what-does-an-odd-loss-say": [
        "loss 87.3365",
        "loss 16.118",
        "loss 14.51",
    ],
    "ch11#why-has-batchnorm-two-modes": [
        "batchnorm evaluation mode",
    ],
    "ch11#which-learning-rate-kills": [
        "learning rate too high",
        "learning rate too large",
    ],
    "ch12#find-the-edge-of-chaos-for-tanh-and-sigmoid": [
        "edge of chaos",
        "“edge of chaos”",
    ],
    "ch12#does-deep-tanh-with-xavier-settle-at-a-quarter": [
        "tanh xavier",
    ],
    "ch12#which-weights-does-a-sigmoid-need": [
        "initialize weights for sigmoid",
    ],
    "ch13#is-there-a-linear-network-without-that-spread": [
        "dynamical isometry",
    ],
    "ch13#look-inside-the-singular-values": [
        "singular values",
    ],
    "ch14#what-if-the-loss-is-accumulated-or-scaled": [
        "gradient accumulation clip",
        "gradient accumulation loss",
    ],
    "ch14#debug-a-network-you-did-not-write": [
        "debug a network",
    ],
    "ch14#how-do-you-look-inside-a-network-of-others": [
        "pytorch hooks",
    ],
    "ch14#patient-2-where-does-the-nan-come-from": [
        "nan loss",
        "loss is nan",
    ],
    "ch14#does-it-learn-and-fail-in-eval-mode": [
        "model.eval",
    ],
    "ch14#is-dl-dz-right-behind-an-in-place-relu": [
        "in-place relu",
    ],
    "ch14#when-is-it-worth-checking-a-gradient": [
        "detect_anomaly",
    ],
    "ch14#does-learning-one-batch-prove-that-the-labels-are-right": [
        "overfit one batch",
    ],
    "errata#sum-or-mean-over-the-samples": [
        "sum or mean over batch",
    ],
    "errata#he-s-variance-for-gelu": [
        "gelu",
    ],
}
QUERIES = {query: section for section, queries in FIRST.items() for query in queries}

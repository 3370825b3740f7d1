"""The exercises of chapter 1: one ReLU neuron, a = max(w x + b, 0), loss (a - y)^2."""

from collections.abc import Callable

import numpy as np

from tools.exercises.cases import drawn, number
from tools.exercises.checker import Exercise, Mistake

X, W, B, Y, RATE = 2.0, 3.0, 1.0, 5.0, 0.1  # the chapter's numbers


def _loss(w: float, b: float) -> float:
    """Square the error of the chapter's neuron."""
    return (max(w * X + b, 0.0) - Y) ** 2


def _after(w: float, b: float) -> tuple[float, float, float]:
    """Answer `step_both` for a reader who arrives at this w and b."""
    return w, b, _loss(w, b)


def _step(dw: float, db: float) -> tuple[float, float, float]:
    """Answer `step_both` for a reader who finds these two gradients."""
    return _after(W - RATE * dw, B - RATE * db)


STEP_BOTH = Exercise(
    id="ch01.step_both",
    title="Move both",
    statement=(
        "The neuron starts at $x=2$, $w=3$, $b=1$, $y=5$. Take **one** gradient step with $\\eta = "
        "0.1$ that moves $w$ and $b$ at once. What are $w$ and $b$ after it, and what is the loss "
        "$L = (a-y)^2$ then? Exact values are wanted."
    ),
    names=("w_new", "b_new", "loss"),
    answer=(2.2, 0.6, 0.0),
    right="Both moved, and the loss has nothing left to lose.",
    mistakes=(
        Mistake(
            "the factor of the loss is missing",
            _step(4.0, 2.0),
            "this loss has no 1/2 in front. What does the square leave behind when you "
            "differentiate it?",
        ),
        Mistake(
            "the gradient was added",
            _step(-8.0, -4.0),
            "the step went uphill. The gradient points where the loss grows; subtract it.",
        ),
        Mistake(
            "dL/da was left out",
            _step(2.0, 1.0),
            "these are the slopes of a. The loss depends on a; its slope is one more factor.",
        ),
        Mistake(
            "dz/dw = w",
            _step(12.0, 4.0),
            "w was multiplied by itself. In z = w x + b, what stands beside w?",
        ),
        Mistake(
            "dz/dw = 1",
            _step(4.0, 4.0),
            "w moved as b does. In z = w x + b, what stands beside w?",
        ),
        Mistake(
            "dz/db = x",
            _step(8.0, 8.0),
            "b moved as w does. In z = w x + b, what stands beside b?",
        ),
        Mistake(
            "the steps were handed in for the new values",
            (-0.8, -0.4, None),
            "these are the steps. Where does the neuron stand after them?",
        ),
        Mistake(
            "the sizes of the steps were handed in for the new values",
            (0.8, 0.4, None),
            "these are the sizes of the steps. Where does the neuron stand after them?",
        ),
        Mistake(
            "the gradients were handed in for the new values",
            (8.0, 4.0, None),
            "these are the gradients. Scale them by the learning rate, then take the step.",
        ),
        Mistake(
            "the learning rate was left out",
            _after(W - 8.0, B - 4.0),
            "the steps are as long as the gradients. Where is the learning rate?",
        ),
        Mistake(
            "b stayed",
            (2.2, 1.0, None),
            "b is still where it began. It is learned as w is; its gradient is another one.",
        ),
        Mistake(
            "b's gradient was taken after w had moved",
            _after(2.2, 0.92),
            "b moved last and least. Compute both gradients at the old point, then move both.",
        ),
        Mistake(
            "the loss of the start",
            (2.2, 0.6, _loss(W, B)),
            "the loss is still that of the start. Run forward again with what you found.",
        ),
        Mistake(
            "the loss with w moved and b not",
            (2.2, 0.6, _loss(2.2, B)),
            "the loss has seen only one of the two move.",
        ),
    ),
)

STABLE_RATES = Exercise(
    id="ch01.stable_rates",
    title="How large may the learning rate be?",
    statement=(
        "Gradient descent on a parabola of curvature $c$ multiplies the distance to the minimum by "
        "$1 - \\eta c$ in every step. Below which learning rate does it converge, near the minimum "
        "of the chapter's neuron ($x=2$), if only $w$ moves? And if $w$ and $b$ move together? "
        "Hand in the two limits. Exact values are wanted."
    ),
    names=("rate_w", "rate_both"),
    answer=(0.25, 0.2),
    right="The second limit is the smaller one: a second parameter can only add curvature.",
    mistakes=(
        Mistake(
            "half the limit, the rate that lands in one step",
            (0.125, 0.1),
            "at these rates the distance is gone after one step. How far may it overshoot and "
            "still shrink?",
        ),
        Mistake(
            "the curvature itself",
            (8.0, 10.0),
            "these are the curvatures. For which rates is the factor 1 - eta c below one in size?",
        ),
        Mistake(
            "the gradient (8, 4) for the curvature, by its length",
            (0.25, 2 / np.hypot(8, 4)),
            "the first is right, but in the second the gradient took the place of the curvature. "
            "For w alone the two happen to have one value here.",
        ),
        Mistake(
            "the gradient (8, 4) for the curvature, by its sum",
            (0.25, 2 / (8 + 4)),
            "the second adds up gradients. What counts is how the slope changes along the step: "
            "the curvature.",
        ),
        Mistake(
            "the factor of the loss is missing",
            (2 / 4, 2 / 5),
            "the loss has no 1/2 in front; differentiate (a - y)^2 twice and look at the factor.",
        ),
        Mistake(
            "x for x^2",
            (2 / 4, 2 / 6),
            "x enters twice: once as z moves with w, once as the slope moves with z.",
        ),
        Mistake(
            "w alone, twice",
            (0.25, 0.25),
            "the first is right. The second leaves out what b adds to the curvature.",
        ),
        Mistake(
            "b alone in the second place",
            (0.25, 1.0),
            "the first is right. The second is the limit of b alone; here both move.",
        ),
        Mistake(
            "swapped",
            (0.2, 0.25),
            "you have both; look again which is which.",
        ),
    ),
)

DEAD_INPUT = Exercise(
    id="ch01.dead_input",
    title="One input on the flat side",
    statement=(
        "Send $x = -2$ through the neuron of the start ($w=3$, $b=1$, $y=5$). What are $\\mathrm "
        "dL/\\mathrm dw$ and $\\mathrm dL/\\mathrm db$? Exact values are wanted."
    ),
    names=("dw_dead", "db_dead"),
    answer=(0.0, 0.0),
    right="The loss is 25 and wants to fall, but no gradient passes a ReLU on its flat side.",
    mistakes=(
        Mistake(
            "the gate was left out, a after the ReLU",
            (20.0, -10.0),
            "dL/da is right, but on its way to z it must pass the ReLU. What is z, and how steep "
            "is the ReLU there?",
        ),
        Mistake(
            "the ReLU was left out altogether",
            (40.0, -20.0),
            "this neuron is linear. Put the ReLU back, forward and backward.",
        ),
        Mistake(
            "the factor of the loss and the gate are missing",
            (10.0, -5.0),
            "two factors are missing: one from the square, one from the ReLU.",
        ),
        Mistake(
            "the gradients of x = 2",
            (8.0, 4.0),
            "these belong to the old input. Run forward again first: what is z now?",
        ),
        Mistake(
            "the gradients of x = 2 with the sign of x",
            (-8.0, 4.0),
            "only dz/dw has seen the new input. Run forward again first: what is z now?",
        ),
        Mistake(
            "the gate is on w's path only",
            (0.0, -10.0),
            "w is right. The path to b goes through the same ReLU.",
        ),
        Mistake(
            "the gate is on b's path only",
            (20.0, 0.0),
            "b is right. The path to w goes through the same ReLU.",
        ),
    ),
)


def _relu(z: float) -> float:
    """Clip at zero, as a float."""
    return max(z, 0.0)


def _delta(z: float, y: float) -> float:
    """Send dL/da = 2 (a - y) back to z."""
    return 2 * (_relu(z) - y) * (z > 0)


def _backward(delta: Callable = _delta, dz_dw: str = "x", dz_db: str = "1") -> Callable:
    """Make a backward pass (x, w, b, y) -> (dw, db) from dL/dz and the two slopes of z."""

    def gradients(x: float, w: float, b: float, y: float) -> tuple[float, float]:
        slopes = {"1": 1.0, "x": x, "w": w, "b": b}
        dz = delta(w * x + b, y)
        return dz * slopes[dz_dw], dz * slopes[dz_db]

    return gradients


GRADIENTS = Exercise(
    id="ch01.relu_neuron_gradients",
    title="Write the backward pass",
    statement=(
        "Write `relu_neuron_gradients(x, w, b, y)`: four numbers in, the pair $(\\mathrm "
        "dL/\\mathrm dw,\\ \\mathrm dL/\\mathrm db)$ out, for any neuron $a = \\max(wx+b,\\,0)$ "
        "with the loss $L=(a-y)^2$. At $z=0$ keep the course's convention. It must take any "
        "numbers, 0 and negative ones among them, up to $10^8$ in size. Six significant digits are "
        "wanted."
    ),
    names=("relu_neuron_gradients",),
    answer=_backward(),
    right="It held on every input: active, dead, on the corner, zero and huge.",
    digits=6,
    cases=(
        (2.0, 3.0, 1.0, 5.0),
        (-2.0, 3.0, 1.0, 5.0),
        (1.0, -1.0, 1.0, 2.0),  # z = 0
        (-0.0, 5.0, -0.0, -1.0),  # z = -0.0
        (0.0, 3.0, 2.0, 1.0),
        (-1.5, -2.0, 0.5, -3.0),
        (-1.0, -2.0, -3.0, -4.0),  # dead while w x > 0
        (2.0, 2.0, 1.0, 5.0),  # on the target
        (0.5, 0.25, 7.0, 0.0),
        (1e8, 1e8, 1.0, 1.0),
        (1e8, -1e8, 1.0, 1.0),
        (1e-4, 2.0, 1e-4, 1.0),
        (2.0, 0.0, 3.0, 1.0),
        (2.0, 0.01, 200.0, -300.0),
        (-3.0, -2.0, 1.0, 0.0),
        *drawn(lambda rng: tuple(number(rng) for _ in range(4)), seed=1),
    ),
    mistakes=(
        Mistake(
            "the factor of the loss is missing",
            _backward(lambda z, y: _delta(z, y) / 2),
            "this loss has no 1/2 in front. What does the square leave behind?",
        ),
        Mistake(
            "the sign is turned",
            _backward(lambda z, y: -_delta(z, y)),
            "the sign is turned. The inner derivative of (a - y) with respect to a is +1.",
        ),
        Mistake(
            "the gate was left out, a after the ReLU",
            _backward(lambda z, y: 2 * (_relu(z) - y)),
            "the factor da/dz is missing: nothing should pass where the ReLU is flat.",
        ),
        Mistake(
            "the ReLU was left out altogether",
            _backward(lambda z, y: 2 * (z - y)),
            "this neuron is linear. Put the ReLU back, forward and backward.",
        ),
        Mistake(
            "the gate is open at the corner",
            _backward(lambda z, y: 2 * (_relu(z) - y) * (z >= 0)),
            "your gate is open at z = 0. Which slope does the course give the ReLU there?",
        ),
        Mistake(
            "the slope at the corner is 1/2",
            _backward(lambda z, y: 2 * (_relu(z) - y) * float(np.heaviside(z, 0.5))),
            "at z = 0 you take the mean of both slopes, as some programs do. Which slope does the "
            "course give the ReLU there?",
        ),
        Mistake(
            "the gate looks at x",
            lambda x, w, b, y: _backward(lambda z, y: 2 * (_relu(z) - y) * (x > 0))(x, w, b, y),
            "the gate looks at the input x. The ReLU looks at z.",
        ),
        Mistake(
            "relu(z) for its slope",
            _backward(lambda z, y: 2 * (_relu(z) - y) * _relu(z)),
            "the value of the ReLU stands where its slope belongs.",
        ),
        Mistake(
            "dz/dw = w",
            _backward(dz_dw="w"),
            "dL/db is right, dL/dw is not: w is not its own slope. In z = w x + b, what stands "
            "beside w?",
        ),
        Mistake(
            "dz/dw = 1",
            _backward(dz_dw="1"),
            "dL/db is right, and dL/dw is the same. In z = w x + b, what stands beside w?",
        ),
        Mistake(
            "dz/db = x",
            _backward(dz_db="x"),
            "dL/dw is right, and dL/db is the same. In z = w x + b, what stands beside b?",
        ),
        Mistake(
            "dz/db = b",
            _backward(dz_db="b"),
            "dL/dw is right, dL/db is not: b is not its own slope. In z = w x + b, what stands "
            "beside b?",
        ),
        Mistake(
            "the pair is swapped",
            _backward(dz_dw="1", dz_db="x"),
            "both are there, in the wrong order: dL/dw comes first.",
        ),
        Mistake(
            "the gate is on w's path only",
            lambda x, w, b, y: (_delta(w * x + b, y) * x, 2 * (_relu(w * x + b) - y)),
            "dL/dw is right. The path to b goes through the same ReLU.",
        ),
    ),
)


def _samples(rng: np.random.Generator) -> tuple[np.ndarray]:
    """Draw a few pre-activations in whole numbers, most of them not above 0."""
    return (rng.integers(-4, 2, rng.integers(1, 7)).astype(float),)


IS_DEAD = Exercise(
    id="ch01.is_dead",
    title="Is it dead?",
    statement=(
        "A neuron sees $m$ samples, which give it the pre-activations `z`, an array of shape "
        "`(m,)`. Does one negative entry make it dead? Write `is_dead(z)`: `True` if no sample can "
        "move the neuron any more, else `False`. There is at least one sample, and the entries may "
        "be any numbers, 0 among them."
    ),
    names=("is_dead",),
    answer=lambda z: bool(np.all(z <= 0)),
    right="One sample on the active side is enough to keep a neuron learning.",
    cases=(
        (np.array([1.0, -1.0, 2.0]),),
        (np.array([-1.0, -2.0, -0.5]),),
        (np.array([3.0, 1.0, 2.0]),),
        (np.array([-10.0, 1.0, -10.0]),),
        (np.array([-1.0, 0.0]),),
        (np.array([0.0]),),
        (np.array([-0.0, -3.0]),),
        (np.array([-1e300, 1e-300]),),
        (np.array([7.0]),),
        (np.array([-7.0]),),
        (np.array([4.0, -3.0, -2.0]),),
        (np.array([-3.0, -2.0, 4.0]),),
        (np.array([5.0, -1.0, -2.0]),),
        (np.array([-1.0, 8.0, -2.0]),),
        (np.linspace(-300.0, -1.0, 300),),
        (np.where(np.arange(300) == 150, 1.0, -1.0),),
        *drawn(_samples, seed=2),
    ),
    mistakes=(
        Mistake(
            "one negative sample is enough",
            lambda z: bool(np.any(z <= 0)),
            "one sample without a gradient was enough for you. The others may still move it.",
        ),
        Mistake(
            "one strictly negative sample is enough",
            lambda z: bool(np.any(z < 0)),
            "one negative sample was enough for you. The others may still move it.",
        ),
        Mistake(
            "the corner counts as alive",
            lambda z: bool(np.all(z < 0)),
            "the corner counts as alive. Which slope does the course give the ReLU there?",
        ),
        Mistake(
            "the mean decides",
            lambda z: bool(np.mean(z) <= 0),
            "the mean decides for you. Each sample sends a gradient of its own.",
        ),
        Mistake(
            "alive for dead",
            lambda z: bool(np.any(z > 0)),
            "this is the opposite: it says whether the neuron is alive.",
        ),
        Mistake(
            "all samples active for dead",
            lambda z: bool(np.all(z > 0)),
            "this says whether every sample is on the active side. Dead is about the flat side.",
        ),
        Mistake(
            "the first sample decides",
            lambda z: bool(z[0] <= 0),
            "the first sample decides for you. What if it is silent, and another one is not?",
        ),
        Mistake(
            "the last sample decides",
            lambda z: bool(z[-1] <= 0),
            "the last sample decides for you. What if it is silent, and another one is not?",
        ),
        Mistake(
            "the majority decides",
            lambda z: bool(np.mean(z <= 0) > 0.5),
            "the majority decides for you. How many samples does it take to move the neuron?",
        ),
    ),
)

STEPS_TO_TARGET = Exercise(
    id="ch01.steps_to_target",
    title="Count the steps",
    statement=(
        "Let only $w$ move, from $w=3$ with $\\eta = 0.1$, and $b=1$ stay. After how many steps is "
        "the loss for the first time below $10^{-9}$? The exact value is wanted."
    ),
    names=("steps",),
    answer=(7,),
    right="Each step leaves a fifth of the error, and so a twenty-fifth of the loss.",
    mistakes=(
        Mistake(
            "the loss shrinks like the error",
            (14,),
            "the factor you used belongs to the error a - y. The loss is its square.",
        ),
        Mistake(
            "rounded down",
            (6,),
            "count once more: the loss must be below the bound, not near it.",
        ),
        Mistake(
            "the start counts as a step",
            (8,),
            "count once more: the loss before any step belongs to no step.",
        ),
        Mistake(
            "b moved too",
            (1,),
            "here b stays where it is, and so w alone cannot land at once.",
        ),
        Mistake(
            "the factor of the loss is missing",
            (22,),
            "too slow. The square of the error leaves a factor behind when it is differentiated.",
        ),
    ),
)

EXERCISES = (STEP_BOTH, STABLE_RATES, DEAD_INPUT, GRADIENTS, IS_DEAD, STEPS_TO_TARGET)

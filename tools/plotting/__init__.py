"""What the course shows: the look of its figures, `show`, and `explore` for those that move."""

from tools.plotting.controls import log_range
from tools.plotting.explorable import explore
from tools.plotting.numbers import power_of_ten
from tools.plotting.style import (
    ACTIVATION_STYLE,
    GRADIENT_COLOR,
    INITIALISATION_STYLE,
    ROLE_COLOR,
    show,
    use_course_style,
)

__all__ = [
    "ACTIVATION_STYLE",
    "GRADIENT_COLOR",
    "INITIALISATION_STYLE",
    "ROLE_COLOR",
    "explore",
    "log_range",
    "power_of_ten",
    "show",
    "use_course_style",
]

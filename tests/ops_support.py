"""What the tests of ops and losses share: hostile texts, variables, pictures, reading prompts."""

import io
import re

from hypothesis import strategies as st
from PIL import Image as Pillow

import tgwidget as tg

hostile = st.text(max_size=30) | st.sampled_from(
    ["{x}", "{{x}}", "{", "$role", "${", "%(a)s", "</LM_INPUT>", "<FEEDBACK>", "{v.engine}", "$$"]
)
role_text = hostile.filter(lambda text: text.strip())


def drawing(color="red"):
    out = io.BytesIO()
    Pillow.new("RGB", (8, 6), color).save(out, "PNG")
    return out.getvalue()


def variable(value, role="input", *, grad=True):
    return tg.Variable(value, role_description=role, requires_grad=grad)


def picture(color="red", role="the picture", *, grad=False):
    return variable(drawing(color), role, grad=grad)


def gradients(*variables):
    return [[gradient.value for gradient in one.gradients] for one in variables]


def about(prompt):
    """Which variable a prompt asks for feedback on, by its role."""
    return re.search(r"<ROLE-(\w+)>(.*?)</ROLE-\1>", prompt, re.S)[2]

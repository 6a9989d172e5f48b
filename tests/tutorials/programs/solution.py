"""The same problem with an instruction that is a variable, until the critic is content."""

import textgrad as tg
from textgrad import Variable
from textgrad.loss import TextLoss
from textgrad.optimizer import TextualGradientDescent

tg.set_backward_engine("gpt-4o", override=True)

solution = Variable(
    "We solve x^2 - 5x + 6 = 0 with the formula x = (-b ± √(b^2 - 4ac)) / 2a.\n"
    "a = 1, b = -5, c = 6\n"
    "x = (5 ± √(25 - 24)) / 1\n"
    "x1 = 6\n"
    "x2 = 4",
    requires_grad=True,
    role_description="solution to the math question",
)
loss_system_prompt = Variable(
    "You will evaluate a solution to a math question. Do not solve it, only find its errors.",
    requires_grad=False,
    role_description="system prompt",
)
loss_fn = TextLoss(loss_system_prompt)
optimizer = TextualGradientDescent(parameters=[solution], constraints=["Keep the equation."])

evaluations = []
values = [solution.get_value()]
for _ in range(3):
    optimizer.zero_grad()
    loss = loss_fn(solution)
    evaluations.append(loss.value)
    loss.backward()
    optimizer.step()
    values.append(solution.get_value())

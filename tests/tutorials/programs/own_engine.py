"""An engine that the program brings along: its lines come from a list."""

import textgrad as tg
from textgrad.engine import EngineLM


class Recited(EngineLM):
    def __init__(self, lines):
        self.lines = list(lines)
        self.asked = []
        self.model_string = "recited"

    def generate(self, prompt, system_prompt=None, **kwargs):
        self.asked.append((system_prompt, prompt))
        return self.lines.pop(0)

    def __call__(self, prompt, **kwargs):
        return self.generate(prompt, **kwargs)


model = Recited(["It is Lyon.", "It is Paris."])
critic = Recited(["Lyon is not the capital.", "Name the capital.", "Nothing to add."])
question = tg.Variable(
    "What is the capital of France?", role_description="question", requires_grad=False
)
answer = tg.BlackboxLLM(model, system_prompt="Answer in one sentence.")(question)
loss = tg.TextLoss("Is this the capital?", engine=critic)(answer)
loss.backward(critic)
criticism = answer.get_gradient_text()
direct = model("Once more, please.")

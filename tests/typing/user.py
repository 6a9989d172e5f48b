"""What a user's program looks like to a strict type checker: never run, checked by pyright."""

from openai import AsyncOpenAI, OpenAI

import tgwidget as tg


class Mine(tg.EngineLM):
    def generate(self, prompt: str, system_prompt: str | None = None, **kwargs: object) -> str:
        return prompt


def answer(prompt: str) -> str:
    return prompt


def heeding(prompt: str, system_prompt: str | None) -> str:
    return f"{system_prompt} {prompt}"


def program() -> None:
    for engine in ("gpt-4o", Mine(), answer, heeding, tg.get_engine("simulated")):
        tg.set_backward_engine(engine, override=True)
        made: tg.EngineLM = tg.get_engine(engine, budget=tg.Budget(usd=1), temperature=0.5)
        tg.Fallback(engine, made)
        tg.Recorder(engine, "lesson.jsonl")
        question = tg.Variable("2 + 2?", role_description="question", requires_grad=False)
        reply: tg.Variable = tg.BlackboxLLM(engine)(question)
        loss: tg.Variable = tg.TextLoss("Is it right?", engine=engine)(reply)
        loss.backward(engine)
        tg.TGD(parameters=[reply], engine=engine).step()
    tg.get_engine(OpenAI(), model="gpt-4o")
    tg.set_backward_engine(AsyncOpenAI(), model="gpt-4o", override=True)

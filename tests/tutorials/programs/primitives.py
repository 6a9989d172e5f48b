"""Each part on its own: an engine, a variable, a loss, a backward pass, a step."""

from textgrad import Variable
from textgrad.autograd import LLMCall
from textgrad.autograd.functional import llm_call
from textgrad.engine import get_engine
from textgrad.loss import TextLoss
from textgrad.optimizer import TextualGradientDescent

engine = get_engine("gpt-3.5-turbo")
said = engine.generate("I have two cups and a plate. How many objects do I have?")
said_again = engine(
    "I have two cups and a plate. How many objects do I have?",
    system_prompt="Reply with only the final number.",
)

x = Variable(
    "The next meeting is very soon, basically on Tuesday.",
    role_description="The input sentence",
    requires_grad=True,
)
no_gradients = len(x.gradients)

system_prompt = Variable(
    "Evaluate how clear this sentence is", role_description="The system prompt"
)
loss = TextLoss(system_prompt, engine=engine)
optimizer = TextualGradientDescent(parameters=[x], engine=engine)

evaluation = loss(x)
evaluation.backward(engine)
gradients = [gradient.value for gradient in x.gradients]
on_the_prompt = [gradient.value for gradient in system_prompt.gradients]
is_made_from = x in evaluation.predecessors

before = x.get_value()
optimizer.step()
after = x.value
optimizer.zero_grad()
left = len(x.gradients)

question = Variable(
    "I have a dog and three cats. How many animals do I have?",
    role_description="question",
    requires_grad=False,
)
strategy = Variable("List every item. Verify the total.", role_description="system prompt")
answer = LLMCall(engine, strategy)(question, response_role_description="answer to the question")
same = llm_call(
    question, engine, response_role_description="answer to the question", system_prompt=strategy
)
short = answer.get_short_value(n_words_offset=2)

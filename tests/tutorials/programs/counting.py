"""A system prompt learns to count: a cheap model answers, a strong one criticises."""

import re

import textgrad as tg
from textgrad.autograd.string_based_ops import StringBasedFunction

forward_engine = tg.get_engine("gpt-3.5-turbo-0125")
backward_engine = tg.get_engine("gpt-4o")

train_set = [
    ("I have a lamp, two chairs and three ovens. How many objects do I have?", 6),
    ("I have a dog, three cats, a table and two goats. How many animals do I have?", 6),
    ("I have four apples, a plum, two carrots and a peach. How many fruits do I have?", 6),
    ("I have a flute, two drums, a bed and three violins. How many musical instruments do I have?",
     6),
    ("I have two onions, a potato, three carrots and a mango. How many vegetables do I have?", 6),
    ("I have a mirror, five cups, two beds and a fridge. How many objects do I have?", 9),
]  # fmt: skip
val_set = [
    ("I have two rabbits, a pig, a couch and four snails. How many animals do I have?", 7),
    ("I have a trumpet, a piano and two violins. How many musical instruments do I have?", 4),
    ("I have three bananas, a cup and two oranges. How many fruits do I have?", 5),
    ("I have a toaster, two tables, two lamps and a couch. How many objects do I have?", 6),
    ("I have a cabbage, two onions, a drum and two carrots. How many vegetables do I have?", 5),
    ("I have five plums, a goat and a mango. How many fruits do I have?", 6),
]


def parse_integer_answer(answer):
    found = re.findall(r"\d+", answer.splitlines()[-1])
    return int(found[-1]) if found else 0


def string_based_equality_fn(prediction, ground_truth_answer):
    expected = int(str(ground_truth_answer.value))
    return int(parse_integer_answer(str(prediction.value)) == expected)


eval_fn = StringBasedFunction(
    string_based_equality_fn,
    function_purpose="The runtime of string-based function that checks if the prediction is "
    "correct.",
)

system_prompt = tg.Variable(
    "You will answer a reasoning question. Think step by step. The last line of your response "
    "should be of the following format: 'Answer: $VALUE' where VALUE is a numerical value.",
    requires_grad=True,
    role_description="structured system prompt to a somewhat capable language model that "
    "specifies the behavior and strategies for the QA task",
)
model = tg.BlackboxLLM(forward_engine, system_prompt)
optimizer = tg.TextualGradientDescent(engine=backward_engine, parameters=[system_prompt], verbose=0)


def evaluate(data):
    right = 0
    for question, truth in data:
        x = tg.Variable(question, requires_grad=False, role_description="query to the model")
        y = tg.Variable(truth, requires_grad=False, role_description="correct answer")
        right += int(eval_fn(inputs={"prediction": model(x), "ground_truth_answer": y}).value)
    return right / len(data)


results = {"validation": [evaluate(val_set)], "prompt": [system_prompt.get_value()]}
for start in range(0, len(train_set), 3):
    optimizer.zero_grad()
    losses = []
    for question, truth in train_set[start : start + 3]:
        x = tg.Variable(question, requires_grad=False, role_description="query to the model")
        y = tg.Variable(truth, requires_grad=False, role_description="correct answer")
        response = model(x)
        losses.append(eval_fn(inputs={"prediction": response, "ground_truth_answer": y}))
    total_loss = tg.sum(losses)
    total_loss.backward(backward_engine)
    optimizer.step()

    accuracy = evaluate(val_set)
    if accuracy < results["validation"][-1]:
        system_prompt.set_value(results["prompt"][-1])
        accuracy = results["validation"][-1]
    results["validation"].append(accuracy)
    results["prompt"].append(system_prompt.get_value())

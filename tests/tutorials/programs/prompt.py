"""A prompt trained over epochs, evaluated on threads; some steps are taken back."""

import concurrent.futures
import random

import textgrad as tg
from textgrad.autograd import StringBasedFunction

llm_api_eval = tg.get_engine(engine_name="gpt-4o")
llm_api_test = tg.get_engine(engine_name="gpt-3.5-turbo-0125")
tg.set_backward_engine(llm_api_eval, override=True)

# fmt: off
WORDS = ["plum", "pear", "peach", "apple", "apricot", "mango", "melon", "cherry", "banana", "fig",
         "date", "grape", "lemon", "lime"]
# fmt: on


def questions(count, rng):
    for _ in range(count):
        words = rng.sample(WORDS, 6)
        listed = " ".join(words)
        yield f"Sort the following words alphabetically: List: {listed}", " ".join(sorted(words))


def same_words(prediction, ground_truth_answer):
    said = prediction.value.splitlines()[-1].removeprefix("Answer:")
    return int(said.replace(",", " ").split() == ground_truth_answer.value.split())


rng = random.Random(7)
train_set, val_set = list(questions(6, rng)), list(questions(8, rng))
eval_fn = StringBasedFunction(same_words, function_purpose="checks that the list is sorted")


def eval_sample(item, model):
    x, y = item
    x = tg.Variable(x, requires_grad=False, role_description="query to the language model")
    y = tg.Variable(y, requires_grad=False, role_description="correct answer for the query")
    response = model(x)
    return int(eval_fn(inputs={"prediction": response, "ground_truth_answer": y}).value)


def eval_dataset(data, model):
    with concurrent.futures.ThreadPoolExecutor(max_workers=4) as executor:
        return list(executor.map(lambda item: eval_sample(item, model), data))


def mean(numbers):
    return sum(numbers) / len(numbers)


def run_validation_revert(system_prompt, results, model):
    now = mean(eval_dataset(val_set, model))
    results["tried"].append(system_prompt.get_value())
    if now <= results["validation"][-1]:  # a step has to earn its words
        system_prompt.set_value(results["prompt"][-1])
        now = results["validation"][-1]
    results["validation"].append(now)


system_prompt = tg.Variable(
    "You sort words. End with one line of the form 'Answer: VALUE'.",
    requires_grad=True,
    role_description="system prompt to the language model",
)
model = tg.BlackboxLLM(llm_api_test, system_prompt)
optimizer = tg.TextualGradientDescent(parameters=[system_prompt], engine=llm_api_eval)

results = {
    "validation": [mean(eval_dataset(val_set, model))],
    "prompt": [system_prompt.get_value()],
    "tried": [],
}
for _epoch in range(2):
    for step in range(0, len(train_set), 2):
        optimizer.zero_grad()
        losses = []
        for question, truth in train_set[step : step + 2]:
            x = tg.Variable(question, requires_grad=False, role_description="query")
            y = tg.Variable(truth, requires_grad=False, role_description="correct answer")
            response = model(x)
            losses.append(eval_fn(inputs={"prediction": response, "ground_truth_answer": y}))
        total_loss = tg.sum(losses)
        total_loss.backward()
        optimizer.step()
        run_validation_revert(system_prompt, results, model)
        results["prompt"].append(system_prompt.get_value())

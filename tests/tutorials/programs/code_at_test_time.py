"""Code improved at test time: a loss that shows the problem beside the code, and runs nothing."""

import textgrad as tg
from textgrad.autograd import FormattedLLMCall

llm_engine = tg.get_engine("gpt-4o")
tg.set_backward_engine(llm_engine, override=True)

problem_text = """Return the length of the longest strictly increasing subsequence of nums.
Example: nums = {10, 9, 2, 5, 3, 7} has the length 3."""

initial_solution = '''
def longest(nums):
    """Find the length, basically by looking at every pair."""
    best = {i: 1 for i in range(len(nums))}
    for i in range(1, len(nums)):
        for j in range(i):
            if nums[i] > nums[j]:
                best[i] = max(best[i], best[j] + 1)
    return max(best.values())
'''

code = tg.Variable(
    value=initial_solution, requires_grad=True, role_description="code instance to optimize"
)
problem = tg.Variable(problem_text, requires_grad=False, role_description="the coding problem")
optimizer = tg.TGD(parameters=[code])

loss_system_prompt = tg.Variable(
    "You are a smart language model that evaluates code snippets. You do not solve problems or "
    "propose new code, only evaluate existing solutions critically.",
    requires_grad=False,
    role_description="system prompt to the loss function",
)
instruction = "Think about the problem and the code. Does it solve the problem, and how fast?"
format_string = "{instruction}\nProblem: {{problem}}\nCurrent Code: {{code}}"
format_string = format_string.format(instruction=instruction)

formatted_llm_call = FormattedLLMCall(
    engine=llm_engine,
    format_string=format_string,
    fields={"problem": None, "code": None},
    system_prompt=loss_system_prompt,
)


def loss_fn(problem: tg.Variable, code: tg.Variable) -> tg.Variable:
    return formatted_llm_call(
        inputs={"problem": problem, "code": code},
        response_role_description=f"evaluation of the {code.get_role_description()}",
    )


loss = loss_fn(problem, code)
loss.backward()
gradients = [gradient.value for gradient in code.gradients]
optimizer.step()

"""A picture and a question, through litellm and through the graph."""

import io

import textgrad as tg
from PIL import Image, ImageDraw
from textgrad.autograd import MultimodalLLMCall
from textgrad.engine_experimental.litellm import LiteLLMEngine
from textgrad.loss import ImageQALoss

picture = Image.new("RGB", (240, 160), "white")
pen = ImageDraw.Draw(picture)
pen.rectangle((20, 20, 80, 80), fill="red")
pen.rectangle((110, 20, 170, 80), fill="red")
pen.rectangle((110, 100, 170, 150), fill="blue")
pen.rectangle((200, 115, 216, 131), fill="green")
buffer = io.BytesIO()
picture.save(buffer, format="PNG")
image_data = buffer.getvalue()

engine = LiteLLMEngine("gpt-4o", cache=True)
told = engine.generate(
    content=[image_data, "How many shapes are there?"],
    system_prompt="Look for small shapes, too. Count each shape on its own.",
)
sum_of = engine.generate(
    content="I have three cups and four plates. How many objects do I have?",
    system_prompt="List every item. Verify the total. Count only objects.",
)

tg.set_backward_engine(engine, override=True)
image_variable = tg.Variable(
    image_data, role_description="image to answer a question about", requires_grad=False
)
question_variable = tg.Variable(
    "How many shapes are there?", role_description="question", requires_grad=False
)
response = MultimodalLLMCall(engine)([image_variable, question_variable])
first = response.value

loss_fn = ImageQALoss(
    evaluation_instruction="Does this seem like a complete and good answer for the image? "
    "Criticize. Do not give a new answer.",
    engine=engine,
)
loss = loss_fn(question=question_variable, image=image_variable, response=response)
optimizer = tg.TGD(parameters=[response])
loss.backward()
optimizer.step()

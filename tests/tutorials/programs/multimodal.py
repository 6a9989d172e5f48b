"""Pictures from a file, from bytes and from Pillow; named fields in a fixed order."""

import io
import tempfile
from pathlib import Path

import textgrad as tg
from PIL import Image, ImageDraw
from textgrad import Variable
from textgrad.autograd import MultimodalLLMCall, OrderedFieldsMultimodalLLMCall
from textgrad.loss import ImageQALoss

tg.set_backward_engine("gpt-4o", override=True)


def draw(colors, form):
    picture = Image.new("RGB", (60 * len(colors), 60), "white")
    for place, color in enumerate(colors):
        ImageDraw.Draw(picture).rectangle((60 * place + 10, 10, 60 * place + 50, 50), fill=color)
    out = io.BytesIO()
    picture.save(out, format=form)
    return out.getvalue()


image_data = draw(["green", "blue", "green", "green"], "PNG")
path = Path(tempfile.mkdtemp()) / "shapes.png"
path.write_bytes(image_data)

from_bytes = Variable(image_data, role_description="the image", requires_grad=False)
from_file = tg.Variable(image_path=str(path), role_description="the image", requires_grad=False)
photo = Variable(draw(["green"], "JPEG"), role_description="the photo", requires_grad=False)

question = Variable(
    "What colors do the shapes have?", role_description="question", requires_grad=False
)
seen = [
    MultimodalLLMCall("gpt-4o")([image, question], response_role_description="answer").value
    for image in (from_bytes, from_file, photo)
]

system_prompt = Variable(
    "You answer questions about images.",
    requires_grad=True,
    role_description="system prompt for questions about images",
)
ask = OrderedFieldsMultimodalLLMCall(
    engine="gpt-4o", fields=["Question", "Image"], system_prompt=system_prompt
)
counted = Variable("How many shapes are there?", role_description="question", requires_grad=False)
loss_fn = ImageQALoss(
    evaluation_instruction="Evaluate the answer to the question about the image. Be critical.",
    engine="gpt-4o",
)
optimizer = tg.TGD(parameters=[system_prompt])
answers = []
for _ in range(3):
    optimizer.zero_grad()
    response = ask(
        inputs={"Question": counted, "Image": from_bytes},
        response_role_description="answer to the question about the image",
    )
    answers.append(response.value)
    loss = loss_fn(image=from_bytes, question=counted, response=response)
    loss.backward()
    optimizer.step()

"""A tiny Llama with random weights, laid out as a Hugging Face cache: run in transformers' own
environment as ``weights_transformers.py HF_HOME``; the model is then ``local/tiny``.

Greedy decoding picks plain ASCII and never ends by itself, so replies are as long as asked for.
"""

import hashlib
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEXTS = ["The quick brown fox jumps over the lazy dog.", "system user assistant", "Hello!"] * 50
CHAT = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def tokenizer() -> PreTrainedTokenizerFast:
    bare = Tokenizer(models.BPE())
    bare.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bare.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    bare.train_from_iterator(
        TEXTS,
        trainers.BpeTrainer(
            vocab_size=384, special_tokens=SPECIAL, show_progress=False, initial_alphabet=alphabet
        ),
    )
    made = PreTrainedTokenizerFast(
        tokenizer_object=bare, bos_token=SPECIAL[0], eos_token=SPECIAL[2], pad_token=SPECIAL[0]
    )
    made.chat_template = CHAT
    return made


def model(words: PreTrainedTokenizerFast) -> LlamaForCausalLM:
    torch.manual_seed(0)
    ends = {"bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 0}
    made = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(words), hidden_size=64, intermediate_size=128, num_hidden_layers=2,
            num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=8192,
            tie_word_embeddings=False, **ends,
        )
    )  # fmt: skip
    made = made.to(torch.float32)
    keep = torch.zeros(len(words), 1)
    for token in range(len(SPECIAL), len(words)):
        text = words.decode([token])
        keep[token] = float(text.isascii() and text.isprintable())
    with torch.no_grad():
        made.lm_head.weight.mul_(keep * 50)
    made.generation_config = GenerationConfig(do_sample=False, **ends)
    return made


def main(home: Path) -> None:
    repository = home / "hub" / "models--local--tiny"
    commit = hashlib.sha256(b"tiny").hexdigest()[:40]
    snapshot = repository / "snapshots" / commit
    for folder in (snapshot, repository / "refs", repository / "blobs"):
        folder.mkdir(parents=True, exist_ok=True)
    (repository / "refs" / "main").write_text(commit)
    words = tokenizer()
    model(words).save_pretrained(snapshot)
    words.save_pretrained(snapshot)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""A tiny Llama with random weights as GGUF: run in llama.cpp's own environment as
``weights_gguf.py OUT.gguf``. Greedy decoding picks plain ASCII and never ends by itself."""

import sys

import gguf
import numpy as np

WIDTH, INNER, LAYERS, HEADS, KEYS, CONTEXT = 64, 128, 2, 4, 2, 8192
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
CHAT = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def alphabet() -> dict[int, str]:
    """GPT-2's printable character for every byte."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    return {byte: chr(byte) for byte in plain} | {
        byte: chr(256 + place) for place, byte in enumerate(others)
    }


def main(path: str) -> None:
    letters = alphabet()
    tokens = [*SPECIAL, *(letters[byte] for byte in range(256)), "th", "the"]
    bytes_of = {letter: byte for byte, letter in letters.items()}
    plain = [
        place for place, token in enumerate(tokens)
        if place >= len(SPECIAL) and all(32 <= bytes_of[letter] < 127 for letter in token)
    ]  # fmt: skip
    random = np.random.default_rng(0)

    def weights(*shape: int, scale: float = 0.05) -> np.ndarray:
        return (random.standard_normal(shape) * scale).astype(np.float32)

    ones = np.ones(WIDTH, np.float32)
    out = np.zeros((len(tokens), WIDTH), np.float32)
    out[plain] = weights(len(plain), WIDTH, scale=1.0)
    file = gguf.GGUFWriter(path, "llama")
    file.add_name("tiny")
    file.add_context_length(CONTEXT)
    file.add_embedding_length(WIDTH)
    file.add_block_count(LAYERS)
    file.add_feed_forward_length(INNER)
    file.add_head_count(HEADS)
    file.add_head_count_kv(KEYS)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_rope_dimension_count(WIDTH // HEADS)
    file.add_rope_freq_base(10000.0)
    file.add_vocab_size(len(tokens))
    file.add_file_type(gguf.LlamaFileType.ALL_F32)
    file.add_tokenizer_model("gpt2")
    file.add_tokenizer_pre("gpt-2")
    file.add_token_list(tokens)
    kinds = [gguf.TokenType.CONTROL] * len(SPECIAL)
    file.add_token_types(kinds + [gguf.TokenType.NORMAL] * (len(tokens) - len(SPECIAL)))
    file.add_token_merges(["t h", "th e"])
    file.add_bos_token_id(0)
    file.add_eos_token_id(2)
    file.add_add_bos_token(False)
    file.add_chat_template(CHAT)
    file.add_tensor("token_embd.weight", weights(len(tokens), WIDTH))
    file.add_tensor("output_norm.weight", ones)
    file.add_tensor("output.weight", out)
    narrow = WIDTH * KEYS // HEADS
    shapes = {
        "attn_q": (WIDTH, WIDTH), "attn_k": (narrow, WIDTH), "attn_v": (narrow, WIDTH),
        "attn_output": (WIDTH, WIDTH), "ffn_gate": (INNER, WIDTH), "ffn_up": (INNER, WIDTH),
        "ffn_down": (WIDTH, INNER),
    }  # fmt: skip
    for layer in range(LAYERS):
        for name in ("attn_norm", "ffn_norm"):
            file.add_tensor(f"blk.{layer}.{name}.weight", ones)
        for name, shape in shapes.items():
            file.add_tensor(f"blk.{layer}.{name}.weight", weights(*shape))
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


if __name__ == "__main__":
    main(sys.argv[1])

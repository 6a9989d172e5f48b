"""Texts and images as values: loading, limits, and what is shown of an image."""

from tgwidget.content.image import IMAGE_TOKENS, Content, Image, tokens
from tgwidget.content.loading import load_image, load_image_file

__all__ = ["IMAGE_TOKENS", "Content", "Image", "load_image", "load_image_file", "tokens"]

"""Replies that are kept on disk."""

from tgwidget.engine.cache.store import Cache, CacheStats, chosen, shared_cache

__all__ = ["Cache", "CacheStats", "chosen", "shared_cache"]

"""All text said to models, one file a speaker, each beside the parser of its answer."""

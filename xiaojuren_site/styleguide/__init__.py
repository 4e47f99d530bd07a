"""Every component in every state, for those who build the site; it is not there for the public.

What is shown is stored content, and where none is in a state, an example that says 示例.
"""

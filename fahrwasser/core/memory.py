"""What a process keeps for good is put out of sight of Python's garbage collector (docs/adr/0032).

A full collection looks at every object there is, in the middle of somebody's page.
"""

import gc


def settle() -> None:
    """Whatever is alive now stays: collections look at it no more.

    What is let go of later is freed all the same, as long as it does not lead back to itself.
    """
    gc.collect()
    gc.freeze()

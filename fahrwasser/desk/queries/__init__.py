"""What the pages of the desk show, read from everything below; each module serves one page."""

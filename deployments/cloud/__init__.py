"""The web page of the 目标云: its drawings and thumbnails."""

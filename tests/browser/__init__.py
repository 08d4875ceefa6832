"""The main story in Chromium, in Chinese, against a real server."""

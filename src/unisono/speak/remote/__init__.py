"""`remote`: speaks by a running GPT-SoVITS server, the official api_v2.py."""

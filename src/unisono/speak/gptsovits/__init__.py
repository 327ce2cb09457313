"""GPT-SoVITS: text and a few seconds of someone's speech -> that person saying it."""

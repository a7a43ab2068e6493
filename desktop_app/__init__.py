"""The desktop program around the engine in ``domain``."""

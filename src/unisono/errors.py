"""What can go wrong, as a tree. Every message says what came, what was expected and what to do, in one line.

UnisonoError
├── InputError (ValueError)       what the user gave cannot be used      exit code 2
│   ├── TextError                 nothing to say, or no voice can say it
│   ├── SoundError                a recording is missing, silent, too short, not sound
│   ├── VoiceError                a .voice file that cannot be read, a cloning that nobody agreed to
│   ├── WeightsError              weights that cannot be read, or are of another net
│   ├── AvatarError               a head that cannot be read
│   ├── TrackError                a face track that cannot be read
│   └── OutputError (OSError)     an unknown suffix, a folder that cannot be written
├── UnknownPlugin (LookupError)   no engine of that name                 exit code 2
├── MissingExtra (ImportError)    an optional part is not installed      exit code 2
└── EngineError (RuntimeError)    an engine failed or died               exit code 1
"""

from __future__ import annotations


class UnisonoError(Exception):
    """Anything unisono raises on purpose."""

    exit_code = 2


class InputError(UnisonoError, ValueError):
    """What the user gave cannot be used."""


class TextError(InputError):
    """There is nothing to say, or no voice can say it."""


class SoundError(InputError):
    """A recording is missing, silent, too short or not sound."""


class VoiceError(InputError):
    """A `.voice` file that cannot be read, or a cloning that nobody agreed to."""


class WeightsError(InputError):
    """Weights that cannot be read, or are of another net."""


class AvatarError(InputError):
    """A head that cannot be read."""


class TrackError(InputError):
    """A face track that cannot be read."""


class OutputError(InputError, OSError):
    """An unknown suffix, or a place that cannot be written."""


class UnknownPlugin(UnisonoError, LookupError):
    """No plugin of that name is installed."""


class MissingExtra(UnisonoError, ImportError):
    """An optional part is not installed; the message names the pip command that mends it."""


class EngineError(UnisonoError, RuntimeError):
    """An engine failed or its process died."""

    exit_code = 1

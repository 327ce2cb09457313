"""The voice's net in torch, for training; `speak/own/net.py` is the same in numpy, with the same names of weights.

Everything is (B, T, C); a convolution is one matrix over shifted copies, which is fast in bf16 on a processor.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from unisono.speak.own.inventory import COLUMNS
from unisono.speak.own.lessons import TOLD
from unisono.speak.own.mels import BANDS
from unisono.speak.own.shape import HEARD, PLACES, POINTS, ROOM, STYLE, TRACKS, VOICED_BANDS, Shape
from unisono.speak.own.structure import REACH, STILL, kernel


class Block(nn.Module):  # type: ignore[misc]
    """Normalise, look `dilation` steps to either side, gate, add; `condition` shifts what is gated."""

    def __init__(self, width: int, dilation: int, condition: int, drop: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Linear(3 * width, 2 * width)
        self.shift = nn.Linear(condition, 2 * width, bias=False) if condition else None
        self.dilation, self.drop = dilation, drop

    def forward(self, x: Tensor, mask: Tensor, condition: Tensor | None) -> Tensor:
        """(B, T, C), (B, T, 1), (B, condition) -> (B, T, C)."""
        d, T = self.dilation, x.shape[1]
        h = functional.pad(self.norm(x) * mask, (0, 0, d, d))
        h = self.mix(torch.cat([h[:, :T], h[:, d : d + T], h[:, 2 * d :]], -1))
        if self.shift is not None:
            h = h + self.shift(condition)[:, None]
        return x + functional.dropout(functional.glu(h, -1), self.drop, self.training)


class Stack(nn.Module):  # type: ignore[misc]
    """Blocks in a row."""

    def __init__(self, width: int, dilations: tuple[int, ...], condition: int, drop: float) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(width, d, condition, drop) for d in dilations)

    def forward(self, x: Tensor, mask: Tensor, condition: Tensor | None = None) -> Tensor:
        """As its blocks."""
        for block in self.blocks:
            x = block(x, mask, condition)
        return x


class Listener(nn.Module):  # type: ignore[misc]
    """Mels of a speaker -> the vector that tells him: mean and deviation of what a small net hears in them."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.first = nn.Linear(HEARD, shape.hearing)
        self.stack = Stack(shape.hearing, shape.listener, 0, 0.1)
        self.norm = nn.LayerNorm(shape.hearing)
        self.last = nn.Linear(2 * shape.hearing + 2, shape.speaker)

    def forward(self, mel: Tensor, weight: Tensor, pitch: Tensor) -> Tensor:
        """(B, T, HEARD) normalised, (B, T, 1) 1 where speech is, (B, 2) mean and deviation of log pitch."""
        h = self.norm(self.stack(self.first(mel), torch.ones_like(weight))).float()
        size = weight.sum(1).clamp(min=1)
        mean = (h * weight).sum(1) / size
        spread = (((h - mean[:, None]) ** 2 * weight).sum(1) / size + 1e-4).sqrt()
        return self.last(torch.cat([mean, spread, pitch], -1)).float()


@dataclass
class Batch:
    """B utterances of up to N sounds and T frames; what is beyond an utterance's end is zero."""

    rows: Tensor  # (B, N, 8) with offsets into the one table of embeddings
    places: Tensor  # (B, N, 2)
    sounds: Tensor  # (B, N, 1) 1 where a sound is
    told: Tensor  # (B, N, TOLD) what the predictor is to say
    weight: Tensor  # (B, N, TOLD) how sure that is
    sound: Tensor  # (B, T) which sound each frame belongs to
    tracks: Tensor  # (B, T, TRACKS)
    combs: Tensor  # (B, T, VOICED_BANDS)
    frames: Tensor  # (B, T, 1) 1 where a frame is
    mel: Tensor  # (B, T, BANDS) normalised
    known: Tensor  # (B, 1, BANDS) 1 where the source tells the band
    voiced: Tensor  # (B, T)
    speaker: Tensor  # (B,) row of the table
    owned: Tensor  # (B, 1) 1 where the row is used
    style: Tensor  # (B, STYLE)
    room: Tensor  # (B, ROOM)
    heard: Tensor  # (B, R, HEARD) of the same speaker, normalised
    speech: Tensor  # (B, R, 1)
    pitch: Tensor  # (B, 2) of the speaker


class Net(nn.Module):  # type: ignore[misc]
    """Sounds -> how long, how high, how loud; then, frame by frame, the mel and whether there is voice."""

    def __init__(self, shape: Shape, speakers: int) -> None:
        super().__init__()
        self.shape = shape
        width, told = shape.width, shape.condition
        self.table = nn.Embedding(sum(COLUMNS.values()), width)
        self.place = nn.Linear(PLACES, width)
        self.encoder = Stack(width, shape.encoder, told, 0.1)
        self.predictor = Stack(width, shape.predictor, told, 0.25)
        self.predicted_norm = nn.LayerNorm(width)
        self.predicted = nn.Linear(width, TOLD)
        self.frame = nn.Linear(width + TRACKS, width)
        self.decoder = Stack(width, shape.decoder, told, 0.05)
        self.mel_norm = nn.LayerNorm(width)
        self.mel = nn.Linear(width, BANDS + 1 + VOICED_BANDS)  # the mel, voice or none, how much single harmonics add
        self.listener = Listener(shape)
        self.speakers = nn.Embedding(speakers, shape.speaker)
        nn.init.normal_(self.table.weight, 0, 0.3)
        nn.init.zeros_(self.speakers.weight)
        nn.init.zeros_(self.predicted.weight)

    def condition(self, batch: Batch) -> Tensor:
        """(B, condition)."""
        voice = self.listener(batch.heard, batch.speech, batch.pitch) + self.speakers(batch.speaker) * batch.owned
        return torch.cat([torch.tanh(voice), batch.style, batch.room], -1)

    def encode(self, rows: Tensor, places: Tensor, mask: Tensor, condition: Tensor) -> Tensor:
        """Sounds -> (B, N, width)."""
        x = self.table(rows).sum(2) + self.place(places)
        return self.encoder(x * mask, mask, condition)

    def predict(self, x: Tensor, mask: Tensor, condition: Tensor) -> Tensor:
        """(B, N, TOLD)."""
        return self.predicted(self.predicted_norm(self.predictor(x, mask, condition))).float()

    def hidden(self, x: Tensor, sound: Tensor, tracks: Tensor, mask: Tensor, condition: Tensor) -> Tensor:
        """What is encoded, spread over frames -> (B, T, width) of the decoder."""
        x = torch.gather(x, 1, sound[..., None].expand(-1, -1, x.shape[-1]))
        x = self.frame(torch.cat([x, tracks.to(x.dtype)], -1))
        return self.mel_norm(self.decoder(x * mask, mask, condition))

    def spectrum(self, hidden: Tensor, combs: Tensor) -> tuple[Tensor, Tensor]:
        """(B, T, BANDS) mel, normalised, and (B, T) log odds of voice."""
        told = self.mel(hidden).float()
        mel = told[..., :BANDS]
        ripple = told[..., BANDS + 1 :] * combs
        return torch.cat([mel[..., :VOICED_BANDS] + ripple, mel[..., VOICED_BANDS:]], -1), told[..., BANDS]

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """What is predicted of the sounds (B, N, TOLD), the mel (B, T, BANDS) and the voice (B, T)."""
        condition = self.condition(batch)
        x = self.encode(batch.rows, batch.places, batch.sounds, condition)
        told = self.predict(x, batch.sounds, condition)
        hidden = self.hidden(x, batch.sound, batch.tracks, batch.frames, condition)
        return told, *self.spectrum(hidden, batch.combs)


def losses(net: Net, batch: Batch) -> dict[str, Tensor]:
    """Each as a mean: mel L1, its structure, log frames, pitch, energy and closure squared, cross entropy of voice."""
    told, mel, voice = net(batch)
    there = batch.frames * batch.known
    size = there.sum()
    apart = (told - batch.told) ** 2 * batch.weight
    each = apart.sum((0, 1)) / batch.weight.sum((0, 1)).clamp(min=1)
    points = len(POINTS)
    cross = functional.binary_cross_entropy_with_logits(voice, batch.voiced, reduction="none")
    return {
        "mel": ((mel - batch.mel).abs() * there).sum() / size,
        "structure": (unlike(mel * there, batch.mel * there) * there).sum() / size,
        "length": each[0],
        "pitch": each[1 : 1 + points].mean(),
        "energy": each[1 + points],
        "closure": each[2 + points],
        "voice": (cross * batch.frames[..., 0]).sum() / batch.frames.sum(),
    }


def unlike(mel: Tensor, real: Tensor) -> Tensor:
    """(B, T, BANDS) twice -> (B, T, BANDS) how unlike each place is in structure; see speak/own/structure.py."""
    weights = torch.from_numpy(kernel())
    maps = torch.stack([mel, real, mel * mel, real * real, mel * real], 1).flatten(0, 1)[:, None]
    maps = functional.conv2d(maps, weights.view(1, 1, 1, -1), padding=(0, REACH))
    maps = functional.conv2d(maps, weights.view(1, 1, -1, 1), padding=(REACH, 0))
    mean, other, square, others, both = maps[:, 0].unflatten(0, (-1, 5)).unbind(1)
    spread = square - mean * mean + others - other * other
    return 1 - (2 * (both - mean * other) + STILL) / (spread + STILL)


assert Shape().condition - Shape().speaker == STYLE + ROOM

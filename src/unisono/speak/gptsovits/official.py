"""The published models: which files each is made of, as they are named on the hubs, and under which licence."""

from __future__ import annotations

from dataclasses import dataclass

REPOSITORY = "lj1995/GPT-SoVITS"  # on Hugging Face
MIRRORED = "AI-ModelScope/GPT-SoVITS"  # the same files on ModelScope

BERT = "chinese-roberta-wwm-ext-large"
HUBERT = "chinese-hubert-base"
SPEAKER = "sv/pretrained_eres2netv2w24s4ep4.ckpt"
BIGVGAN = "models--nvidia--bigvgan_v2_24khz_100band_256x"

S1 = {  # version -> GPT weights that were trained for it
    "v1": "s1bert25hz-2kh-longer-epoch=68e-step=50232.ckpt",
    "v2": "gsv-v2final-pretrained/s1bert25hz-5kh-longer-epoch=12-step=369668.ckpt",
    "v2Pro": "s1v3.ckpt",
    "v2ProPlus": "s1v3.ckpt",
    "v3": "s1v3.ckpt",
    "v4": "s1v3.ckpt",
}
S2 = {  # version -> SoVITS weights; the best for a CPU first: v3 and v4 take many steps for each sound
    "v2ProPlus": "v2Pro/s2Gv2ProPlus.pth",
    "v2Pro": "v2Pro/s2Gv2Pro.pth",
    "v2": "gsv-v2final-pretrained/s2G2333k.pth",
    "v4": "gsv-v4-pretrained/s2Gv4.pth",
    "v3": "s2Gv3.pth",
    "v1": "s2G488k.pth",
}
VOCODER = {"v3": f"{BIGVGAN}/bigvgan_generator.pt", "v4": "gsv-v4-pretrained/vocoder.pth"}


@dataclass(frozen=True)
class Part:
    """A file to get, and the licence that its makers state."""

    file: str
    licence: str


def name(version: str) -> str:
    """What it is called with `unisono pull`: "gpt-sovits-v2proplus"."""
    return f"gpt-sovits-{version.lower()}"


def version(name_: str) -> str | None:
    """The version of "gpt-sovits-v2proplus"; None for any other word."""
    return next((one for one in S2 if name(one) == name_.lower()), None)


def parts(version_: str) -> tuple[Part, ...]:
    """All that a version needs to speak, companions too."""
    found = [
        Part(S1[version_], "MIT"),
        Part(S2[version_], "MIT"),
        Part(f"{HUBERT}/pytorch_model.bin", "MIT"),
        Part(f"{BERT}/pytorch_model.bin", "Apache-2.0"),
        Part(f"{BERT}/tokenizer.json", "Apache-2.0"),
    ]
    if version_.startswith("v2Pro"):
        found.append(Part(SPEAKER, "Apache-2.0"))
    if version_ in VOCODER:
        found.append(Part(VOCODER[version_], "MIT"))
    return tuple(found)

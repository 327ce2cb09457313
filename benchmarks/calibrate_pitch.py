"""Prints `MEDIAN` of speak/embedded/tuning.py: the median pitch of espeak-ng at each of its pitch settings.

For both languages, without and with the female variant: sentences of one to twenty seconds spoken,
the mean of their medians taken. The tones' part in a Mandarin median (`LIFT`) is a least-squares fit of the same
medians on the share of each tone.
"""

from __future__ import annotations

import numpy as np

from unisono.audio.features import pitch
from unisono.speak.embedded import tuning
from unisono.speak.embedded.process import Part, Worker
from unisono.speak.embedded.spelling import spelled
from unisono.types import Floats, Line

SENTENCES = {
    "en": (
        "The committee will meet again on Tuesday morning.",
        "She sells fresh bread and sweet cakes near the old bridge.",
        "Could you tell me the way to the nearest station?",
        "We walked along the river until the sun went down.",
        "Nothing in the letter explained why he had left.",
        "If it rains tomorrow, the game will be played indoors.",
        "My brother bought a small house in a quiet village.",
        "Please close the window before you leave the room.",
        "Every student must write a short report by Friday.",
        "The train was late, so nobody arrived on time.",
        "The museum, which had been closed for repairs since the spring, opened its doors again to a long line of "
        "visitors, most of whom had travelled a good distance to see the paintings.",
        "Of the many tools that the old carpenter kept in his workshop, there was one that he never lent to anyone",
        "being built almost entirely of stone, and standing on a hill above the harbour, the castle could be seen from "
        "every ship that entered the bay",
        "in the first half of the century the price of paper fell, and with it the price of books",
        "Water boils at a lower temperature on a mountain, because the pressure of the air is lower there.",
    ),
    "zh": (
        "明天上午我们在图书馆门口见面。",
        "她每天早上都去公园跑步，然后回家吃早饭。",
        "请问去火车站怎么走？",
        "这本书我已经看过三遍了。",
        "孩子们在院子里高兴地唱歌。",
        "如果下雨，比赛就改在室内进行。",
        "老师让我们写一篇短文。",
        "中国的南方比北方暖和得多。",
        "他把门关上，一句话也没说就走了。",
        "我觉得这个问题其实并不难。",
    ),
}


def main() -> None:
    worker = Worker()
    for language, sentences in SENTENCES.items():
        for variant in ("", tuning.VARIANT):
            voice = tuning.VOICES[language] + variant
            medians = [median(worker, voice, language, int(step), sentences) for step in tuning.STEPS]
            print(f'    "{voice}": {medians},')
    worker.close()


def median(worker: Worker, voice: str, language: str, setting: int, sentences: tuple[str, ...]) -> float:
    """Hz: the geometric mean of the sentences' medians."""
    heard = [pitch(said(worker, voice, language, setting, text), 22050) for text in sentences]
    return round(float(np.exp(np.mean([np.log(np.median(hertz[hertz > 0])) for hertz in heard]))), 1)


def said(worker: Worker, voice: str, language: str, setting: int, text: str) -> Floats:
    swing = tuning.swing(language, setting)
    parts = [Part(voice, setting, swing, 165, run.text, run.language == "zh") for run in spelled(Line(text, language))]
    pcm = b"".join(sound.pcm for sound in worker.say(parts))
    return np.asarray(np.frombuffer(pcm, np.int16) / 32768, np.float32)


if __name__ == "__main__":
    main()

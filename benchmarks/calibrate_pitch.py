"""Prints `MEDIAN` and `LEVEL` of speak/embedded/tuning.py: espeak-ng's median pitch at its pitch settings, its level.

python benchmarks/calibrate_pitch.py [language …]

For every language, without and with the female variant: sentences of one to twenty seconds spoken, the mean of their
medians taken. The tones' part in a Mandarin median (`LIFT`) is a least-squares fit of the same medians on the share of
each tone. Levels are those of the frames within 25 dB of the loudest, brought to 120 Hz at 2.7 dB an octave.
"""

from __future__ import annotations

import sys

import numpy as np

from unisono.audio.features import energy, pitch
from unisono.speak.embedded import tuning
from unisono.speak.embedded.asked import asked
from unisono.speak.embedded.process import Part, Worker
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
    "ja": (
        "明日の朝、駅の前で会いましょう。",
        "彼女は毎日公園を走って、家で朝ご飯を食べます。",
        "すみません、図書館はどこですか？",
        "この本はもう三回読みました。",
        "雨が降ったら、試合は体育館でします。",
        "昨日の夜はとても寒かったので、早く寝ました。",
        "父は小さな町で本屋を開いています。",
        "電車が遅れて、みんな困っていました。",
    ),
    "yue": (
        "聽日朝早我哋喺圖書館門口見。",
        "佢每日都去公園跑步，跟住返屋企食早餐。",
        "唔該，去火車站點行？",
        "呢本書我已經睇咗三次喇。",
        "細路仔喺公園度玩得好開心。",
        "如果落雨，比賽就改喺室內舉行。",
        "我覺得呢個問題其實唔係好難。",
        "佢冇講嘢就走咗喇。",
    ),
    "ko": (
        "내일 아침 도서관 앞에서 만나요.",
        "그녀는 매일 공원에서 달리고 집에서 아침을 먹어요.",
        "실례지만 기차역은 어디에 있어요?",
        "이 책은 벌써 세 번 읽었습니다.",
        "비가 오면 경기는 실내에서 합니다.",
        "어제는 너무 추워서 일찍 잤어요.",
        "아버지는 작은 마을에서 책방을 합니다.",
        "기차가 늦어서 모두 기다렸습니다.",
    ),
}


def main() -> None:
    worker = Worker()
    for language in sys.argv[1:] or SENTENCES:
        for hertz in (120.0, 205.0):
            voice = tuning.voice(language, hertz)
            medians = [median(worker, voice, language, int(step)) for step in tuning.STEPS]
            near = int(np.argmin(np.abs(np.log(np.array(medians) / hertz))))
            level = np.mean([loudness(sound) for sound in said(worker, voice, language, int(tuning.STEPS[near]))])
            print(f'    "{voice}": {medians},  # level {level - 2.7 * np.log2(medians[near] / 120):.1f}')
    worker.close()


def median(worker: Worker, voice: str, language: str, setting: int) -> float:
    """Hz: the geometric mean of the sentences' medians."""
    heard = [pitch(sound, 22050) for sound in said(worker, voice, language, setting)]
    return round(float(np.exp(np.mean([np.log(np.median(hertz[hertz > 0])) for hertz in heard]))), 1)


def loudness(sound: Floats) -> float:
    """dB of the frames within 25 dB of the loudest."""
    level = energy(sound, 22050)
    return float(10 * np.log10(np.mean(10 ** (level[level > level.max() - 25] / 10))))


def said(worker: Worker, voice: str, language: str, setting: int) -> list[Floats]:
    """The sentences of a language as espeak-ng speaks them, (N,) each."""
    swing = tuning.swing(language, setting)
    sounds = []
    for text in SENTENCES[language]:
        parts = [Part(voice, setting, swing, 165, run.text) for run in asked(Line(text, language))]
        pcm = b"".join(sound.pcm for sound in worker.say(parts))
        sounds.append(np.asarray(np.frombuffer(pcm, np.int16) / 32768, np.float32))
    return sounds


if __name__ == "__main__":
    main()

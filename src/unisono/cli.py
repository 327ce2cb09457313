"""The commands. The library does the work; here are their options, words, bars and exit codes."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

import unisono
from unisono import casting, plugins
from unisono.clock import Fps, parse_fps
from unisono.errors import InputError, OutputError, TextError, UnisonoError
from unisono.pipeline import Actor, dub, played, released
from unisono.stages import Draw
from unisono.stopwatch import Stopwatch
from unisono.text.script import script
from unisono.types import FaceTrack, Image, Line, Speech, Take, Voice

app = typer.Typer(
    name="unisono",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
console = Console(stderr=True, highlight=False, soft_wrap=True)

EXTRAS = {  # name: the package that tells whether it is there, what it adds
    "gl": ("moderngl", "pictures drawn by a graphics processor"),
    "ja": ("pyopenjtalk", "Japanese text to words and sounds"),
    "yue": ("ToJyutping", "Cantonese text to words and sounds"),
    "gptsovits": ("openvino", "GPT-SoVITS: the engine, and `unisono pull` for its weights"),
    "ko": ("mecab", "Korean in GPT-SoVITS's front end"),
}
STOPPED = "stopped; nothing was put in place"
UsageError: Any = typer.BadParameter.__bases__[0]  # typer keeps its own click under a private name
DEMO = (
    "你好，我是你的虚拟老师，这一刻声音和嘴唇合为一体。",
    "Hello! My voice and my lips come from one clock, so they move as one.",
)

Out = Annotated[
    list[Path] | None,
    typer.Option(
        "-o", "--out", help="Where to write; repeats; the suffix chooses the kind. 输出文件，可重复，后缀决定格式。"
    ),
]
VoiceName = Annotated[
    str | None,
    typer.Option(
        "--voice", help="A .voice file, a recording, or a name from `unisono list`. 声音文件、参考录音或内置声音名。"
    ),
]
Consent = Annotated[
    str, typer.Option("--consent", help="Who agreed that the recorded voice is cloned; else asked. 谁同意克隆。")
]
AvatarName = Annotated[
    str, typer.Option("--avatar", help="A head: man, woman, toon, or a .glb/.gltf/.vrm file. 头像。")
]
FpsText = Annotated[
    str | None, typer.Option("--fps", help="Frames a second; 30 with video, else 60. 帧率：有视频时 30，否则 60。")
]
FrameName = Annotated[str, typer.Option("--frame", help="bust, or head alone. 半身或只有头。")]
Background = Annotated[
    str, typer.Option("--background", help="studio, none (transparent), #rrggbb, a picture or a film. 背景。")
]
RendererName = Annotated[
    str | None, typer.Option("--renderer", help="gl or software; gl where a graphics processor can draw. 渲染器。")
]
SizeText = Annotated[str, typer.Option("--size", help="Of the picture, in pixels. 画面大小。")]
StyleName = Annotated[
    str, typer.Option("--style", help="How the face moves: anchor, teacher, lively, calm, or a file of `fit`. 风格。")
]
Seed = Annotated[int, typer.Option("--seed", help="Another seed blinks and sways differently. 随机种子。")]
EngineName = Annotated[
    str | None, typer.Option("--engine", help="Who speaks, own if nobody is named; see `unisono list`. 语音引擎。")
]
Weights = Annotated[
    str | None,
    typer.Option("--weights", help="Of the engine: a folder, a .pth file, or a name that was pulled. 模型权重目录。"),
]
Server = Annotated[
    str | None, typer.Option("--server", help="Of the engine `remote`: http://127.0.0.1:9880. 远程服务地址。")
]
Lenient = Annotated[bool, typer.Option("--lenient", help="Speak unknown marks as text. 不认识的标记当文字念。")]


@app.callback(invoke_without_command=True)
def version(
    wanted: Annotated[bool, typer.Option("--version", help="Which unisono this is. 版本。", is_eager=True)] = False,
) -> None:
    """One sentence becomes one person's voice and a matching face. 一句话，一个人的声音和与之相合的脸。"""
    if wanted:
        print(f"unisono {unisono.__version__}")
        raise typer.Exit


@app.command(context_settings={"ignore_unknown_options": True})  # "-5°C" is a text
def say(
    text: Annotated[
        str, typer.Argument(help="What to say; - reads it from standard input. 要说的话；- 从标准输入读。")
    ],
    out: Out = None,
    voice: VoiceName = None,
    avatar: AvatarName = "default",
    fps: FpsText = None,
    size: SizeText = "1280x720",
    frame: FrameName = "bust",
    background: Background = "studio",
    renderer: RendererName = None,
    seed: Seed = 0,
    style: StyleName = "usual",
    engine: EngineName = None,
    weights: Weights = None,
    server: Server = None,
    consent: Consent = "",
    lenient: Lenient = False,
) -> None:
    """Speak a text with a voice and a face. 让一段文字开口说话。"""
    from unisono.commands.enroll import Booth

    text = standard_input() if text == "-" else text
    outputs = out or [Path("say.mp4")]
    stage = Stage.set_up(outputs, avatar, frame_rate(fps), size, named(voice), frame, background, renderer)
    with Booth(console, consent).open("waking the voice …") as booth, stage.watch.lap("wake the voice"):
        part = casting.part(voice, engine, weights=weights, server=server)
        lines = script(text, part.synthesizer.languages, lenient)
        actor = Actor.of(part.synthesizer, part.voiced(consent or booth.ask, booth.tell), stage.fps, seed, style)
    timed = replace(
        actor,
        synthesizer=stage.watch.around(actor.synthesizer, "speak", "speak"),
        animator=stage.watch.around(actor.animator, "animate", "animate"),
    )
    with bar("speaking", sum(not c.isspace() for c in text)) as advance:
        stage.write(timed.stream(counted(lines, advance)))
    stage.report(actor.voice)
    tell(stood_in(part))


@app.command()
def enroll(
    sound: Annotated[
        Path, typer.Argument(help="A minute of one person; or a folder of neutral.wav, happy.wav, … 一个人的录音。")
    ],
    text: Annotated[
        str | None, typer.Option("--text", help="What is said in it; else me.txt beside me.wav, if there. 录音的文字。")
    ] = None,
    text_file: Annotated[Path | None, typer.Option("--text-file", help="The same, from a file. 文字文件。")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="me.voice for me.wav if left out. 输出文件。")] = None,
    name: Annotated[str, typer.Option("--name", help="Of the voice; the recording's if left out. 声音的名字。")] = "",
    engine: Annotated[str, typer.Option("--engine", help="Whose voice it becomes. 语音引擎。")] = casting.DEFAULT,
    weights: Weights = None,
    server: Server = None,
    feeling: Annotated[
        list[str] | None, typer.Option("--feeling", help="happy=happy.wav, for gptsovits; repeats. 情绪录音，可重复。")
    ] = None,
    consent: Consent = "",
) -> None:
    """Make a voice from a recording. 用录音制作声音。"""
    from unisono import recordings, voice_file
    from unisono.commands import enroll as work
    from unisono.sinks.opening import check_paths

    said = read_text(text, text_file)
    target = out or sound.with_suffix(voice_file.SUFFIX)
    feelings = recordings.wished(feeling or [])
    inputs = named(sound, text_file, *feelings.values())
    check_paths([target], [voice_file.SUFFIX.removeprefix(".")], inputs)
    started = perf_counter()
    with work.Booth(console, consent).open("listening …") as booth:
        synthesizer = casting.load(engine, weights=weights, server=server)
        part = casting.Part(engine, synthesizer, recording=sound, feelings=feelings)
        voice = casting.enrolled(part, consent or booth.ask, said or None, booth.tell)
        voice = replace(voice, name=name or voice.name)
    voice_file.save(voice, target)
    show(console, [wrote(target), *work.table(voice)])
    words = [
        "--voice",
        str(target),
        *(["--weights", weights] if weights else []),
        *(["--server", server] if server else []),
    ]
    console.print(f"{perf_counter() - started:.1f} s. Now: unisono say '…' {escape(shlex.join(words))}")


@app.command()
def animate(
    sound: Annotated[Path, typer.Argument(help="A recording: wav, flac, mp3, mp4, … 录音或视频。")],
    out: Out = None,
    text: Annotated[
        str | None, typer.Option("--text", help="What is said in it: better lips, and captions. 录音的文字。")
    ] = None,
    text_file: Annotated[Path | None, typer.Option("--text-file", help="The same, from a file. 文字文件。")] = None,
    avatar: AvatarName = "default",
    fps: FpsText = None,
    size: SizeText = "1280x720",
    frame: FrameName = "bust",
    background: Background = "studio",
    renderer: RendererName = None,
    seed: Seed = 0,
    style: StyleName = "usual",
) -> None:
    """Give a recording a face. 给录音配上脸。"""
    from unisono.audio.read import chunks
    from unisono.commands import align as work

    said = read_text(text, text_file)
    outputs = out or [sound.with_suffix(".face.mp4")]
    recording = peeked(chunks(sound))
    stage = Stage.set_up(outputs, avatar, frame_rate(fps), size, named(sound, text_file), frame, background, renderer)
    line = Line(said)
    aligner = work.Remembering(plugins.load("aligner", "own" if said else "ear"))
    aligned = stage.watch.around(aligner, "align", "align")
    animator = plugins.load("animator", "rules", fps=stage.fps, seed=seed, style=style)
    animator = stage.watch.around(animator, "animate", "animate")
    with bar("listening", None) as advance:
        heard = counted_sound(recording, advance)
        stage.write(dub(stage.watch.items("read", heard), line, aligned, animator))
    stage.report(None)
    if said:
        tell(work.doubts(aligner.found(), work.differences(aligner.found(), line)))
    if not said and any(o.suffix.lower() in (".srt", ".vtt") for o in outputs):
        console.print("[yellow]captions are empty:[/] nobody said what is spoken; give it with --text")


@app.command()
def align(
    sound: Annotated[Path, typer.Argument(help="A recording, or a video: wav, flac, mp3, mp4, … 录音或视频。")],
    text: Annotated[str | None, typer.Option("--text", help="What is said in it. 录音的文字。")] = None,
    text_file: Annotated[Path | None, typer.Option("--text-file", help="The same, from a file. 文字文件。")] = None,
    out: Annotated[
        list[Path] | None,
        typer.Option("-o", "--out", help=".json .TextGrid .srt .vtt .ctm .png; repeats; none: a table. 输出文件。"),
    ] = None,
    language: Annotated[
        str, typer.Option("--language", help="zh, en, ja, yue or ko; told from the letters if left out. 语言。")
    ] = "",
    engine: Annotated[str, typer.Option("--engine", help="own, or mfa where it is installed. 对齐引擎。")] = "own",
) -> None:
    """Tell when each word and phone of a recording is said. 录音里每个词、每个音的时间。"""
    from unisono.align.files.picture import LONGEST
    from unisono.audio.read import chunks, seconds
    from unisono.commands import align as work

    said = read_text(text, text_file)
    if not said:
        raise TextError("nothing says what is spoken; give it with --text or --text-file")
    work.check(out or [], named(sound, text_file))
    line = Line(said, language)
    recording = peeked(chunks(sound))
    aligner = work.Remembering(
        plugins.load("aligner", engine), LONGEST if any(o.suffix.lower() == ".png" for o in out or []) else 0.0
    )
    with bar("listening", seconds(sound)) as advance:
        for _ in aligner.align(line, counted_sound(recording, advance)):
            pass
    found = aligner.found()
    told = work.differences(found, line)
    work.write(out or [], found, told, aligner.sound(), sound.name)
    if out:
        show(console, [wrote(path) for path in out])
    else:
        show(Console(highlight=False, soft_wrap=True), list(work.table(found)))
    tell(work.doubts(found, told))


@app.command()
def render(
    track: Annotated[Path, typer.Argument(help="Motion: a Live Link Face .csv, or our .json. 表情曲线。")],
    out: Out = None,
    sound: Annotated[Path | None, typer.Option("--sound", help="The sound that goes with it. 与之相配的声音。")] = None,
    avatar: AvatarName = "default",
    fps: FpsText = None,
    size: SizeText = "1280x720",
    frame: FrameName = "bust",
    background: Background = "studio",
    renderer: RendererName = None,
) -> None:
    """Show captured motion on a head. 用表情曲线驱动头像。"""
    from unisono.commands import tracks

    take = tracks.read(track, frame_rate(fps), sound)
    outputs = out or [track.with_suffix(".mp4")]
    stage = Stage.set_up(outputs, avatar, take.face.fps, size, named(track, sound), frame, background, renderer)
    with bar("drawing", len(take.face)) as advance:
        stage.write(counted_frames(played(take.face, take.speech), advance))
    stage.report(None)


@app.command()
def score(
    track: Annotated[Path, typer.Argument(help="Curves: a Live Link Face .csv, or our .json. 表情曲线。")],
    phones: Annotated[
        Path | None, typer.Option("--phones", help="A .json with the phones that it speaks. 音素时间。")
    ] = None,
    sound: Annotated[
        Path | None, typer.Option("--sound", help="What it speaks to; else lag and loudness go unmeasured. 声音。")
    ] = None,
    avatar: AvatarName = "default",
    fps: FpsText = None,
) -> None:
    """Judge the lips of any curves, in millimetres on a head. 用毫米衡量口型。"""
    from unisono.commands import score as work
    from unisono.commands import tracks

    take = tracks.read(track, frame_rate(fps), sound, phones)
    show(Console(highlight=False, soft_wrap=True), list(work.table(work.card(take, avatar))))


@app.command()
def plot(
    track: Annotated[Path, typer.Argument(help="A take: our .json, or a Live Link Face .csv. 表情曲线。")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="A .png; take.png if left out. 输出图片。")] = None,
    sound: Annotated[Path | None, typer.Option("--sound", help="The sound that goes with it. 与之相配的声音。")] = None,
    fps: FpsText = None,
) -> None:
    """Draw a take: wave, phones, curves, feelings. 画出声音、音素与表情曲线。"""
    from unisono.commands import plot as work
    from unisono.commands import tracks

    target = out or track.with_suffix(".png")
    write_bytes(target, "png", [track, *named(sound)], lambda: work.png(tracks.read(track, frame_rate(fps), sound)))


@app.command()
def fit(
    track: Annotated[Path, typer.Argument(help="A minute of someone's own capture: Live Link Face .csv. 表情采集。")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="me.style for me.csv if left out. 输出文件。")] = None,
    fps: FpsText = None,
) -> None:
    """Learn how someone moves: a style for --style. 学习一个人的表情习惯。"""
    from unisono.animate import style as styles
    from unisono.animate.fitting import fitted
    from unisono.commands import tracks

    learnt = fitted(tracks.read(track, frame_rate(fps)).face)
    target = out or track.with_suffix(".style")
    write_bytes(target, "style", [track], lambda: styles.text(learnt).encode())
    rows = [(name, f"{value:.2f}") for name, value in learnt.gains().items()]
    show(console, [*rows, ("rest", ", ".join(f"{n} {v:.2f}" for n, v in learnt.rest.items()) or "as usual")])


@app.command()
def demo(
    voice: VoiceName = None,
    consent: Consent = "",
    folder: Annotated[Path, typer.Option("--folder", help="Where the demo files go. 输出目录。")] = Path("."),
) -> None:
    """One Mandarin and one English sentence, as video, sound, curves and captions. 演示：中英文各一句。"""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"folder {folder} cannot be made: {error.strerror}; choose another with --folder") from None
    outputs = [folder / f"demo.{suffix}" for suffix in ("mp4", "wav", "csv", "srt")]
    say(" ".join(DEMO), outputs, voice, consent=consent)
    if voice is None:
        console.print("With a voice of your own: make demo VOICE=me.wav 用自己的声音：make demo VOICE=me.wav")


@app.command("text", context_settings={"ignore_unknown_options": True})
def text_(
    text: Annotated[str, typer.Argument(help="What to read; - reads it from standard input. 要读的文字。")],
    language: Annotated[
        str, typer.Option("--language", help="zh, en, ja, yue or ko; told from the letters if left out. 语言。")
    ] = "",
    lenient: Lenient = False,
) -> None:
    """Show how a text is read: lines, words, sounds. 看一段文字会怎么念。"""
    from unisono.text.front import LANGUAGES
    from unisono.text.letters import is_mark, silent
    from unisono.text.marked import words

    text = standard_input() if text == "-" else text
    page = Console(highlight=False, soft_wrap=True)
    for line in script(text, LANGUAGES, lenient):
        felt = "" if line.emotion == "neutral" else f"{line.emotion} {line.strength:g}"
        pause = f"after {line.pause:g} s" if line.pause else ""
        page.print(f"[bold]{escape(line.text or '(pause)')}[/]  {escape('  '.join(filter(None, (felt, pause))))}")
        for mark in line.marks:
            page.print(f"  {escape(line.text[mark.start : mark.end])}: {mark.kind} {escape(str(mark.value))}")
        found = words(replace(line, language=language or line.language))
        shown = [(w, w.said if w.phones else "(not said)") for w in found if w.phones or not is_mark(w.text)]
        rows = [("  " + w.text, said, " ".join(w.symbols), " ".join(w.phones)) for w, said in shown]
        if rows:
            show(page, rows)
    if unsaid := silent(text):
        page.print(f"[dim]dropped: {escape(unsaid)}[/]")


@app.command()
def pull(
    name: Annotated[str, typer.Argument(help="gpt-sovits-v2proplus, -v2pro, -v2, -v1, -v3 or -v4. 模型名。")],
    mirror: Annotated[str, typer.Option("--mirror", help="huggingface or modelscope. 下载源。")] = "huggingface",
) -> None:
    """Fetch the published weights of an engine. 下载公开的模型权重。"""
    from unisono.commands import pull as work

    with console.status("asking the hub …"):
        wanted = work.Pull.of(name, mirror)
    show(console, list(wanted.table()))
    size = sum(one.size for one in wanted.missing)
    console.print(f"{size / 1e9:.2f} GB to come from {escape(wanted.hub.page)}")
    folder = wanted.run(console)
    show(console, [("in", str(folder))])
    console.print(f"Now: unisono say '…' --engine gptsovits --weights {escape(name)} --voice me.wav")


@app.command("avatar")
def avatar_(
    head: Annotated[str, typer.Argument(help="man, woman, toon, or a .glb/.gltf/.vrm file. 头像。")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The .glb to write. 输出文件。")],
) -> None:
    """Write a head with its 52 shapes as .glb, for three.js, Blender, Unity. 把头像导出为 glb。"""
    from unisono.render import avatars, gltf_write

    write_bytes(output, "glb", named(head), lambda: gltf_write.packed(avatars.load(head)))


@app.command("list")
def list_(
    what: Annotated[str | None, typer.Argument(help="voices: these alone, pulled weights too. 只列声音。")] = None,
) -> None:
    """What is installed: engines, voices, heads, outputs, and what each missing part would add. 列出已安装的部件。"""
    from unisono.commands.listing import voices
    from unisono.render import avatars

    page = Console(highlight=False, soft_wrap=True)
    if what is not None:
        if what != "voices":
            raise typer.BadParameter(f"{what!r} cannot be listed alone; voices can: `unisono list voices`.")
        return show(page, list(voices()))
    rows: list[tuple[str, str, str]] = []
    for kind in plugins.KINDS:
        rows += [(kind, f".{name}" if kind == "sink" else name, about(kind, name)) for name in plugins.names(kind)]
    rows += voices()
    rows += [("avatar", n, "made by unisono; or give any .glb/.gltf/.vrm with ARKit shapes") for n in avatars.names()]
    rows += [("extra", name, extra(name, package, adds)) for name, (package, adds) in EXTRAS.items()]
    show(page, rows)


def extra(name: str, package: str, adds: str) -> str:
    """What an optional part adds, and how to get it where it is missing."""
    return f"{adds}; installed" if find_spec(package) else f"would add: {adds}; pip install 'unisono[{name}]'"


def show(where: Console, rows: Sequence[tuple[str, ...]]) -> None:
    """Columns, the last as wide as it is, so that a pipe gets one line for each row."""
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    for row in rows:
        padded = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, (*widths, 0), strict=True)]
        where.print(f"[bold]{escape(padded[0])}[/]  {escape('  '.join(padded[1:]))}")


def wrote(path: Path) -> tuple[str, ...]:
    """A row for `show`: a file, or numbered files, that are done, and their size."""
    from unisono.sinks.frames import numbered

    files = numbered(path) or [path]
    size = sum(file.stat().st_size for file in files)
    return "wrote", str(path), f"{-(-size // 1024):,} kB" + (f", {len(files)} files" if len(files) > 1 else "")


def main() -> None:
    """Run the command line; a user's mistake is one line and exit code 2."""
    for polite in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(polite, lambda number, _: sys.exit(128 + number))  # tidies up as Ctrl-C does
    try:
        code = app(standalone_mode=False)
    except UnisonoError as error:
        told, code = str(error), error.exit_code
    except UsageError as error:
        where = error.ctx.command_path if error.ctx else "unisono"
        told, code = f"{' '.join(error.format_message().split())} See {where} --help", 2
    except KeyboardInterrupt:
        told, code = STOPPED, 130
    else:
        told = STOPPED if code == 130 else ""
    if told:
        console.print(f"[red]unisono:[/] {escape(told)}")
    sys.exit(code)


@dataclass
class Stage:
    """Everything a performance needs behind the voice: clock, picture, places to write."""

    outputs: list[Path]
    fps: Fps
    sinks: list[Any]
    watch: Stopwatch
    started: float
    seconds: float = 0.0  # of performance written so far

    @staticmethod
    def set_up(
        outputs: list[Path],
        avatar: str,
        fps: Fps | None,
        size: str,
        inputs: list[Path],
        frame: str,
        background: str,
        renderer: str | None,
    ) -> Stage:
        """Checks all that can be checked before work begins: suffixes, folders, size, avatar."""
        from unisono.sinks.opening import open_sinks

        watch, started = Stopwatch(), perf_counter()
        pixels = parse_size(size)
        video = any(o.suffix.lower() in (".mp4", ".webm", ".mov", ".png") for o in outputs)
        if background == "none" and any(o.suffix.lower() == ".mp4" for o in outputs):
            raise InputError("a .mp4 cannot be transparent; write .webm, .mov or .png, or give another --background")
        # The sinks first: nobody wants to wait for a head to learn that a name will not do.
        sinks = open_sinks(outputs, lambda face: draw(face), [*inputs, Path(background)])
        draw = painter(avatar, pixels, watch, frame, background, renderer) if video else blank
        return Stage(outputs, fps or (30 if video else 60), sinks, watch, started)

    def write(self, takes: Iterator[Take]) -> None:
        """Pull the whole performance through every sink; whatever goes wrong, no half file stays."""
        from unisono.sinks.opening import write_all

        with closing(write_all(takes, self.sinks)) as written:  # type: ignore[type-var]
            for take in self.watch.items("write", written):
                self.seconds = take.face.end / float(self.fps)

    def report(self, voice: Voice | None) -> None:
        """Where the files are, who spoke, how long each stage took."""
        from unisono.commands.enroll import about as known_of

        took = perf_counter() - self.started
        rows = [wrote(path) for path in self.outputs]
        if voice:
            rows.append(("voice", voice.name, f"of {voice.engine}; {known_of(voice)}"))
        rows += [("took", name, f"{s:.2f} s") for name, s in self.watch.seconds.items() if name != "waiting"]
        show(console, rows)
        console.print(
            f"{self.seconds:.1f} s of performance in {took:.1f} s. "
            "Voice and face are synthetic: say so where you show them. 声音和面容均为合成，发布时请注明。"
        )


def stood_in(part: casting.Part) -> Iterator[str]:
    """A line where the stand-in spoke what the part's engine cannot."""
    if took := sorted(getattr(part.synthesizer, "took", ())):
        yield f"{part.engine} does not speak {', '.join(took)}: the stand-in did, which follows pitch and pace only"


def painter(
    avatar: str, size: tuple[int, int], watch: Stopwatch, frame: str, background: str, name: str | None
) -> Draw:
    """A renderer with its avatar. The avatar is read now, so that a bad one is told before work begins."""
    from unisono.render import avatars, choice
    from unisono.render.software import is_warm, warm

    if not is_warm():
        with console.status("compiling the renderer (once, about half a minute) …"), watch.lap("compile the renderer"):
            warm()
    with console.status("modelling the head …"), watch.lap("model the head"):
        head = avatars.load(avatar)
        tell(still(head.missing))
        renderer = plugins.load("renderer", name or choice.usual(), size=size, frame=frame, background=background)

    def draw(face: FaceTrack) -> Iterator[Image]:
        return watch.items("draw", renderer.draw(head, face))

    return draw


def still(missing: Sequence[str]) -> list[str]:
    """What an avatar has no shape for."""
    some = ", ".join(missing[:6]) + (f" and {len(missing) - 6} more" if len(missing) > 6 else "")
    return [f"the avatar has no shape for {some}: that stays still"] if missing else []


def blank(face: FaceTrack) -> Iterator[Image]:
    """The painter of a performance without pictures: asked for one, it has none."""
    raise InputError("no picture was prepared; give an output that shows one, such as -o out.mp4")


def frame_rate(text: str | None) -> Fps | None:
    """The rate that was asked for, if one was; InputError if it is none."""
    try:
        return None if text is None else parse_fps(text)
    except ValueError as error:
        raise InputError(str(error)) from None


def parse_size(text: str) -> tuple[int, int]:
    """`"1280x720"` -> (1280, 720); InputError otherwise."""
    width, _, height = text.lower().partition("x")
    if width.isdecimal() and height.isdecimal() and 16 <= int(width) <= 7680 and 16 <= int(height) <= 7680:
        return int(width), int(height)
    raise InputError(f"size {text!r} is not WIDTHxHEIGHT in 16 to 7680 pixels; for example 1280x720 or 1080x1920")


def standard_input() -> str:
    """All of it, as UTF-8; TextError otherwise."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextError(f"standard input is not UTF-8 text: {error}; convert it first") from None


def read_text(text: str | None, file: Path | None) -> str:
    """The transcript from either option; empty if neither was given."""
    if text is not None and file is not None:
        raise TextError("--text and --text-file were both given; give one")
    if file is None:
        return (text or "").strip()
    try:
        return file.read_text("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TextError(f"{file} cannot be read as UTF-8 text: {error}") from None


def named(*inputs: str | Path | None) -> list[Path]:
    """The files that a command reads, none of which it may write."""
    return [Path(given) for given in inputs if given is not None]


def about(kind: str, name: str) -> str:
    """What a plugin is, or what it lacks."""
    try:
        return str(plugins.find(kind, name).about)
    except UnisonoError as error:
        return str(error)


def write_bytes(target: Path, kind: str, inputs: list[Path], make: Callable[[], bytes]) -> None:
    """One file, whole or not at all, and a line that says so. OutputError for another suffix, or one of the inputs."""
    from unisono.sinks.opening import check_paths
    from unisono.sinks.partial import partial as whole

    check_paths([target], [kind], inputs)
    made = make()
    with whole(target, iter(())) as (temporary, _):
        temporary.write_bytes(made)
    show(console, [wrote(target)])


@contextmanager
def bar(label: str, total: float | None) -> Iterator[Callable[[float], None]]:
    """A progress bar on standard error; silent where that is no terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)
        yield partial(progress.advance, task)


def tell(doubts: Iterable[str]) -> None:
    """What the user should know, a line each."""
    for doubt in doubts:
        console.print(f"[yellow]{escape(doubt)}[/]")


def peeked(chunks: Iterator[Speech]) -> Iterator[Speech]:
    """The same sound; what cannot be read is told now, before work begins."""
    first = next(chunks)

    def all_of_them() -> Iterator[Speech]:
        with released(chunks) as rest:
            yield first
            yield from rest

    return all_of_them()


def counted(lines: Iterable[Line], advance: Callable[[float], None]) -> Iterator[Line]:
    """The same lines; the bar moves by the letters of each when the next is asked for."""
    for line in lines:
        yield line
        advance(sum(not c.isspace() for c in line.text))


def counted_frames(takes: Iterable[Take], advance: Callable[[float], None]) -> Iterator[Take]:
    """The same takes; the bar moves by their frames."""
    for take in takes:
        yield take
        advance(len(take.face))


def counted_sound(chunks: Iterable[Speech], advance: Callable[[float], None]) -> Iterator[Speech]:
    """The same sound; the bar moves by its seconds."""
    for chunk in chunks:
        yield chunk
        advance(chunk.duration)

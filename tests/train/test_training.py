"""A little training finds phones better than none, and the net learns the same in numpy as in torch."""

from pathlib import Path

import numpy as np
import pytest

from unisono.align.net import Net, Weights
from unisono.align.spectra import normalised
from unisono.align.units import SIL, STATES, units_of
from unisono.train.augment import changed
from unisono.train.bootstrap import evenly, trained
from unisono.train.corpus import Piece, Utterance
from unisono.train.gmm import Counts, features
from unisono.train.lessons import Lesson
from unisono.train.measure import errors, without_times
from unisono.train.paths import best, graph_of


def quiet(told: str) -> None:
    """Nobody listens."""


def test_more_passes_lower_the_error_on_sentences_that_were_not_learned(data: list[Lesson]) -> None:
    learned, held = data[:24], data[24:]
    rows = [features(normalised(lesson.rows.astype(np.float32))) for lesson in held]
    draw = np.random.default_rng(0)
    untrained = errors(held, lambda at, states: draw.normal(0, 1, (len(rows[at]), len(states))).astype(np.float32))
    model, paths = trained(learned, most=4, passes=4, say=quiet)
    after = errors(held, lambda at, states: model.scores(rows[at], states))
    assert after.mean < 40 < untrained.mean
    assert sum(len(path) > 0 for path in paths) >= 0.9 * len(learned)


def test_a_path_keeps_exact_times_to_the_frame(data: list[Lesson]) -> None:
    for lesson in data[:5]:
        path = evenly(lesson)
        assert len(path) == lesson.frames
        assert (np.diff(path) >= 0).all()
        scores = np.zeros((lesson.frames, len(lesson.graph.needed)), np.float32)
        found, score = best(lesson.graph, scores)
        assert score > -np.inf
        starts = {int(lesson.graph.places[node]): t for t, node in reversed(list(enumerate(found.tolist())))}
        for at, piece in enumerate(lesson.utterance.pieces):
            assert abs(starts[at] - piece.start * 100) <= 2.0 or len(lesson.utterance.pieces) < at


def test_too_little_sound_for_its_words_has_no_path() -> None:
    utterance = Utterance("", "", "", "en", np.zeros(800, np.int16), words=((units_of("p") * 9,),))
    graph = graph_of(utterance)
    assert best(graph, np.zeros((5, len(graph.needed)), np.float32))[1] == -np.inf


def test_a_short_silence_between_words_belongs_to_the_stop() -> None:
    """Three silent frames before a stop are its closure although silence would fit them as well."""
    vowel, stop = units_of("ɑ")[0], units_of("p")[0]
    utterance = Utterance("", "", "", "en", np.zeros(0, np.int16), words=(((vowel,),), ((stop, vowel),)))
    graph = graph_of(utterance)
    scores = np.full((24, len(graph.needed)), -20.0, np.float32)
    column = {int(state): n for n, state in enumerate(graph.needed)}
    for state in range(STATES):
        scores[:10, column[vowel * STATES + state]] = 0
        scores[14:, column[vowel * STATES + state]] = 0
        scores[10:13, column[SIL * STATES + state]] = 0
    scores[10:13, column[stop * STATES]] = 0
    scores[13, column[stop * STATES + 1]] = scores[13, column[stop * STATES + 2]] = 0
    path, _ = best(graph, scores)
    states = graph.states[path]
    assert (states[10:13] == stop * STATES).all()


def test_gaussians_are_split_where_there_is_enough_to_learn_from() -> None:
    draw = np.random.default_rng(0)
    rows = np.concatenate([draw.normal(-3, 1, (400, 39)), draw.normal(3, 1, (400, 39))]).astype(np.float32)
    states = np.zeros(800, np.int32)
    counts = Counts(None, 1)
    counts.add(rows, states)
    model = counts.model_of(2)
    for _ in range(4):
        counts = Counts(model, 2)
        counts.add(rows, states)
        model = counts.model_of(2)
    assert sorted(np.round(model.means[0].mean(axis=1)).tolist()) == [-3, 3]
    assert model.scores(rows[:1], np.array([0, 1]))[0].argmax() == 0


def test_lessons_without_times_keep_their_phones(data: list[Lesson]) -> None:
    lesson = data[0]
    told = without_times(lesson).utterance
    units = [unit for word in told.words for variant in word for unit in variant]
    assert units == [piece.unit for piece in lesson.utterance.pieces if piece.unit != SIL]


@pytest.mark.parametrize("seed", range(12))
def test_augmentation_keeps_frames_and_states_together(data: list[Lesson], seed: int) -> None:
    lesson = data[seed]
    draw = np.random.default_rng(seed)
    states = lesson.graph.states[evenly(lesson)]
    rows, changed_states = changed(lesson.rows.astype(np.float32), states, draw, data[0].rows.astype(np.float32))
    assert len(rows) == 2 * len(changed_states)
    assert np.isfinite(rows).all()
    assert set(changed_states // STATES) <= set(states // STATES) | {SIL + 1}
    assert 0.8 < len(changed_states) / len(states) < 1.25


def test_augmentation_leaves_the_lesson_as_it_was(data: list[Lesson]) -> None:
    before = data[0].rows.copy()
    states = data[0].graph.states[evenly(data[0])]
    kept, others = states.copy(), data[1].rows.astype(np.float32)
    for seed in range(5):
        changed(data[0].rows.astype(np.float32), states, np.random.default_rng(seed), others)
    assert (before == data[0].rows).all()
    assert (kept == states).all()


def test_numpy_and_torch_tell_the_same() -> None:
    torch = pytest.importorskip("torch", reason="training needs torch (pip install 'unisono[train]')")
    from unisono.train.nets import Acoustic

    torch.manual_seed(0)
    net = Acoustic(channels=24, within=16)
    rows = torch.randn(2, 120, 40)
    net.train()
    net(rows)  # so that the normalisation has something to fold
    net.eval()
    with torch.no_grad():
        expected = torch.log_softmax(net(rows), dim=2).numpy()
    for at in range(2):
        ours = Net(Weights.of(net.arrays()))
        parts = [ours.feed(rows[at, :50].numpy()), ours.feed(rows[at, 50:].numpy()), ours.finish()]
        np.testing.assert_allclose(np.concatenate(parts), expected[at], atol=1e-4)


def test_the_net_learns_and_goes_on_from_its_checkpoint(data: list[Lesson], tmp_path: Path) -> None:
    torch = pytest.importorskip("torch", reason="training needs torch (pip install 'unisono[train]')")
    from unisono.train import learn
    from unisono.train.measure import scorer

    torch.set_num_threads(1)  # as the command does: beside other tests a second thread only waits
    paths = [evenly(lesson) for lesson in data]
    place = tmp_path / "net.pt"
    told: list[str] = []
    net = learn.learned(data[:24], paths[:24], 16, 0, told.append, place, every=4)
    acoustics = learn.acoustics_of(net, learn.prior_of(net, data[:24], paths[:24], 0))
    assert errors(data[24:], scorer(acoustics, data[24:])).mean < 40
    steps = len(told)
    assert steps
    assert place.exists()
    learn.learned(data[:24], paths[:24], 16, 0, told.append, place, every=4)
    assert len(told) < 2 * steps  # what was done is not done again


def test_pieces_may_be_shorter_than_a_frame() -> None:
    units = [units_of(label)[0] for label in ("t", "ə", "n")]
    pieces = tuple(Piece(unit, n * 0.004, (n + 1) * 0.004) for n, unit in enumerate(units))
    graph = graph_of(Utterance("", "", "", "en", np.zeros(0, np.int16), pieces=pieces))
    path, score = best(graph, np.zeros((6, len(graph.needed)), np.float32))
    assert score > -np.inf
    assert len(np.unique(graph.places[path])) == 3

//! The CPU work of one keystroke: the tree around the cursor, local predictions, filters, the check, and the order of what is left.
//!
//! It waits for nothing; it runs in a [`Room`](super::Room).

use std::sync::Arc;
use std::time::Duration;

use sapwood_syntax::cursor::{ParsedText, Region};
use tokio_util::sync::CancellationToken;

use super::account::{Recorder, Silence, name_of};
use super::candidate::Candidate;
use super::check::{Checked, check};
use super::clock::now;
use super::engine::Shared;
use super::filters::{self, Fitted, Trace};
use super::layout;
use super::ledger::respects;
use super::site::Site;
use super::view::View;
use super::{CompletionSettings, Source, Trigger};
use crate::predict::{PredictOptions, Prediction, predict};

/// Suggestions for somebody who asked.
const MANY: usize = 3;
/// Predictions that are asked for; the first may be filtered.
const PREDICTIONS: usize = 3;
/// Where nothing is likely enough, what is at least this likely is told, as long as looking for it is quick.
const WORTH_TELLING: f32 = 0.1;
/// Looking is quick where the first look took no longer than this.
const QUICK: Duration = Duration::from_millis(4);
/// Who asks sees what is this much less likely than the threshold.
const ASKED: f32 = 0.4;
/// What a text is worth that uses names which nobody knows.
const INVENTED: f32 = 0.5;
/// What it adds that the repository says the same as a model.
const AGREEMENT: f32 = 0.2;

/// A candidate that was filtered and checked.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) candidate: Candidate,
    pub(super) fitted: Fitted,
    pub(super) checked: Checked,
}

/// What is known after the first look.
pub(super) struct Look {
    pub(super) site: Site,
    pub(super) parsed: Option<Arc<ParsedText>>,
    pub(super) prepared: Vec<Prepared>,
    /// Why the repository itself suggests nothing.
    pub(super) local_silence: Option<Silence>,
    pub(super) log: Recorder,
}

/// Where the cursor stands, and what can be said without a model.
pub(super) fn look(shared: &Shared, view: &View, cached: Vec<Candidate>, cancel: &CancellationToken) -> Result<Look, Silence> {
    let settings = shared.settings();
    let mut log = Recorder::default();
    let started = now();
    let (site, parsed) = place(shared, view, &settings);
    log.step("place", started, describe(&site));
    switches(&site, view, &settings)?;
    let is_settled = view.trigger == Trigger::Automatic && !cached.is_empty();
    let mut candidates = cached;
    let mut local_silence = None;
    if !is_settled {
        let (local, silence) = local(view, &site, &settings, cancel, &mut log);
        candidates.extend(local);
        local_silence = silence;
    }
    let had_local = candidates.iter().any(|it| it.source == Source::Local);
    let prepared = prepare(shared, view, &site, parsed.as_deref(), candidates, &mut log);
    if had_local && prepared.is_empty() {
        local_silence.get_or_insert_with(|| "What the repository suggests was filtered.".to_owned());
    }
    Ok(Look { site, parsed, prepared, local_silence, log })
}

/// The place, with the tree that is kept for the next keystroke.
fn place(shared: &Shared, view: &View, settings: &CompletionSettings) -> (Site, Option<Arc<ParsedText>>) {
    let parsed = view.language.and_then(|language| shared.parsed(&view.document, &view.text, view.offset as u32, language.id));
    let found = parsed.as_ref().map(|parsed| parsed.place(view.offset as u32)).unwrap_or_default();
    let mut site = Site {
        text: view.text.clone(),
        offset: view.offset,
        language: view.language,
        region: found.region,
        block: found.empty_block.filter(|_| settings.multi_line),
    };
    if !site.line_after().trim().is_empty() {
        site.block = None;
    }
    (site, parsed)
}

fn describe(site: &Site) -> String {
    let region = match site.region {
        Region::Code => "code",
        Region::Comment => "a comment",
        Region::String => "a string",
    };
    let lines = if site.is_multi_line() { "an empty block, which may be filled" } else { "one line may be suggested" };
    format!("The cursor stands in {region}; {lines}.")
}

fn switches(site: &Site, view: &View, settings: &CompletionSettings) -> Result<(), Silence> {
    match site.region {
        _ if view.trigger == Trigger::Invoked => Ok(()),
        Region::Comment if !settings.comments => Err("The cursor stands in a comment.".to_owned()),
        Region::String if !settings.strings => Err("The cursor stands in a string.".to_owned()),
        _ => Ok(()),
    }
}

/// What the repository itself predicts.
fn local(
    view: &View,
    site: &Site,
    settings: &CompletionSettings,
    cancel: &CancellationToken,
    log: &mut Recorder,
) -> (Vec<Candidate>, Option<Silence>) {
    let started = now();
    if view.trigger == Trigger::Automatic && !layout::may_start_line(site) {
        let silence = "No line starts in this column.".to_owned();
        log.step("local", started, silence.clone());
        return (Vec::new(), Some(silence));
    }
    let threshold = if view.trigger == Trigger::Invoked { settings.threshold * ASKED } else { settings.threshold };
    let options = PredictOptions { threshold, multi_line: site.is_multi_line(), limit: PREDICTIONS };
    let likeliest = |options| {
        let predictions = predict(&view.snapshot, &view.place(), options, cancel);
        let best = predictions.iter().map(|it| it.confidence).fold(0.0, f32::max);
        (predictions, best)
    };
    let (predictions, mut best) = likeliest(&options);
    if predictions.is_empty() && now() - started < QUICK {
        best = likeliest(&PredictOptions { threshold: WORTH_TELLING.min(threshold), limit: 1, ..options }).1;
    }
    let mut kept = Vec::new();
    let is_wanted = |it: &Prediction| it.confidence >= threshold && !layout::is_out_of_place(site, &it.text);
    for prediction in predictions.into_iter().filter(is_wanted) {
        let (text, confidence) = (prediction.text, prediction.confidence);
        let candidate = Candidate { text, source: Source::Local, confidence, reason: prediction.reason, is_shown: false };
        let mut trace = Trace::default();
        kept.extend(filters::before_cache(site, &candidate, &mut trace));
        log.filtered(&candidate.source, &trace);
    }
    let silence = match best {
        _ if !kept.is_empty() => None,
        0.0 => Some("The repository holds nothing that fits here.".to_owned()),
        best if best < threshold => Some(format!(
            "The best local prediction is {:.0} % likely, below the threshold of {:.0} %.",
            best * 100.0,
            threshold * 100.0
        )),
        _ => Some("What the repository suggests was filtered.".to_owned()),
    };
    log.step(
        "local",
        started,
        silence.clone().unwrap_or_else(|| {
            let best = best * 100.0;
            if kept.len() == 1 {
                format!("1 prediction, {best:.0} % likely.")
            } else {
                format!("{} predictions, the best {best:.0} % likely.", kept.len())
            }
        }),
    );
    (kept, silence)
}

/// Filters and checks candidates for `site`.
pub(super) fn prepare(
    shared: &Shared,
    view: &View,
    site: &Site,
    parsed: Option<&ParsedText>,
    candidates: Vec<Candidate>,
    log: &mut Recorder,
) -> Vec<Prepared> {
    let started = now();
    let count = candidates.len();
    let mut prepared = Vec::new();
    for candidate in candidates {
        let mut trace = Trace::default();
        let fitted = filters::after_cache(site, &candidate, &mut trace);
        let is_unwanted = |text: &str| respects(view.trigger) && shared.is_unwanted(&view.document, site, text);
        let fitted = fitted.filter(|fitted| {
            if is_unwanted(&fitted.text) {
                trace.dropped_by = Some("it was rejected or deleted here a moment ago");
            }
            trace.dropped_by.is_none()
        });
        log.filtered(&candidate.source, &trace);
        let Some(fitted) = fitted else { continue };
        // What is on the screen was checked when it came there.
        let checked =
            if candidate.is_shown { Checked::default() } else { check(site, parsed, &view.snapshot, &view.path, &fitted) };
        note(&candidate, &checked, log);
        prepared.push(Prepared { candidate, fitted, checked });
    }
    if count > 0 {
        log.step("check", started, format!("{} of {count} texts are left after filters and check.", prepared.len()));
    }
    prepared
}

fn note(candidate: &Candidate, checked: &Checked, log: &mut Recorder) {
    let name = name_of(&candidate.source);
    if checked.has_new_errors {
        log.measured("check", 0.0, format!("A text of {name} would not read as the language."));
    }
    if !checked.invented.is_empty() {
        log.measured("check", 0.0, format!("A text of {name} uses names that nobody knows: {}.", checked.invented.join(", ")));
    }
}

/// The best first, no more than may be shown. What breaks the file is shown to nobody who did not ask.
pub(super) fn rank(mut prepared: Vec<Prepared>, trigger: Trigger) -> Vec<Prepared> {
    let visible = prepared.iter().find(|it| it.candidate.is_shown).map(|it| it.candidate.text.clone());
    let local: Vec<String> =
        prepared.iter().filter(|it| it.candidate.source == Source::Local).map(|it| it.fitted.text.clone()).collect();
    for it in &mut prepared {
        let is_model = it.candidate.source != Source::Local;
        if is_model && local.iter().any(|text| it.fitted.text.starts_with(text.as_str())) {
            it.candidate.confidence = (it.candidate.confidence + AGREEMENT).min(1.0);
        }
        if !it.checked.invented.is_empty() {
            it.candidate.confidence *= INVENTED;
        }
    }
    let stays = |it: &Prepared| {
        let extends =
            visible.as_ref().is_some_and(|text| it.candidate.text.len() > text.len() && it.candidate.text.starts_with(text));
        (!extends || it.checked.has_new_errors, !it.candidate.is_shown)
    };
    if trigger == Trigger::Automatic {
        prepared.retain(|it| !it.checked.has_new_errors);
    }
    let key = |it: &Prepared| (stays(it), it.checked.has_new_errors, !it.checked.invented.is_empty());
    prepared.sort_by(|a, b| key(a).cmp(&key(b)).then(b.candidate.confidence.total_cmp(&a.candidate.confidence)));
    let mut kept: Vec<Prepared> = Vec::new();
    for it in prepared {
        if kept.iter().all(|other| other.fitted.text != it.fitted.text) {
            kept.push(it);
        }
    }
    kept.truncate(if trigger == Trigger::Automatic { 1 } else { MANY });
    kept
}

//! Puts together what the graph knows and what a model said. A pure function: it asks nobody and reads nothing.
//!
//! Where both say the same, that is surer than either. Where the graph knows a place but not its text, the model's text takes its
//! place. Where they differ, the graph's stands, and what the model would write is told. Suggestions of nearly equal confidence stand
//! in the model's order.

use std::ops::Range;

use super::super::{Answer, Kind, NextEditSettings, Source, Suggestion};
use super::lines::overlaps;

/// How much of the doubt is taken away where a model says what the graph says.
const AGREEMENT: f32 = 0.6;
/// How much where a model edits a place that the graph knows.
const SAME_PLACE: f32 = 0.3;
/// Suggestions whose confidence differs by less are nearly equal.
const NEARLY: f32 = 0.1;
/// Nothing is surer than this.
const MOST: f32 = 0.99;

/// A suggestion on its way through the fusion.
struct Ranked {
    suggestion: Suggestion,
    /// Suggestions of one group are nearly equal.
    group: usize,
    /// Where the model named it.
    order: Option<usize>,
}

/// The graph's answer with what `said`, the model's edits in its order, add to it. Texts of `notes` go into the account.
pub(super) fn fuse(graph: Answer, said: Vec<Suggestion>, notes: Vec<String>, settings: &NextEditSettings) -> Answer {
    let mut ranked = grouped(graph.suggestions);
    let (mut withheld, mut account) = (graph.withheld, graph.account);
    account.extend(notes);
    for (order, edit) in said.into_iter().enumerate() {
        let at = (edit.path.clone(), edit.lines.clone());
        if let Some(known) = ranked.iter_mut().find(|it| meets(&it.suggestion, &edit)) {
            match combine(&mut known.suggestion, edit) {
                None => known.order = Some(order),
                Some(other) => {
                    account.push(told_apart(&at, &other));
                    withheld.push(other);
                }
            }
            continue;
        }
        let doubted = withheld.iter().position(|it| it.source == Source::Graph && meets(it, &edit));
        let edit = match doubted.map(|at| withheld.remove(at)) {
            Some(mut known) => combine(&mut known, edit).map_or(known, |other| sure_by(other, SAME_PLACE)),
            None => edit,
        };
        if edit.confidence < settings.threshold {
            account.push(format!("The edit of {}:{} is not sure enough.", edit.path, edit.lines.start + 1));
            withheld.push(edit);
            continue;
        }
        insert(&mut ranked, edit, order);
    }
    ranked.sort_by_key(|it| (it.group, it.order.unwrap_or(usize::MAX)));
    let mut suggestions: Vec<Suggestion> = ranked.into_iter().map(|it| it.suggestion).collect();
    suggestions.truncate(settings.limit);
    Answer { suggestions, withheld, account }
}

fn told_apart(at: &(String, Range<u32>), other: &Suggestion) -> String {
    let name = match &other.source {
        Source::Model(name) | Source::Both(name) => name.as_str(),
        Source::Graph => "The graph",
    };
    format!("{name} would write something else at {}:{}; what the graph knows stands.", at.0, at.1.start + 1)
}

/// Groups of neighbours that are nearly equal.
fn grouped(suggestions: Vec<Suggestion>) -> Vec<Ranked> {
    let (mut group, mut head) = (0, f32::INFINITY);
    let of = |suggestion: Suggestion| {
        if (head - suggestion.confidence).abs() >= NEARLY {
            group += 2;
            head = suggestion.confidence;
        }
        Ranked { suggestion, group, order: None }
    };
    suggestions.into_iter().map(of).collect()
}

/// Puts an edit that the graph does not have behind all that are at least as sure.
fn insert(ranked: &mut Vec<Ranked>, suggestion: Suggestion, order: usize) {
    let before = ranked.iter().rposition(|it| it.suggestion.confidence >= suggestion.confidence);
    let group = before.map_or(0, |at| ranked[at].group + 1);
    ranked.insert(before.map_or(0, |at| at + 1), Ranked { suggestion, group, order: Some(order) });
}

/// True where both are about the same lines of a file.
fn meets(known: &Suggestion, edit: &Suggestion) -> bool {
    known.path == edit.path && overlaps(&known.lines, &edit.lines)
}

/// Takes `edit` into `known`. It is given back where the two write different things.
fn combine(known: &mut Suggestion, edit: Suggestion) -> Option<Suggestion> {
    let (Source::Model(model) | Source::Both(model)) = edit.source.clone() else { return Some(edit) };
    if known.kind == Kind::Check {
        let confidence = raised(known.confidence.max(edit.confidence), SAME_PLACE);
        let reason = format!("{}; text by {model}", known.reason);
        *known = Suggestion { source: Source::Both(model), confidence, reason, ..edit };
        return None;
    }
    if essence(known) != essence(&edit) {
        return Some(edit);
    }
    if known.source == Source::Graph {
        known.confidence = raised(known.confidence, AGREEMENT);
        known.reason = format!("{}; {model} says the same", known.reason);
        known.source = Source::Both(model);
    }
    None
}

fn sure_by(edit: Suggestion, share: f32) -> Suggestion {
    Suggestion { confidence: raised(edit.confidence, share), ..edit }
}

fn raised(confidence: f32, share: f32) -> f32 {
    (1.0 - (1.0 - confidence) * (1.0 - share)).min(MOST).max(confidence)
}

/// The lines that really change, and what is written there.
fn essence(suggestion: &Suggestion) -> (u32, Vec<&str>, Vec<&str>) {
    let is_insertion = suggestion.lines.is_empty();
    let old: Vec<&str> = if is_insertion { Vec::new() } else { suggestion.old.split('\n').map(str::trim_end).collect() };
    let new: Vec<&str> = suggestion.text.iter().flat_map(|text| text.split('\n').map(str::trim_end)).collect();
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let first = suggestion.lines.start + start as u32;
    (first, old[start..old.len() - end].to_vec(), new[start..new.len() - end].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestion(line: u32, old: &str, text: &str, confidence: f32, source: Source) -> Suggestion {
        Suggestion {
            path: "a.rs".into(),
            lines: line..line + old.split('\n').count() as u32,
            old: old.into(),
            text: Some(text.into()),
            kind: if source == Source::Graph { Kind::Signature } else { Kind::Predicted },
            source,
            confidence,
            reason: "because".into(),
        }
    }

    fn graph(line: u32, old: &str, text: &str, confidence: f32) -> Suggestion {
        suggestion(line, old, text, confidence, Source::Graph)
    }

    fn model(line: u32, old: &str, text: &str) -> Suggestion {
        suggestion(line, old, text, 0.68, Source::Model("m".into()))
    }

    fn fused(known: Vec<Suggestion>, said: Vec<Suggestion>) -> Answer {
        let answer = Answer { suggestions: known, withheld: Vec::new(), account: vec!["seen".into()] };
        fuse(answer, said, vec!["m answered.".into()], &NextEditSettings::default())
    }

    #[test]
    fn what_both_say_is_surer_and_names_both() {
        let answer = fused(vec![graph(3, "f(1)", "f(1, 2)", 0.7)], vec![model(2, "a\nf(1)", "a\nf(1, 2)  ")]);
        let [one] = &answer.suggestions[..] else { panic!("{answer:?}") };
        assert_eq!((one.source.clone(), one.kind, one.lines.clone()), (Source::Both("m".into()), Kind::Signature, 3..4));
        assert!(one.confidence > 0.85 && one.confidence < 0.99, "{}", one.confidence);
        assert_eq!(one.reason, "because; m says the same");
        assert_eq!(answer.account, ["seen", "m answered."]);
    }

    #[test]
    fn a_place_without_a_text_takes_the_models() {
        let open = Suggestion { kind: Kind::Check, text: Some("f(1)".into()), ..graph(3, "f(1)", "", 0.6) };
        let answer = fused(vec![open], vec![model(3, "f(1)", "f(1, true)")]);
        let [one] = &answer.suggestions[..] else { panic!("{answer:?}") };
        assert_eq!((one.text.as_deref(), one.kind), (Some("f(1, true)"), Kind::Predicted));
        assert_eq!(one.source, Source::Both("m".into()));
        assert!(one.confidence > 0.6 && one.reason.starts_with("because"));
    }

    #[test]
    fn where_they_differ_the_graph_stands() {
        let known = graph(3, "f(1)", "f(1, 2)", 0.7);
        let answer = fused(vec![known.clone()], vec![model(3, "f(1)", "f(1, 3)")]);
        assert_eq!(answer.suggestions, [known]);
        assert_eq!(answer.withheld.len(), 1);
        assert_eq!(answer.account[2], "m would write something else at a.rs:4; what the graph knows stands.");
    }

    #[test]
    fn what_was_withheld_is_shown_where_the_model_agrees() {
        let doubted = graph(3, "f(1)", "f(1, 2)", 0.3);
        let with = |said| {
            let answer = Answer { withheld: vec![doubted.clone()], ..Answer::default() };
            fuse(answer, said, Vec::new(), &NextEditSettings::default())
        };
        let agreed = with(vec![model(3, "f(1)", "f(1, 2)")]);
        assert!(agreed.suggestions[0].source == Source::Both("m".into()) && agreed.withheld.is_empty());
        let other = with(vec![model(3, "f(1)", "f(1, 3)")]);
        assert!(other.suggestions[0].confidence > 0.65 && other.suggestions[0].text.as_deref() == Some("f(1, 3)"));
        assert_eq!(with(Vec::new()).suggestions, []);
    }

    #[test]
    fn a_place_of_the_models_own_comes_behind_what_is_surer() {
        let known = vec![graph(3, "a", "b", 0.9), graph(9, "a", "b", 0.66)];
        let answer = fused(known, vec![model(20, "x", "y")]);
        let lines: Vec<u32> = answer.suggestions.iter().map(|it| it.lines.start).collect();
        assert_eq!(lines, [3, 20, 9]);
        let strict = NextEditSettings { threshold: 0.7, ..NextEditSettings::default() };
        let none = fuse(Answer::default(), vec![model(20, "x", "y")], Vec::new(), &strict);
        assert!(none.suggestions.is_empty() && none.withheld.len() == 1);
    }

    #[test]
    fn near_equals_stand_in_the_models_order() {
        let known = vec![graph(1, "a", "b", 0.95), graph(3, "a", "b", 0.62), graph(5, "a", "b", 0.6), graph(7, "a", "b", 0.58)];
        let answer = fused(known, vec![model(7, "a", "b"), model(5, "a", "b")]);
        let lines: Vec<u32> = answer.suggestions.iter().map(|it| it.lines.start).collect();
        assert_eq!(lines, [1, 7, 5, 3], "what is surer stays before them");
    }

    #[test]
    fn nothing_said_changes_nothing() {
        let known = vec![graph(3, "a", "b", 0.9), graph(9, "a", "b", 0.52)];
        assert_eq!(fused(known.clone(), Vec::new()).suggestions, known);
        assert_eq!(essence(&graph(3, "a\nb\nc", "a\nx\nc", 1.0)), (4, vec!["b"], vec!["x"]));
    }
}

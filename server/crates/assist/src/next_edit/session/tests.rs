//! Conversations of one client with a session.

use super::*;
use crate::next_edit::Source;

fn suggestion(path: &str, line: u32, old: &str, text: &str) -> Suggestion {
    Suggestion {
        path: path.to_owned(),
        lines: line..line + 1,
        old: old.to_owned(),
        text: Some(text.to_owned()),
        kind: Kind::Rename,
        source: Source::Graph,
        confidence: 0.9,
        reason: String::new(),
    }
}

fn insertion(line: u32, text: &str) -> Suggestion {
    Suggestion { lines: line..line, ..suggestion("a", line, "", text) }
}

fn removal(line: u32, old: &str) -> Suggestion {
    Suggestion { text: None, ..suggestion("a", line, old, "") }
}

fn edit(start: u32, old: &[&str], new: &[&str]) -> LineEdit {
    let owned = |lines: &[&str]| lines.iter().map(|&line| line.to_owned()).collect();
    LineEdit { path: "a".to_owned(), start, old: owned(old), new: owned(new) }
}

/// A session that offers `found`.
fn offering(found: Vec<Suggestion>) -> Session {
    let mut session = Session::default();
    give(&mut session, found);
    session
}

fn give(session: &mut Session, found: Vec<Suggestion>) {
    let ticket = session.ask();
    assert!(session.answer(ticket, found, &|_| false));
}

fn shown(session: &Session) -> Vec<(u64, u32, String)> {
    let item = |item: Item| (item.id, item.suggestion.lines.start, item.suggestion.text.unwrap_or_default());
    session.items(0, false).into_iter().map(item).collect()
}

fn item(id: u64, line: u32, text: &str) -> (u64, u32, String) {
    (id, line, text.to_owned())
}

#[test]
fn suggestions_move_with_the_lines_above_them() {
    let mut session = offering(vec![suggestion("a", 10, "x(a)", "x(b)"), insertion(20, "new"), removal(30, "gone")]);
    session.edited(&edit(0, &[], &["one", "two"]));
    session.edited(&edit(15, &["k"], &[]));
    session.edited(&LineEdit { path: "b".to_owned(), ..edit(0, &[], &["more"]) });
    assert_eq!(shown(&session), [item(1, 12, "x(b)"), item(2, 21, "new"), item(3, 31, "")]);
}

#[test]
fn what_is_touched_is_gone_and_what_borders_on_it_stays() {
    let both = || offering(vec![suggestion("a", 10, "x(a)", "x(b)"), insertion(12, "new")]);
    for (touching, left) in [
        (edit(10, &["x(a)"], &["y(a)"]), vec![item(2, 12, "new")]),
        (edit(9, &["w", "x(a)"], &["v"]), vec![item(2, 11, "new")]),
        (edit(9, &["w"], &["v"]), vec![item(1, 10, "x(b)"), item(2, 12, "new")]),
        (edit(10, &[], &["v"]), vec![item(1, 11, "x(b)"), item(2, 13, "new")]),
        (edit(11, &[], &["v"]), vec![item(1, 10, "x(b)"), item(2, 13, "new")]),
        (edit(11, &["a", "b"], &[]), vec![item(1, 10, "x(b)")]),
    ] {
        let mut session = both();
        session.edited(&touching);
        assert_eq!(shown(&session), left, "{touching:?}");
    }
}

#[test]
fn typing_what_is_proposed_keeps_it_until_it_is_done() {
    let mut session = offering(vec![suggestion("a", 3, "call(old, 1)", "call(fresh, 1)"), suggestion("a", 9, "k", "l")]);
    let steps = ["call(ol, 1)", "call(, 1)", "call(f, 1)", "call(fre, 1)", "call(fresh, 1)"];
    let mut before = "call(old, 1)";
    for (at, now) in steps.into_iter().enumerate() {
        assert_eq!(shown(&session).len(), 2, "{before}");
        session.edited(&edit(3, &[before], &[now]));
        assert_eq!(session.find(1).map(|own| own.old.as_str()), Some(now), "{at}");
        before = now;
    }
    assert_eq!(shown(&session), [item(2, 9, "l")]);
    assert_eq!(session.series(), Series { total: 2, passed: 1, files: 1 });
    assert_eq!(session.select(&Scope::All)[0].index, 2);
}

#[test]
fn a_line_that_is_proposed_may_be_typed() {
    let mut session = offering(vec![insertion(5, "use a;")]);
    session.edited(&edit(5, &[], &[""]));
    session.edited(&edit(5, &[""], &["us"]));
    assert_eq!(shown(&session), [item(1, 5, "use a;")]);
    session.edited(&edit(5, &["us"], &["use a;"]));
    assert!(shown(&session).is_empty());
    assert_eq!(session.series().passed, 1);
    let mut session = offering(vec![removal(5, "gone")]);
    session.edited(&edit(5, &["gone"], &["go"]));
    session.edited(&edit(5, &["go"], &[]));
    assert_eq!(session.series().passed, 1, "removed by hand");
}

#[test]
fn several_lines_at_once_are_several_edits() {
    let mut session = offering(vec![suggestion("a", 3, "p", "q"), suggestion("a", 4, "p", "q"), suggestion("a", 5, "p", "q")]);
    session.edited(&edit(3, &["p", "p", "p"], &["q", "r", "q"]));
    assert_eq!(session.series().passed, 2);
    assert!(shown(&session).is_empty(), "one was changed to something else");
}

#[test]
fn a_late_answer_is_dropped() {
    let mut session = Session::default();
    let ticket = session.ask();
    session.edited(&edit(0, &[], &["x"]));
    assert!(!session.answer(ticket, vec![suggestion("a", 1, "a", "b")], &|_| false));
    assert!(shown(&session).is_empty());
}

#[test]
fn what_is_offered_again_keeps_its_name() {
    let (a, b) = (suggestion("a", 1, "a", "b"), suggestion("b", 1, "a", "b"));
    let mut session = offering(vec![a.clone(), b.clone()]);
    give(&mut session, vec![b.clone(), suggestion("c", 1, "a", "b"), a.clone()]);
    assert_eq!(shown(&session).iter().map(|item| item.0).collect::<Vec<_>>(), [2, 3, 1]);
    give(&mut session, vec![b]);
    assert_eq!(session.find(1), Some(&a), "reports of it may still come");
}

#[test]
fn a_rejection_is_remembered_wherever_its_place_moves() {
    let mut session = offering(vec![suggestion("a", 10, "a", "b"), suggestion("a", 20, "a", "b")]);
    session.rejected(1, 1000);
    assert!(session.items(1500, false).is_empty(), "for a while nothing is shown");
    assert_eq!(session.items(1500, true).len(), 1, "but to somebody who asks");
    assert_eq!(session.items(7000, false)[0].index, 2);
    session.edited(&edit(0, &[], &["x", "y"]));
    give(&mut session, vec![suggestion("a", 12, "a", "b"), suggestion("a", 22, "a", "b")]);
    assert_eq!(session.select(&Scope::All).iter().map(|item| item.id).collect::<Vec<_>>(), [2]);
    session.edited(&edit(12, &["a"], &["aa"]));
    give(&mut session, vec![suggestion("a", 12, "aa", "b"), suggestion("a", 22, "a", "b")]);
    assert_eq!(session.select(&Scope::All).len(), 2, "another text, another question");
}

#[test]
fn only_the_last_rejections_are_remembered() {
    let all: Vec<Suggestion> = (0..30).map(|line| suggestion("a", line, "a", "b")).collect();
    let mut session = offering(all.clone());
    (1..=30).for_each(|id| session.skipped(id));
    give(&mut session, all);
    assert_eq!(session.select(&Scope::All).len(), 30 - REJECTIONS);
}

#[test]
fn what_is_barred_is_not_offered() {
    let mut session = Session::default();
    let ticket = session.ask();
    let found = vec![suggestion("a", 1, "a", "b"), suggestion("a", 2, "a", "b")];
    session.answer(ticket, found, &|own| own.lines.start == 1);
    assert_eq!(shown(&session), [item(1, 2, "b")]);
}

#[test]
fn what_is_visible_stays_first_until_something_extends_it() {
    let (a, b) = (suggestion("a", 1, "f(a)", "f(q)"), suggestion("a", 5, "g(a)", "g(q)"));
    let mut session = offering(vec![a.clone(), b.clone()]);
    session.shown(1);
    give(&mut session, vec![b.clone(), a]);
    assert_eq!(shown(&session)[0], item(1, 1, "f(q)"));
    give(&mut session, vec![b.clone(), suggestion("a", 1, "f(a)", "f(qu)")]);
    assert_eq!(shown(&session)[0], item(3, 1, "f(qu)"));
    session.shown(3);
    give(&mut session, vec![b.clone(), suggestion("a", 1, "f(a)", "f(xyz)")]);
    assert_eq!(shown(&session)[0], item(2, 5, "g(q)"), "a text that is not true any more is no reason to stay");
    session.shown(2);
    session.edited(&edit(5, &["g(a)"], &["g()"]));
    give(&mut session, vec![]);
    assert_eq!(shown(&session), [item(2, 5, "g(q)")], "somebody types it");
}

#[test]
fn a_series_goes_on_while_it_is_worked_through() {
    let sites = |lines: std::ops::Range<u32>| -> Vec<Suggestion> {
        lines.map(|line| suggestion(if line < 4 { "a" } else { "b" }, line, "a", "b")).collect()
    };
    let mut session = offering(sites(0..7));
    assert_eq!(session.series(), Series { total: 7, passed: 0, files: 2 });
    session.accepted(1);
    session.edited(&edit(0, &["a"], &["b"]));
    session.edited(&edit(1, &["a"], &["b"]));
    give(&mut session, sites(2..7));
    assert_eq!(session.series(), Series { total: 7, passed: 2, files: 2 });
    session.skipped(3);
    assert_eq!(session.items(0, false)[0].index, 4, "4 of 7");
    assert_eq!(session.select(&Scope::File("b".to_owned())).len(), 3);
    assert_eq!(session.select(&Scope::One(5)).len(), 1);
    session.accepted(99);
    assert_eq!(session.series().passed, 3);
    give(&mut session, vec![suggestion("c", 1, "x", "y")]);
    assert_eq!(session.series(), Series { total: 1, passed: 0, files: 1 }, "another series");
}

#[test]
fn a_series_that_is_stopped_does_not_come_again() {
    let site = |line| suggestion("a", line, "a", "b");
    let mut session = offering(vec![site(1), site(2)]);
    session.stopped();
    give(&mut session, vec![site(1), site(2), site(3)]);
    assert!(shown(&session).is_empty());
    session.edited(&edit(9, &["k"], &["l"]));
    give(&mut session, vec![site(1), site(2), site(3)]);
    assert_eq!(shown(&session).len(), 1);
}

#[test]
fn ten_thousand_sites_come_in_pages() {
    let mut session = offering((0..10_000).map(|line| suggestion("a", line, "a", "b")).collect());
    assert_eq!(session.select(&Scope::All).len(), KEPT);
    assert_eq!(session.series(), Series { total: 10_000, passed: 0, files: 1 });
    (1..=50).for_each(|id| session.accepted(id));
    give(&mut session, (50..10_000).map(|line| suggestion("a", line, "a", "b")).collect());
    assert_eq!(session.series().passed, 50, "the next page of the same series");
}

#[test]
fn a_file_that_is_not_what_it_was_has_no_suggestions() {
    let mut session = offering(vec![suggestion("a", 1, "a", "b"), suggestion("b", 1, "a", "b")]);
    session.forget("a");
    assert_eq!(session.select(&Scope::All).len(), 1);
    session.reset();
    assert_eq!(session.series(), Series::default());
    give(&mut session, vec![suggestion("b", 1, "a", "b")]);
    assert_eq!(session.select(&Scope::All)[0].id, 3, "no name is given twice");
}

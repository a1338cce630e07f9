//! The engine from keystroke to answer, with models that follow a script and a clock that stands still until somebody waits.

use std::sync::Arc;
use std::time::Duration;

use sapwood_base::Span;
use sapwood_context::search::Texts;
use sapwood_model::FaultKind;

use super::testing::{Act, Here, Scripted, snapshot};
use super::*;

struct NoTexts;

impl Texts for NoTexts {
    fn text(&self, _: &str) -> Option<Arc<str>> {
        None
    }
}

const OTHER: &str = "pub fn call(a: u32) {}\npub fn other(a: u32) {}\n";

/// Somebody typed, and the cursor stands at `$0`.
fn typing(fixture: &str) -> Typing {
    typing_in("a.rs", fixture)
}

fn typing_in(path: &str, fixture: &str) -> Typing {
    let offset = fixture.find("$0").expect("a cursor") as u32;
    let text = fixture.replace("$0", "");
    Typing {
        snapshot: snapshot(&[(path, &text), ("other.rs", OTHER)]),
        texts: Arc::new(NoTexts),
        document: path.into(),
        path: path.into(),
        text: text.into(),
        offset,
        trigger: Trigger::Automatic,
        selected: None,
        recent: Vec::new(),
    }
}

fn invoked(fixture: &str) -> Typing {
    Typing { trigger: Trigger::Invoked, ..typing(fixture) }
}

fn engine(acts: Vec<Act>) -> (Engine, Arc<Scripted>) {
    let models = Scripted::new(acts);
    (Engine::with_models(Arc::new(models.clone()), CompletionSettings::default()), models)
}

async fn complete(engine: &Engine, typing: Typing) -> Answer {
    engine.complete(typing, &Here).await
}

/// The texts that are shown, or why none is.
fn shown(answer: &Answer) -> String {
    match &answer.account.silence {
        Some(silence) => format!("silent: {silence}"),
        None => answer.suggestions.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" | "),
    }
}

const LINE: &str = "fn f() {\n    $0\n    after();\n}\n";

#[tokio::test(start_paused = true)]
async fn a_model_answers_and_typing_through_asks_nobody() {
    let (engine, models) = engine(vec![Act::say("call(12);\n    more();")]);
    let answer = complete(&engine, typing(LINE)).await;
    assert_eq!(shown(&answer), "call(12);");
    assert_eq!(answer.suggestions[0].span, Span::new(13, 13));
    assert_eq!(answer.suggestions[0].source, Source::Model("scripted".into()));
    for (typed, rest) in [("ca", "ll(12);"), ("call(", "12);"), ("c", "all(12);"), ("call(1", "2);")] {
        let fixture = LINE.replace("$0", &format!("{typed}$0"));
        assert_eq!(shown(&complete(&engine, typing(&fixture)).await), rest);
    }
    let closed = LINE.replace("$0", "call($0)");
    assert_eq!(shown(&complete(&engine, typing(&closed)).await), "12);", "the bracket that the editor added is replaced");
    assert_eq!(models.asked(), 1);
    assert_eq!(engine.open_requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn documents_of_one_path_in_two_folders_share_nothing() {
    let (engine, models) = engine(vec![Act::say("call(12);"), Act::say("other(7);")]);
    assert_eq!(shown(&complete(&engine, typing(LINE)).await), "call(12);");
    let elsewhere = Typing { document: "elsewhere/a.rs".into(), ..typing(LINE) };
    assert_eq!(shown(&complete(&engine, elsewhere).await), "other(7);");
    assert_eq!(models.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_account_tells_every_step() {
    let (engine, _) = engine(vec![Act::say("call(12);")]);
    let account = complete(&engine, typing(LINE)).await.account;
    let names: Vec<&str> = account.steps.iter().map(|step| step.name).collect();
    for name in ["cache", "place", "local", "debounce", "retrieval", "model", "check"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    let debounce = account.steps.iter().find(|step| step.name == "debounce").expect("a step");
    assert!((debounce.elapsed_ms - 100.0).abs() < 2.0, "{debounce:?}");
    assert!(account.steps.iter().any(|step| step.detail.contains("private key")), "what was hidden is told");
}

#[tokio::test(start_paused = true)]
async fn who_asks_does_not_wait_for_the_debounce() {
    let (engine, _) = engine(vec![Act::say("call(12);")]);
    let started = tokio::time::Instant::now();
    assert_eq!(shown(&complete(&engine, invoked(LINE)).await), "call(12);");
    assert!(started.elapsed() < Duration::from_millis(30));
}

#[tokio::test(start_paused = true)]
async fn silence_has_a_cause() {
    let (engine, models) = engine(Vec::new());
    let cases = [
        ("fn f() {\n    ab$0c();\n}\n", "silent: The cursor stands in the middle of a word."),
        ("fn f() {\n    a$0 + c();\n}\n", "silent: The cursor stands in the middle of a line."),
        ("fn f() {\n    // note $0\n}\n", "silent: The cursor stands in a comment."),
    ];
    for (fixture, silence) in cases {
        assert_eq!(shown(&complete(&engine, typing(fixture)).await), silence);
    }
    let prose = complete(&engine, typing_in("a.md", "Some $0\n")).await;
    assert_eq!(shown(&prose), "silent: Completion of markdown only answers when it is asked for.");
    let mut settings = CompletionSettings { strings: false, ..CompletionSettings::default() };
    settings.languages.insert("python".into(), Eagerness::Off);
    engine.set_settings(settings.clone());
    let string = complete(&engine, typing("fn f() {\n    g(\"a $0\");\n}\n")).await;
    assert_eq!(shown(&string), "silent: The cursor stands in a string.");
    let python = complete(&engine, typing_in("a.py", "x = $0\n")).await;
    assert_eq!(shown(&python), "silent: Completion is switched off for python.");
    engine.set_settings(CompletionSettings { enabled: false, ..settings });
    assert_eq!(shown(&complete(&engine, typing(LINE)).await), "silent: Completion is switched off.");
    assert_eq!(models.asked(), 0);
}

#[tokio::test(start_paused = true)]
async fn faults_end_in_silence_that_says_so() {
    for kind in [FaultKind::Connect, FaultKind::Unauthorized, FaultKind::RateLimited, FaultKind::Timeout, FaultKind::BudgetSpent]
    {
        let (engine, _) = engine(vec![Act::Fail(kind)]);
        let answer = complete(&engine, typing(LINE)).await;
        assert!(shown(&answer).starts_with(&format!("silent: The endpoint failed: {kind:?}.")), "{}", shown(&answer));
        assert!(answer.account.steps.iter().any(|step| step.detail.contains("gave no answer after 3 ms")));
        assert_eq!(engine.open_requests(), 0);
    }
    let (broken, _) = engine(vec![Act::Break("call(1".into())]);
    assert!(shown(&complete(&broken, typing(LINE)).await).starts_with("silent: The endpoint failed: Truncated."));
    let (hanging, models) = engine(vec![Act::Hang]);
    assert!(shown(&complete(&hanging, typing(LINE)).await).starts_with("silent: The model took too long."));
    assert_eq!(models.open.load(std::sync::atomic::Ordering::SeqCst), 0, "the connection is closed");
}

#[tokio::test(start_paused = true)]
async fn useless_answers_end_in_silence_that_says_so() {
    let cases = [
        ("", "The model had nothing to say."),
        ("Sure, here is the code you want", "The model's answer was dropped: talk instead of code."),
        ("after();", "The model's answer was dropped: lines that follow."),
        ("<|endoftext|>", "The model's answer was dropped: a mark of its template."),
        ("\0\0\0", "The model's answer was dropped: a null byte."),
        ("ab", "The model's answer was dropped: length."),
        ("let let = ;;)(", "The model's answer would not read as the language."),
    ];
    for (said, silence) in cases {
        let (engine, _) = engine(vec![Act::say(said)]);
        let answer = shown(&complete(&engine, typing(LINE)).await);
        assert!(answer.starts_with(&format!("silent: {silence}")), "{said:?}: {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_beyond_a_block_does_not_come_back_while_typing() {
    let (engine, _) = engine(vec![Act::say("call(1);\n}\n\nfn more() {\n    other(2);\n}")]);
    let open = "fn f() {\n    $0\n\nfn g() {}\n";
    assert_eq!(shown(&complete(&engine, typing(open)).await), "call(1);\n}");
    assert_eq!(shown(&complete(&engine, typing(&open.replace("$0", "call(1)$0"))).await), ";\n}");
}

#[tokio::test(start_paused = true)]
async fn nobody_asks_twice_at_one_place() {
    let (engine, models) = engine(vec![Act::say("Sure, here is the code you want"), Act::say("call(1);")]);
    assert!(shown(&complete(&engine, typing(LINE)).await).contains("talk instead of code"));
    let again = shown(&complete(&engine, typing(LINE)).await);
    assert!(again.starts_with("silent: The model was asked here before"), "{again}");
    assert_eq!(models.asked(), 1);
    assert_eq!(shown(&complete(&engine, invoked(LINE)).await), "call(1);", "unless somebody wants it");
}

#[tokio::test(start_paused = true)]
async fn a_mute_request_is_not_waited_for_for_long() {
    let (engine, models) = engine(vec![Act::Hang, Act::say("ll(12);")]);
    assert!(tokio::time::timeout(Duration::from_millis(150), complete(&engine, typing(LINE))).await.is_err());
    assert_eq!(shown(&complete(&engine, typing(&LINE.replace("$0", "ca$0"))).await), "ll(12);");
    assert_eq!(models.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_endless_answer_is_stopped() {
    let pieces = (0..5000).map(|_| (1, "call(1); ".to_owned())).collect();
    let (engine, models) = engine(vec![Act::Say(pieces)]);
    let started = tokio::time::Instant::now();
    let answer = complete(&engine, typing("fn f() {\n    $0\n}\n")).await;
    assert!(shown(&answer).len() < 100, "{}", shown(&answer));
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(models.open.load(std::sync::atomic::Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn only_an_empty_block_takes_several_lines() {
    let said = "call(1);\n    other(2);\n}";
    let (block, _) = engine(vec![Act::say(said)]);
    assert_eq!(shown(&complete(&block, typing("fn f() {\n    $0\n}\n")).await), "call(1);\n    other(2);");
    let (line, _) = engine(vec![Act::say(said)]);
    assert_eq!(shown(&complete(&line, typing(LINE)).await), "call(1);");
    let (off, _) = engine(vec![Act::say(said)]);
    off.set_settings(CompletionSettings { multi_line: false, ..CompletionSettings::default() });
    assert_eq!(shown(&complete(&off, typing("fn f() {\n    $0\n}\n")).await), "call(1);");
}

#[tokio::test(start_paused = true)]
async fn a_request_on_its_way_serves_what_is_typed_meanwhile() {
    let (engine, models) = engine(vec![Act::Say(vec![(400, "call(12);".into())])]);
    let first = complete(&engine, typing(LINE));
    // The first request is dropped once it is on its way, as an editor does that cancels.
    assert!(tokio::time::timeout(Duration::from_millis(200), first).await.is_err());
    assert_eq!((models.asked(), engine.open_requests()), (1, 1));
    let answer = complete(&engine, typing(&LINE.replace("$0", "ca$0"))).await;
    assert_eq!(shown(&answer), "ll(12);");
    assert_eq!(models.asked(), 1, "nobody was asked again");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_request_fills_the_cache_or_ends() {
    let (filled, models) = engine(vec![Act::Say(vec![(400, "call(12);".into())])]);
    assert!(tokio::time::timeout(Duration::from_millis(150), complete(&filled, typing(LINE))).await.is_err());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(shown(&complete(&filled, typing(LINE)).await), "call(12);");
    assert_eq!(models.asked(), 1);
    let (hanging, models) = engine(vec![Act::Hang]);
    assert!(tokio::time::timeout(Duration::from_millis(150), complete(&hanging, typing(LINE))).await.is_err());
    assert_eq!(hanging.open_requests(), 1);
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!((hanging.open_requests(), models.open.load(std::sync::atomic::Ordering::SeqCst)), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_engine_ends_its_requests() {
    let (engine, models) = engine(vec![Act::Hang]);
    assert!(tokio::time::timeout(Duration::from_millis(150), complete(&engine, typing(LINE))).await.is_err());
    assert_eq!(models.open.load(std::sync::atomic::Ordering::SeqCst), 1);
    drop(engine);
    tokio::time::sleep(Duration::from_millis(1)).await;
    assert_eq!(models.open.load(std::sync::atomic::Ordering::SeqCst), 0);
}

#[tokio::test(start_paused = true)]
async fn a_burst_asks_once_and_never_more_than_two_at_a_time() {
    let (engine, models) = engine(vec![Act::Hang, Act::Hang, Act::Hang, Act::say("call(12);")]);
    let engine = Arc::new(engine);
    let mut tasks = Vec::new();
    for typed in ["x", "xy", "xyz", "xyzz"] {
        let (engine, fixture) = (engine.clone(), LINE.replace("$0", &format!("{typed}$0")));
        tasks.push(tokio::spawn(async move { shown(&complete(&engine, typing(&fixture)).await) }));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for task in tasks.drain(..3) {
        assert_eq!(task.await.expect("an answer"), "silent: A newer keystroke took its place.");
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(models.asked(), 1, "only the last keystroke asked");
    for typed in ["p", "q", "r"] {
        let fixture = LINE.replace("$0", &format!("{typed}$0"));
        let _ = tokio::time::timeout(Duration::from_millis(200), complete(&engine, typing(&fixture))).await;
        assert!(engine.open_requests() <= 2);
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_rejected_does_not_come_back() {
    let (engine, models) = engine(vec![Act::say("call(12);"), Act::say("call(12);")]);
    let answer = complete(&engine, typing(LINE)).await;
    engine.shown(&answer.suggestions[0].id);
    engine.rejected(&answer.suggestions[0].id);
    let again = complete(&engine, typing(LINE)).await;
    assert!(again.suggestions.is_empty(), "{again:?}");
    assert_eq!(shown(&complete(&engine, invoked(LINE)).await), "call(12);", "unless somebody asks");
    assert!(models.asked() >= 1);
}

#[tokio::test(start_paused = true)]
async fn a_part_that_was_accepted_is_not_repeated() {
    let (engine, models) = engine(vec![Act::say("call(12).then(13);")]);
    let answer = complete(&engine, typing(LINE)).await;
    engine.accepted(&answer.suggestions[0].id, Some(8));
    let rest = complete(&engine, typing(&LINE.replace("$0", "call(12)$0"))).await;
    assert_eq!(shown(&rest), ".then(13);");
    assert_eq!(models.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_selected_entry_is_extended() {
    let (engine, _) = engine(vec![Act::say("(12);")]);
    let mut typing = typing(&LINE.replace("$0", "ca$0"));
    typing.selected = Some((Span::new(13, 15), "call".into()));
    let answer = complete(&engine, typing).await;
    assert_eq!(shown(&answer), "call(12);");
    assert_eq!(answer.suggestions[0].span, Span::new(13, 15));
}

#[tokio::test(start_paused = true)]
async fn invented_names_come_last() {
    let (engine, _) = engine(vec![Act::say("call(completely_made_up(1));")]);
    let answer = complete(&engine, typing(LINE)).await;
    assert_eq!(shown(&answer), "call(completely_made_up(1));", "demoted, not dropped");
    assert!(answer.suggestions[0].confidence < 0.5);
    assert!(answer.account.steps.iter().any(|step| step.detail.contains("completely_made_up")));
}

#[tokio::test(start_paused = true)]
async fn positions_that_do_not_fit_are_no_fault() {
    let (engine, _) = engine(vec![Act::say("call(12);"), Act::say("call(12);")]);
    let far = Typing { offset: 9999, ..typing(LINE) };
    let answer = complete(&engine, far).await;
    assert!(answer.suggestions.iter().all(|it| it.span.end as usize <= LINE.len()));
    let selected = Some((Span::new(500, 900), "x".into()));
    let answer = complete(&engine, Typing { selected, ..typing(LINE) }).await;
    assert!(answer.suggestions.iter().all(|it| it.span.end as usize <= LINE.len()));
}

const HANDLERS: &str = "package a\n\nfunc one(c *Context) {\n\tif err := c.Bind(&x); err != nil {\n\t\tc.AbortWithError(400, err)\n\t\treturn\n\t}\n}\n\n\
                        func two(c *Context) {\n\tif err := c.Bind(&y); err != nil {\n\t\tc.AbortWithError(400, err)\n\t\treturn\n\t}\n}\n";
const HANDLER: &str = "package a\n\nfunc three(c *Context) {\n\tif err := c.Bind(&z); err != nil {\n\t\tc.Abort$0\n\t}\n}\n";

/// It says something else as well, so that the prediction is not sure.
const DOUBT: &str = "package a\n\nfunc four(c *Context) {\n\tif err := c.Bind(&w); err != nil {\n\t\tc.AbortWithStatus(404)\n\t\treturn\n\t}\n}\n";

fn typing_in_doubt(fixture: &str) -> Typing {
    Typing { snapshot: snapshot(&[("a.go", HANDLERS), ("c.go", DOUBT)]), ..typing_in("b.go", fixture) }
}

/// Shows a guess that is not sure, and the whole of it.
fn eager() -> CompletionSettings {
    CompletionSettings { threshold: 0.375, ..CompletionSettings::default() }
}

/// Somebody types what the repository says elsewhere.
fn typing_handler(fixture: &str) -> Typing {
    Typing { snapshot: snapshot(&[("a.go", HANDLERS)]), ..typing_in("b.go", fixture) }
}

struct Nobody;

impl super::ask::Models for Nobody {
    fn serves(&self) -> bool {
        false
    }

    fn is_failing(&self) -> bool {
        false
    }

    fn ask(
        &self,
        _: sapwood_model::FimRequest,
    ) -> futures_util::future::BoxFuture<
        'static,
        Result<sapwood_model::Reply, (sapwood_model::ModelError, Vec<sapwood_model::Attempt>)>,
    > {
        unreachable!("nobody serves")
    }
}

#[tokio::test(start_paused = true)]
async fn the_repository_answers_at_once_and_without_a_model() {
    let engine = Engine::with_models(Arc::new(Nobody), CompletionSettings::default());
    let started = tokio::time::Instant::now();
    let answer = complete(&engine, typing_handler(HANDLER)).await;
    assert_eq!(shown(&answer), "WithError(400, err)");
    assert_eq!((started.elapsed(), &answer.suggestions[0].source), (Duration::ZERO, &Source::Local));
    let typed = HANDLER.replace("Abort", "AbortWithErr");
    assert_eq!(shown(&complete(&engine, typing_handler(&typed)).await), "or(400, err)", "what is visible stays");
    let silent = complete(&engine, typing_handler("package a\n\nvar unheard = $0\n")).await;
    assert!(shown(&silent).ends_with("No model is configured for completion."), "{}", shown(&silent));
    engine.set_settings(CompletionSettings { threshold: 1.0, ..CompletionSettings::default() });
    let silent = complete(&engine, typing_handler(HANDLER)).await;
    assert!(shown(&silent).contains("below the threshold of 100 %"), "{}", shown(&silent));
}

#[tokio::test(start_paused = true)]
async fn the_repository_stands_in_for_a_model_that_fails_or_is_late() {
    let local = "WithError(400, err)";
    for act in [Act::Fail(FaultKind::Server), Act::Hang, Act::say("Sure, here is the code you want"), Act::say("let let = ;;)(")]
    {
        let (engine, models) = engine(vec![act]);
        engine.set_settings(eager());
        let started = tokio::time::Instant::now();
        assert_eq!(shown(&complete(&engine, typing_in_doubt(HANDLER)).await), local);
        assert!(started.elapsed() < Duration::from_secs(1));
        assert_eq!(models.asked(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_model_that_fails_is_not_waited_for_until_it_answers_again() {
    let (engine, models) = engine(vec![Act::Fail(FaultKind::CircuitOpen), Act::say("2"), Act::Hang]);
    engine.set_settings(eager());
    assert_eq!(shown(&complete(&engine, typing_in_doubt(HANDLER)).await), "WithError(400, err)");
    let elsewhere = || Typing { document: "elsewhere.go".into(), ..typing_in_doubt(HANDLER) };
    let started = tokio::time::Instant::now();
    let answer = complete(&engine, elsewhere()).await;
    assert_eq!((shown(&answer).as_str(), started.elapsed()), ("WithError(400, err)", Duration::ZERO), "{answer:?}");
    assert_eq!(models.asked(), 1);
    // Where the repository has nothing to say, the model is tried.
    complete(&engine, typing_handler("package a\n\nvar unheard = $0\n")).await;
    assert_eq!(models.asked(), 2);
    let again = Typing { document: "again.go".into(), ..typing_in_doubt(HANDLER) };
    let started = tokio::time::Instant::now();
    assert_eq!(shown(&complete(&engine, again).await), "WithError(400, err)");
    assert!(started.elapsed() >= Duration::from_millis(500), "it answers again, and is waited for");
}

#[tokio::test(start_paused = true)]
async fn a_late_model_may_only_extend_what_is_visible() {
    for (said, later) in [("WithError(400, err).run()", "ithError(400, err).run()"), ("Otherwise()", "ithError(400, err)")] {
        let (engine, models) = engine(vec![Act::Say(vec![(900, said.into())])]);
        engine.set_settings(eager());
        let answer = complete(&engine, typing_in_doubt(HANDLER)).await;
        assert_eq!(
            (shown(&answer).as_str(), &answer.suggestions[0].source),
            ("WithError(400, err)", &Source::Local),
            "{answer:?}"
        );
        tokio::time::sleep(Duration::from_secs(1)).await;
        let typed = HANDLER.replace("Abort", "AbortW");
        assert_eq!(shown(&complete(&engine, typing_in_doubt(&typed)).await), later);
        assert_eq!(models.asked(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn who_asks_sees_several_answers() {
    let (engine, _) = engine(vec![Act::say("WithStatus(401)")]);
    let asked = Typing { trigger: Trigger::Invoked, ..typing_handler(HANDLER) };
    let answer = complete(&engine, asked).await;
    let mut texts: Vec<&str> = answer.suggestions.iter().map(|it| it.text.as_str()).collect();
    texts.sort_unstable();
    assert!(texts.contains(&"WithStatus(401)") && texts.iter().any(|text| text.starts_with("WithError")), "{texts:?}");
}

/// A session of typing, deleting and accepting: whatever is shown applies cleanly and is no copy of what follows.
#[tokio::test(start_paused = true)]
async fn a_session_never_shows_stale_or_doubled_text() {
    const SAID: &[&str] =
        &["call(1);", "call(1);\n    other(2);", "other(2)", ")", "after();", "if a {\n        call(1);\n    }", "}\n\nfn g() {"];
    let mut random = fastrand::Rng::with_seed(5);
    let acts = (0..400).map(|_| Act::say(SAID[random.usize(..SAID.len())])).collect();
    let (engine, _) = engine(acts);
    let (mut text, mut at) = (String::from("fn f() {\n    \n    after();\n}\n\nfn g() {\n    \n}\n"), 13);
    for _ in 0..200 {
        match random.u8(..10) {
            0 if at > 9 => {
                at -= 1;
                text.remove(at);
            }
            1 => at = [13.min(text.len()), text.len() - 3][random.usize(..2)],
            _ => {
                let c = ['c', 'a', 'l', '(', ')', ';', '\n', ' '][random.usize(..8)];
                text.insert(at, c);
                at += 1;
            }
        }
        let fixture = format!("{}$0{}", &text[..at], &text[at..]);
        let answer = complete(&engine, typing(&fixture)).await;
        assert!(answer.account.silence.is_some() == answer.suggestions.is_empty(), "{answer:?}");
        let Some(best) = answer.suggestions.first() else { continue };
        let (start, end) = (best.span.start as usize, best.span.end as usize);
        assert!(start == at && text.is_char_boundary(end), "{best:?}");
        let applied = [&text[..start], &best.text, &text[end..]].concat();
        let line = applied[..start + best.text.len()].lines().last().unwrap_or("").trim().to_owned();
        let next = text[end..].lines().skip(1).map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
        assert!(line.len() < 5 || line != next, "{:?} before {next:?}", best.text);
        if random.u8(..4) == 0 {
            engine.accepted(&best.id, None);
            at = start + best.text.len();
            text = applied;
        }
    }
}

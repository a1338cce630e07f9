//! `sapwood demo`: one screen that shows what Sapwood makes of a repository, with the times it took.

mod ghost;
mod question;
mod screen;
mod survey;

use std::path::Path;
use std::time::{Duration, Instant};

use sapwood::config::Settings;
use sapwood_context::pack::{ContextAnswer, ContextOptions, context};
use sapwood_context::query::Query;
use sapwood_context::search::{Hit, SearchOptions, search};
use sapwood_index::SymbolId;

use crate::cli::args::{Common, DemoArguments};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::session::Session;
use crate::cli::terminal::Terminal;
use ghost::Ghost;
use survey::Survey;

/// Hits of the search that is shown.
const HITS: usize = 4;
/// Tokens of the context that is shown.
const BUDGET: u32 = 2000;

/// Everything the screen shows.
struct Demo {
    session: Session,
    /// Time to read and index everything, or to find that nothing changed.
    indexed: Duration,
    survey: Survey,
    surveyed: Duration,
    question: String,
    query: Query,
    hits: Vec<Hit>,
    searched: Duration,
    symbol: Option<SymbolId>,
    second_question: String,
    context: ContextAnswer,
    packed: Duration,
    ghost: Option<Ghost>,
}

pub(crate) fn run(arguments: &DemoArguments, common: &Common, terminal: &mut Terminal) -> Outcome {
    let demo = gather(arguments.dir.as_deref().or(common.root.as_deref()), arguments.query.as_deref())?;
    if common.json { terminal.json(&screen::as_json(&demo)) } else { screen::print(&demo, terminal) }
}

fn gather(root: Option<&Path>, query: Option<&str>) -> Outcome<Demo> {
    let started = Instant::now();
    let mut session = Session::open_with(root, Settings::default())?;
    let indexed = started.elapsed();
    if session.snapshot.stats().files == 0 {
        let message = format!("{} holds no file that can be indexed", session.folder.root().display());
        return Err(Failure::new(message).hint("name a folder with source code: sapwood demo DIR"));
    }
    session.read_history();
    let started = Instant::now();
    let survey = survey::survey(&session.snapshot);
    let surveyed = started.elapsed();
    let symbol = survey.interesting.first().copied();
    let mut questions = questions(&session, &survey);
    let second_question = questions.pop().unwrap_or_default();
    let question = query.map_or_else(|| questions.pop().unwrap_or_else(|| second_question.clone()), str::to_owned);
    let second_question = query.map_or(second_question, str::to_owned);
    let query = Query::parse(&question);
    let options = SearchOptions { limit: HITS, ..SearchOptions::default() };
    let started = Instant::now();
    let hits = search(&session.snapshot, &query, &options, &session);
    let searched = started.elapsed();
    let started = Instant::now();
    let context = context(&session.snapshot, &second_question, &ContextOptions { budget_tokens: BUDGET }, &session);
    let packed = started.elapsed();
    let ghost = ghost::find(&mut session, &survey);
    Ok(Demo {
        session,
        indexed,
        survey,
        surveyed,
        question,
        query,
        hits,
        searched,
        symbol,
        second_question,
        context,
        packed,
        ghost,
    })
}

/// Two questions about other definitions than the one that is shown, the better one last: those whose documentation makes a
/// sentence come before those that only have a name.
fn questions(session: &Session, survey: &Survey) -> Vec<String> {
    let others = survey.interesting.get(1..).unwrap_or_default();
    let mut found: Vec<String> =
        others.iter().filter_map(|&symbol| question::from_documentation(session, symbol)).take(2).collect();
    found.extend(survey.interesting.iter().rev().take(2).map(|&symbol| question::from_name(session, symbol)));
    found.truncate(2);
    found.reverse();
    found
}

use std::fs;
use std::sync::atomic::{AtomicI64, Ordering};

use super::*;

const DAY: i64 = 20_777;

fn price() -> Price {
    Price { input: Cost::from_usd(2e-6), cached_input: Cost::from_usd(5e-7), output: Cost::from_usd(1e-5) }
}

fn record(input: u64, output: u64) -> Record {
    let usage = Usage { input, cached_input: 0, output };
    Record { usage, first_token: Some(Duration::from_millis(100)), writing: Duration::from_millis(500), ..Record::default() }
}

fn meter(budget: Budget, file: Option<PathBuf>) -> Meter {
    Meter::new(budget, file, || DAY)
}

#[test]
fn tokens_from_a_cache_cost_less() {
    let usage = Usage { input: 1000, cached_input: 600, output: 10 };
    let tally = Tally::of(&Record { usage, ..Record::default() }, &price());
    assert_eq!(tally.cost, Cost::from_usd(400.0 * 2e-6 + 600.0 * 5e-7 + 10.0 * 1e-5));
    assert_eq!(tally.tokens(), 1010);
}

#[tokio::test]
async fn a_session_budget_stops_with_a_sentence() {
    let meter = meter(Budget { session: Some(Cost::from_usd(0.01)), ..Budget::default() }, None);
    assert_eq!(meter.check().await, Ok(()));
    meter.record("m", &price(), &record(4000, 200));
    let error = meter.check().await.expect_err("spent");
    assert_eq!(error.kind, FaultKind::BudgetSpent);
    assert!(error.message.contains("$0.01 is spent ($0.01)") && error.message.contains("sessionUsd"), "{}", error.message);
}

#[tokio::test]
async fn a_token_budget_counts_what_is_read_and_written() {
    let meter = meter(Budget { session_tokens: Some(100), ..Budget::default() }, None);
    meter.record("m", &Price::default(), &record(90, 9));
    assert_eq!(meter.check().await, Ok(()));
    meter.record("m", &Price::default(), &record(0, 1));
    assert!(meter.check().await.expect_err("spent").message.contains("100 tokens is spent (100)"));
}

#[tokio::test]
async fn a_daily_budget_survives_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sapwood").join("usage.json");
    let budget = Budget { daily_tokens: Some(100), ..Budget::default() };
    let first = meter(budget, Some(file.clone()));
    first.record("m", &price(), &record(100, 0));
    drop(first);
    // What was recorded within the runtime may be written a moment later by another thread.
    let second = meter(budget, Some(file.clone()));
    tokio::time::timeout(Duration::from_secs(10), async {
        while second.check().await.is_ok() {
            second.read();
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the figures are written");
    assert_eq!(second.usage("m").today.input, 100);
    assert_eq!(second.usage("m").session.input, 0);
}

#[test]
fn two_processes_add_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("usage.json");
    let (one, other) = (meter(Budget::default(), Some(file.clone())), meter(Budget::default(), Some(file)));
    for meter in [&one, &other, &one, &other] {
        meter.record("m", &price(), &record(10, 1));
    }
    one.write();
    other.write();
    one.read();
    assert_eq!((one.usage("m").today.requests, one.usage("m").session.requests), (4, 2));
}

#[test]
fn a_damaged_file_starts_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("usage.json");
    for damage in ["", "{\"days\": {\"2026-", "[1]", "\u{0}"] {
        fs::write(&file, damage).expect("written");
        let meter = meter(Budget::default(), Some(file.clone()));
        meter.record("m", &price(), &record(10, 1));
        meter.write();
        meter.read();
        assert_eq!(meter.usage("m").today.input, 10);
    }
}

#[test]
fn figures_that_cannot_be_written_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let meter = meter(Budget::default(), Some(folder.path().join("usage.json")));
    fs::create_dir(folder.path().join("usage.json")).expect("something in the way");
    meter.record("m", &price(), &record(10, 1));
    meter.write();
    assert_eq!(meter.usage("m").today.input, 10);
    fs::remove_dir(folder.path().join("usage.json")).expect("out of the way");
    meter.write();
    meter.read();
    assert_eq!(meter.usage("m").today.input, 10);
}

#[test]
fn a_new_day_starts_with_nothing_spent() {
    static TODAY: AtomicI64 = AtomicI64::new(DAY);
    let budget = Budget { daily_tokens: Some(5), ..Budget::default() };
    let meter = Meter::new(budget, None, || TODAY.load(Ordering::SeqCst));
    meter.record("m", &price(), &record(10, 1));
    assert!(meter.spent().is_some());
    TODAY.store(DAY + 1, Ordering::SeqCst);
    assert_eq!(meter.spent(), None);
}

#[test]
fn speeds_are_told() {
    let meter = meter(Budget::default(), None);
    for milliseconds in 1..=100 {
        let first_token = Some(Duration::from_millis(milliseconds));
        meter.record("m", &price(), &Record { first_token, ..record(10, 50) });
    }
    let usage = meter.usage("m");
    assert_eq!(usage.first_token_p50, Some(Duration::from_millis(50)));
    assert_eq!(usage.first_token_p95, Some(Duration::from_millis(95)));
    assert_eq!(meter.usual_wait("m"), usage.first_token_p95);
    assert_eq!(usage.tokens_per_second, Some(100));
    assert_eq!(meter.usual_wait("other"), None);
}

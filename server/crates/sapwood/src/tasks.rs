//! The one door from async code to CPU work: a rayon pool behind a oneshot channel, with cancellation.
//!
//! It schedules nothing by itself and keeps no queue of its own; a task that nobody awaits any more is told to stop.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::{ThreadPool, ThreadPoolBuilder};
use sapwood_assist::completion::Room;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

/// Stack of a worker thread: tree-sitter grammars and tree walks recurse on deeply nested input.
pub const STACK_BYTES: usize = 8 * 1024 * 1024;

/// Why a task gave no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TaskError {
    /// Its token was cancelled before it began.
    #[error("the task was cancelled")]
    Cancelled,
    /// It panicked; the panic's message went to the log.
    #[error("the task failed inside the server")]
    Failed,
}

/// A pool of threads for CPU work on behalf of requests.
pub struct Tasks {
    pool: ThreadPool,
}

impl Tasks {
    /// A pool of `threads` workers, one for each core where `threads` is zero.
    pub fn new(name: &'static str, threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(threads)
            .stack_size(STACK_BYTES)
            .thread_name(move |at| format!("{name}-{at}"))
            .build()?;
        Ok(Self { pool })
    }

    /// Runs `work` on the pool and waits for its value. Dropping the returned future cancels the token that `work` sees.
    pub async fn run<T, F>(&self, work: F) -> Result<T, TaskError>
    where
        T: Send + 'static,
        F: FnOnce(&CancellationToken) -> T + Send + 'static,
    {
        let token = CancellationToken::new();
        let guard = token.clone().drop_guard();
        let (sender, receiver) = oneshot::channel();
        self.pool.spawn(move || {
            let _ = sender.send(run_one(&token, work));
        });
        let outcome = receiver.await.unwrap_or(Err(TaskError::Failed));
        drop(guard);
        outcome
    }

    /// Starts `work` that nobody waits for.
    pub fn start(&self, work: impl FnOnce() + Send + 'static) {
        self.pool.spawn(move || {
            let _ = run_one(&CancellationToken::new(), |_| work());
        });
    }

    /// Runs `work` with this pool as rayon's current one and waits on the calling thread.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.pool.install(work)
    }
}

impl Room for Tasks {
    async fn run<T: Send + 'static>(&self, work: Box<dyn FnOnce(&CancellationToken) -> T + Send>) -> Option<T> {
        Tasks::run(self, work).await.ok()
    }
}

fn run_one<T>(token: &CancellationToken, work: impl FnOnce(&CancellationToken) -> T) -> Result<T, TaskError> {
    if token.is_cancelled() {
        return Err(TaskError::Cancelled);
    }
    catch_unwind(AssertUnwindSafe(|| work(token))).map_err(|panic| {
        tracing::error!(message = panic_message(&*panic), "a task panicked");
        TaskError::Failed
    })
}

/// The text that a caught panic carries.
pub fn panic_message(panic: &(dyn std::any::Any + Send)) -> &str {
    panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_task_gives_its_value() {
        let tasks = Tasks::new("test", 1).expect("a pool");
        assert_eq!(tasks.run(|_| 6 * 7).await, Ok(42));
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_the_pool_lives_on() {
        let tasks = Tasks::new("test", 1).expect("a pool");
        let outcome: Result<(), _> = tasks.run(|_| panic!("broken")).await;
        assert_eq!(outcome, Err(TaskError::Failed));
        assert_eq!(tasks.run(|_| 1).await, Ok(1));
    }

    #[tokio::test]
    async fn dropping_the_future_cancels_the_work() {
        let tasks = Tasks::new("test", 1).expect("a pool");
        let (seen, saw) = mpsc::channel();
        let future = tasks.run(move |token| {
            while !token.is_cancelled() {
                std::thread::yield_now();
            }
            seen.send(()).expect("the test listens");
        });
        assert!(tokio::time::timeout(Duration::from_millis(20), future).await.is_err());
        saw.recv_timeout(Duration::from_secs(5)).expect("the work saw the cancellation");
    }
}

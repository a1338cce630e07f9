//! The server: one task that takes connections, one for each connection, all of them gone when it is dropped.

use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::http::{read_request, write_answer};
use crate::{Answer, RecordedRequest};

type Play = dyn Fn(&RecordedRequest, usize) -> Answer + Send + Sync;

/// What a server answers.
#[derive(Clone)]
pub struct Script(Arc<Play>);

impl Script {
    /// `play` gets each request with its number, from 0.
    pub fn new(play: impl Fn(&RecordedRequest, usize) -> Answer + Send + Sync + 'static) -> Self {
        Self(Arc::new(play))
    }

    /// These answers in their order; the last one again for all further requests.
    pub fn answers(answers: Vec<Answer>) -> Self {
        let nothing = Answer::text(500, "the script is empty");
        Self::new(move |_, number| answers.get(number).or(answers.last()).unwrap_or(&nothing).clone())
    }

    /// The same, each answer after a delay.
    #[must_use]
    pub fn delayed(self, delay: std::time::Duration) -> Self {
        Self::new(move |request, number| (self.0)(request, number).after(delay))
    }
}

impl From<Answer> for Script {
    fn from(answer: Answer) -> Self {
        Self::answers(vec![answer])
    }
}

/// What the connections share.
struct Shared {
    script: Script,
    requests: Mutex<Vec<RecordedRequest>>,
    arrived: watch::Sender<usize>,
    connections: AtomicUsize,
    /// Connections whose client went before the answer was over.
    abandoned: watch::Sender<usize>,
}

/// A server on a free port of this machine.
pub struct ScriptedServer {
    port: u16,
    shared: Arc<Shared>,
    /// Dropping it ends all tasks.
    _tasks: JoinSet<()>,
}

impl ScriptedServer {
    /// Starts a server that plays `script`.
    pub async fn start(script: impl Into<Script>) -> std::io::Result<Self> {
        Self::start_on(0, script).await
    }

    /// The same on a given port; 0 for any.
    pub async fn start_on(port: u16, script: impl Into<Script>) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let port = listener.local_addr()?.port();
        let shared = Arc::new(Shared {
            script: script.into(),
            requests: Mutex::default(),
            arrived: watch::Sender::new(0),
            connections: AtomicUsize::new(0),
            abandoned: watch::Sender::new(0),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { port, shared, _tasks: tasks })
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its address, without a path.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The requests that came, in their order.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many connections were made, those without a request included.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Waits until `count` requests have come.
    pub async fn wait_for_requests(&self, count: usize) {
        let _ = self.shared.arrived.subscribe().wait_for(|arrived| *arrived >= count).await;
    }

    /// Waits until `count` clients have gone before their answer was over.
    pub async fn wait_for_abandoned(&self, count: usize) {
        let _ = self.shared.abandoned.subscribe().wait_for(|gone| *gone >= count).await;
    }
}

/// A server for tests that are not asynchronous themselves: it runs on a thread of its own.
pub struct BackgroundServer {
    server: ScriptedServer,
    /// Taken when dropped.
    runtime: Option<Runtime>,
}

impl BackgroundServer {
    /// Starts a server that plays `script`.
    pub fn start(script: impl Into<Script>) -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let server = runtime.block_on(ScriptedServer::start(script))?;
        Ok(Self { server, runtime: Some(runtime) })
    }

    /// Waits until `count` requests have come.
    pub fn wait_for_requests(&self, count: usize) {
        if let Some(runtime) = &self.runtime {
            runtime.block_on(self.server.wait_for_requests(count));
        }
    }
}

impl Deref for BackgroundServer {
    type Target = ScriptedServer;

    fn deref(&self) -> &ScriptedServer {
        &self.server
    }
}

impl Drop for BackgroundServer {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        let Ok((socket, _)) = listener.accept().await else { continue };
        shared.connections.fetch_add(1, Ordering::SeqCst);
        let _ = socket.set_nodelay(true);
        connections.spawn(serve(socket, Arc::clone(&shared)));
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(mut socket: TcpStream, shared: Arc<Shared>) {
    while let Some(request) = read_request(&mut socket).await {
        let number = {
            let mut requests = shared.requests.lock().unwrap_or_else(PoisonError::into_inner);
            requests.push(request.clone());
            requests.len() - 1
        };
        let answer = (shared.script.0)(&request, number);
        shared.arrived.send_modify(|arrived| *arrived += 1);
        if !play(&mut socket, &answer).await {
            shared.abandoned.send_modify(|gone| *gone += 1);
            return;
        }
        if !answer.keeps_alive {
            return;
        }
    }
}

/// Plays an answer while the client is there; tells whether it came to its end.
async fn play(socket: &mut TcpStream, answer: &Answer) -> bool {
    let (mut reader, mut writer) = socket.split();
    let mut more = [0; 1];
    tokio::select! {
        written = write_answer(&mut writer, answer) => written.is_ok(),
        // The client sends nothing after its request, so this ends when it goes.
        _ = reader.read(&mut more) => false,
    }
}

//! What models add to next edits: whether the answer waits for them, and what is asked while nobody waits. It finds nothing itself.

use std::sync::{Arc, Mutex, PoisonError};

use sapwood_assist::next_edit::model::{Cursor, ModelStage, Situation};
use sapwood_assist::next_edit::{Answer, Kind, NextEditSettings, Suggestion};
use sapwood_base::LineEdit;
use sapwood_context::search::Texts;
use sapwood_model::Gateway;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::tasks::Tasks;
use crate::workspace::{RootSnapshot, WorkspaceSnapshot};

/// What an answer was found in, and the answer before its paths became absolute.
#[derive(Clone)]
pub(super) struct Ground {
    pub(super) workspace: WorkspaceSnapshot,
    pub(super) folder: RootSnapshot,
    /// The document, in its folder.
    pub(super) path: String,
    pub(super) line: u32,
    pub(super) history: Vec<LineEdit>,
    pub(super) settings: NextEditSettings,
    pub(super) graph: Answer,
}

/// The texts of a folder.
struct GroundTexts {
    workspace: WorkspaceSnapshot,
    folder: RootSnapshot,
}

impl Texts for GroundTexts {
    fn text(&self, path: &str) -> Option<Arc<str>> {
        self.workspace.text(&self.folder.root.absolute(path)).map(|text| Arc::from(text.as_str()))
    }
}

impl Ground {
    fn situation(&self) -> Situation {
        Situation {
            snapshot: self.folder.index.clone(),
            texts: Arc::new(GroundTexts { workspace: self.workspace.clone(), folder: self.folder.clone() }),
            history: self.history.clone(),
            // A client tells the line; what is typed next mostly stands at its end.
            cursor: Some(Cursor { path: self.path.clone(), line: self.line, column: u32::MAX }),
            diagnostics: Vec::new(),
            settings: self.settings,
        }
    }
}

/// The models of one client.
pub(super) struct Models {
    gateway: Arc<Gateway>,
    stage: Arc<ModelStage>,
    tasks: Arc<Tasks>,
    /// What is, or was last, asked while nobody waits.
    asked: Mutex<Option<Asked>>,
}

/// A state that a model is asked about.
struct Asked {
    path: String,
    line: u32,
    history: Vec<LineEdit>,
    work: JoinHandle<()>,
}

/// An answer, and whether a model may still have more to say about the same state.
pub(super) struct Improved {
    pub(super) answer: Answer,
    pub(super) is_pending: bool,
}

impl Models {
    pub(super) fn new(gateway: Arc<Gateway>, tasks: Arc<Tasks>) -> Self {
        Self { stage: Arc::new(ModelStage::new(gateway.clone())), gateway, tasks, asked: Mutex::default() }
    }

    pub(super) fn serve(&self) -> bool {
        self.stage.serves()
    }

    /// Whether these are the models of `gateway`.
    pub(super) fn are_of(&self, gateway: &Arc<Gateway>) -> bool {
        Arc::ptr_eq(&self.gateway, gateway)
    }

    /// The answer of `ground` with what a model says. Where the graph has an edit to show, nobody waits: the model is asked meanwhile,
    /// and what it says is there for the next question.
    pub(super) async fn improve(&self, ground: Ground, token: &CancellationToken) -> Improved {
        let situation = ground.situation();
        if let Some(answer) = self.stage.known(&situation, &ground.graph, &*self.tasks).await {
            self.foresee(situation, &answer);
            return Improved { answer, is_pending: false };
        }
        if ground.graph.suggestions.iter().any(writes) {
            let is_pending = self.ask_meanwhile(&ground, situation.clone());
            // The answer may have come between the two looks.
            let answer = if is_pending { None } else { self.stage.known(&situation, &ground.graph, &*self.tasks).await };
            return Improved { answer: answer.unwrap_or(ground.graph), is_pending };
        }
        let answer = self.stage.improve(situation.clone(), ground.graph, &*self.tasks, token).await;
        self.foresee(situation, &answer);
        Improved { answer, is_pending: false }
    }

    /// Asks about a state while nobody waits; false where that was done, and nothing came of it.
    fn ask_meanwhile(&self, ground: &Ground, situation: Situation) -> bool {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_same = |it: &&Asked| it.path == ground.path && it.line == ground.line && it.history == ground.history;
        if let Some(same) = asked.as_ref().filter(is_same) {
            return !same.work.is_finished();
        }
        let (stage, tasks, graph) = (self.stage.clone(), self.tasks.clone(), ground.graph.clone());
        let work = tokio::spawn(async move {
            stage.improve(situation, graph, &*tasks, &CancellationToken::new()).await;
        });
        *asked = Some(Asked { path: ground.path.clone(), line: ground.line, history: ground.history.clone(), work });
        true
    }

    /// Asks about the state in which the first edit was accepted.
    fn foresee(&self, situation: Situation, answer: &Answer) {
        let Some(first) = answer.suggestions.iter().find(|it| writes(it)).cloned() else { return };
        let (stage, tasks, answer) = (self.stage.clone(), self.tasks.clone(), answer.clone());
        tokio::spawn(async move { stage.foresee(&situation, &answer, &first, &*tasks).await });
    }
}

/// True where a suggestion says what to write.
fn writes(suggestion: &Suggestion) -> bool {
    suggestion.kind != Kind::Check && suggestion.text.as_deref() != Some(suggestion.old.as_str())
}

/// `answer` with absolute paths.
pub(super) fn absolute(mut answer: Answer, folder: &RootSnapshot) -> Answer {
    let all = answer.suggestions.iter_mut().chain(&mut answer.withheld);
    all.for_each(|own| own.path = folder.root.absolute(&own.path).to_string_lossy().into_owned());
    answer
}

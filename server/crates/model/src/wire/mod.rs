//! The wire formats: how a request is written for an endpoint and how its answer is read. Waiting and cutting bytes is done
//! elsewhere.

mod adapt;
mod address;
mod anthropic;
mod fault;
mod llama_cpp;
mod ollama;
mod openai;
mod reader;
mod retry_after;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::BoxFuture;
use futures_util::{StreamExt, TryStreamExt};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{RequestBuilder, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::fim::{self, Template};
use crate::stream::{Deadlines, Filter, Filters, Thoughts, deltas};
use crate::{
    ChatRequest, Deltas, Dialect, EDIT_FORMS, EditQuestion, EditRequest, Endpoint, FaultKind, FimRequest, Format, Limits, Model,
    ModelError, Request, http,
};
use adapt::Objections;
use address::Route;
pub(crate) use fault::Faults;
pub(crate) use reader::{Reader, Step, Trouble};

/// Most servers of the common format take no more stop texts than this.
const OPENAI_STOPS: usize = 4;
/// `DeepSeek` takes this many.
const DEEPSEEK_STOPS: usize = 16;
/// It writes at most this much into a gap.
const DEEPSEEK_TOKENS: u32 = 4096;
/// A token is rarely longer; the text of an answer may be this long for each token that was asked for.
const BYTES_A_TOKEN: usize = 32;

/// So often one request is sent, each time without a field that the endpoint objected to.
const MAX_ATTEMPTS: u32 = 4;

/// A model behind `endpoint`. Nothing is sent before it is asked; redirects to another host are never followed.
#[cfg_attr(not(feature = "testing"), allow(unreachable_pub, reason = "only tests of this crate see it from outside"))]
pub fn connect(endpoint: Endpoint, key: Option<SecretString>) -> Result<Arc<dyn Model>, ModelError> {
    let refused = |message: String| ModelError { kind: FaultKind::Rejected, message, retry_after: None };
    let base = address::base(&endpoint.name, &endpoint.url).map_err(refused)?;
    let template = match endpoint.template.as_deref() {
        None => fim::for_model(&endpoint.model),
        Some(name) if name == "none" || EDIT_FORMS.contains(&name) => None,
        Some(name) => Some(fim::named(name).ok_or_else(|| refused(unknown_template(&endpoint.name, name)))?),
    };
    let faults = Faults::new(&endpoint.name, key.clone());
    Ok(Arc::new(HttpModel {
        endpoint,
        base,
        template,
        key,
        faults,
        objections: Objections::default(),
        only_chats: AtomicBool::new(false),
    }))
}

fn unknown_template(endpoint: &str, name: &str) -> String {
    let known: Vec<&str> = fim::names().collect();
    format!(
        "{endpoint} has no template called {name:?}. There are {} and none, and for next edits {}.",
        known.join(", "),
        EDIT_FORMS.join(", ")
    )
}

struct HttpModel {
    endpoint: Endpoint,
    base: Url,
    template: Option<&'static Template>,
    key: Option<SecretString>,
    faults: Faults,
    objections: Objections,
    /// Whether the model turned out not to fill gaps.
    only_chats: AtomicBool,
}

/// A request as it goes over the wire, and how its answer is read.
struct Call {
    route: Route,
    body: Value,
    reader: Box<dyn Reader>,
    filter: Filter,
}

impl Model for HttpModel {
    fn name(&self) -> &str {
        &self.endpoint.name
    }

    fn stream<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Deltas, ModelError>> {
        Box::pin(async move {
            let request = match request {
                Request::Chat(request) => {
                    return self.send(self.chat(request, Filter::new(Vec::new(), most_bytes(&request.limits), false))).await;
                }
                Request::Edit(request) => return self.send(self.edit(request)?).await,
                Request::Fim(request) => request,
            };
            if self.only_chats.load(Ordering::Relaxed) {
                return self.send(self.fim_by_chat(request)).await;
            }
            match self.send(self.fim(request)).await {
                Err(error) if only_chats(self.endpoint.format, &error) => {
                    self.only_chats.store(true, Ordering::Relaxed);
                    self.send(self.fim_by_chat(request)).await
                }
                answer => answer,
            }
        })
    }
}

/// Whether an endpoint that fills gaps says that this model of its does not.
fn only_chats(format: Format, error: &ModelError) -> bool {
    match format {
        Format::Ollama => error.message.contains("does not support insert"),
        Format::LlamaCpp => error.message.contains("(501)"),
        Format::OpenAiCompletions => error.message.contains("chat model"),
        _ => false,
    }
}

impl HttpModel {
    fn fim(&self, request: &FimRequest) -> Call {
        let model = &self.endpoint.model;
        let limits = &request.limits;
        let (body, reader): (Value, Box<dyn Reader>) = match self.endpoint.format {
            Format::OpenAiChat | Format::Anthropic => return self.fim_by_chat(request),
            Format::OpenAiCompletions => (self.completion_body(request), Box::new(openai::OpenAiReader)),
            Format::Mistral => {
                let mut body = openai::body(model, limits, OPENAI_STOPS);
                body["prompt"] = json!(fim::prefix_with_marked_documents(request));
                body["suffix"] = json!(request.suffix);
                (body, Box::new(openai::OpenAiReader))
            }
            Format::DeepSeek => {
                let limits = Limits { max_tokens: limits.max_tokens.min(DEEPSEEK_TOKENS), ..limits.clone() };
                let mut body = openai::with_usage(openai::body(model, &limits, DEEPSEEK_STOPS));
                body["prompt"] = json!(fim::prefix_with_documents(request));
                body["suffix"] = json!(request.suffix);
                (body, Box::new(openai::OpenAiReader))
            }
            Format::Ollama => (ollama::fim_body(model, self.template, request), Box::new(ollama::OllamaReader)),
            Format::LlamaCpp => (llama_cpp::fim_body(model, request), Box::new(llama_cpp::LlamaCppReader)),
        };
        Call { route: Route::Fim, body, reader, filter: self.fim_filter(limits, false) }
    }

    /// The question in the form that the model speaks.
    fn edit(&self, request: &EditRequest) -> Result<Call, ModelError> {
        let dialect = Dialect::new(self.endpoint.format, &self.endpoint.model, self.endpoint.template.as_deref());
        match request.form(&dialect).map(|form| &form.question) {
            Some(EditQuestion::Chat(chat)) => Ok(self.chat(chat, Filter::new(Vec::new(), most_bytes(&chat.limits), false))),
            Some(EditQuestion::Plain { prompt, limits }) => Ok(self.plain(prompt, limits)),
            None => Err(self.faults.error(FaultKind::Rejected, "it is asked for edits in no form that it knows")),
        }
    }

    fn plain(&self, prompt: &str, limits: &Limits) -> Call {
        let model = &self.endpoint.model;
        let (body, reader): (Value, Box<dyn Reader>) = match self.endpoint.format {
            Format::Ollama => (ollama::plain_body(model, prompt, limits), Box::new(ollama::OllamaReader)),
            Format::LlamaCpp => (llama_cpp::plain_body(model, prompt, limits), Box::new(llama_cpp::LlamaCppReader)),
            _ => {
                let mut body = openai::with_usage(openai::body(model, limits, OPENAI_STOPS));
                body["prompt"] = json!(prompt);
                (body, Box::new(openai::OpenAiReader))
            }
        };
        Call { route: Route::Plain, body, reader, filter: Filter::new(limits.stop.clone(), most_bytes(limits), false) }
    }

    fn completion_body(&self, request: &FimRequest) -> Value {
        let mut limits = request.limits.clone();
        limits.stop.extend(self.template.iter().flat_map(|template| template.stops()).cloned());
        let mut body = openai::with_usage(openai::body(&self.endpoint.model, &limits, OPENAI_STOPS));
        if let Some(template) = self.template {
            body["prompt"] = json!(template.write(request));
        } else {
            body["prompt"] = json!(fim::prefix_with_documents(request));
            body["suffix"] = json!(request.suffix);
        }
        body
    }

    fn fim_by_chat(&self, request: &FimRequest) -> Call {
        // Where the text itself has code fences, one in the answer may belong to it.
        let unwraps = !request.prefix.contains("```") && !request.suffix.contains("```");
        self.chat(&fim::fim_chat_v1(request), self.fim_filter(&request.limits, unwraps))
    }

    fn fim_filter(&self, limits: &Limits, unwraps: bool) -> Filter {
        let specials = self.template.iter().flat_map(|template| template.stops());
        let stops = limits.stop.iter().chain(specials).cloned().collect();
        Filter::new(stops, most_bytes(limits), unwraps)
    }

    fn chat(&self, request: &ChatRequest, filter: Filter) -> Call {
        let model = &self.endpoint.model;
        let (body, reader): (Value, Box<dyn Reader>) = match self.endpoint.format {
            Format::Anthropic => (anthropic::body(model, request), Box::new(anthropic::AnthropicReader::default())),
            Format::Ollama => (ollama::chat_body(model, request), Box::new(ollama::OllamaReader)),
            format => {
                let mut body = openai::body(model, &request.limits, OPENAI_STOPS);
                body["messages"] = json!(openai::messages(request));
                let body = if format == Format::Mistral { body } else { openai::with_usage(body) };
                (body, Box::new(openai::OpenAiReader))
            }
        };
        Call { route: Route::Chat, body, reader, filter }
    }

    async fn send(&self, mut call: Call) -> Result<Deltas, ModelError> {
        let timeouts = self.endpoint.timeouts;
        let mut deadlines = Deadlines {
            first: Box::pin(sleep(timeouts.first_token)),
            total: Box::pin(sleep(timeouts.total)),
            idle: timeouts.idle,
        };
        let url = address::route(self.endpoint.format, &self.base, call.route);
        let mut attempts = 1;
        let response = loop {
            self.objections.heed(&mut call.body);
            let response = tokio::select! {
                biased;
                () = &mut deadlines.first => return Err(self.faults.error(FaultKind::Timeout, "it did not answer in time")),
                () = &mut deadlines.total => return Err(self.faults.error(FaultKind::Timeout, "it did not answer in time")),
                response = self.request(&url, &call.body)?.send() => response.map_err(|error| self.broken(&error))?,
            };
            if response.status().is_success() {
                break response;
            }
            let error = self.faults.response(&url, response).await;
            let is_objection = error.kind == FaultKind::Rejected && self.objections.learn(&call.body, &error.message);
            if !is_objection || attempts == MAX_ATTEMPTS {
                return Err(error);
            }
            attempts += 1;
        };
        // Chat models may write their reasoning into the text; what fills a gap may begin with anything.
        let thoughts = if call.route == Route::Chat { Thoughts::Start(String::new()) } else { Thoughts::Outside };
        let filters = Filters { thoughts, text: call.filter };
        Ok(deltas(self.bytes(response), call.reader, filters, deadlines, self.faults.clone()))
    }

    fn request(&self, url: &Url, body: &Value) -> Result<RequestBuilder, ModelError> {
        let client = http::client(self.endpoint.timeouts.connect, address::is_loopback(url))
            .map_err(|what| self.faults.error(FaultKind::Tls, &what))?;
        let accept = HeaderValue::from_static("text/event-stream, application/x-ndjson, application/json");
        let mut headers = HeaderMap::from_iter([(ACCEPT, accept)]);
        if self.endpoint.format == Format::Anthropic {
            headers.insert(HeaderName::from_static("anthropic-version"), HeaderValue::from_static(anthropic::VERSION));
        }
        if let Some((name, value)) = self.key_header()? {
            headers.insert(name, value);
        }
        Ok(client.post(url.clone()).headers(headers).json(body))
    }

    /// The header that carries the key, marked so that nothing prints it.
    fn key_header(&self) -> Result<Option<(HeaderName, HeaderValue)>, ModelError> {
        let Some(key) = &self.key else { return Ok(None) };
        let key = key.expose_secret().trim();
        let (name, value) = match self.endpoint.format {
            Format::Anthropic => (HeaderName::from_static("x-api-key"), HeaderValue::from_str(key)),
            _ => (AUTHORIZATION, HeaderValue::from_str(&format!("Bearer {key}"))),
        };
        let mut value = value.map_err(|_| self.faults.error(FaultKind::Key, "it has characters that no header can carry"))?;
        value.set_sensitive(true);
        Ok(Some((name, value)))
    }

    fn bytes(&self, response: Response) -> crate::stream::Bytes {
        let faults = self.faults.clone();
        let broken = move |error: reqwest::Error| {
            let (kind, what) = http::explain(&error);
            faults.error(kind, &what)
        };
        response.bytes_stream().map_ok(|bytes| bytes.to_vec()).map_err(broken).boxed()
    }

    fn broken(&self, error: &reqwest::Error) -> ModelError {
        let (kind, what) = http::explain(error);
        self.faults.error(kind, &what)
    }
}

fn most_bytes(limits: &Limits) -> usize {
    1024 + BYTES_A_TOKEN * limits.max_tokens as usize
}

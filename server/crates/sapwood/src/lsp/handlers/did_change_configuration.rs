//! `workspace/didChangeConfiguration`: takes the settings sent, or asks for them where the client can be asked.

use serde_json::Value;
use tower_lsp::ls_types::{ConfigurationItem, DidChangeConfigurationParams, MessageType};

use crate::config::Settings;
use crate::lsp::server::Server;

const SECTION: &str = "sapwood";

pub(in crate::lsp) async fn handle_did_change_configuration(server: &Server, params: DidChangeConfigurationParams) {
    let Ok(session) = server.session() else { return };
    let sent = own_section(params.settings);
    let options = match sent {
        Some(options) => options,
        None if session.features.configuration => asked(server).await,
        None => return,
    };
    let (settings, problems) = Settings::from_client(options);
    session.completion.set_settings(&settings);
    session.next_edits.set_settings(&settings);
    session.next_edits.set_models(session.completion.gateway());
    session.workspace.set_settings(settings);
    for problem in problems {
        server.client.show_message(MessageType::WARNING, problem).await;
    }
}

/// Clients send either everybody's settings by section or ours alone.
fn own_section(mut settings: Value) -> Option<Value> {
    match settings.get_mut(SECTION) {
        Some(own) => Some(own.take()),
        None => settings.as_object().is_some_and(|object| !object.is_empty()).then_some(settings),
    }
}

async fn asked(server: &Server) -> Value {
    let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
    match server.client.configuration(vec![item]).await {
        Ok(mut answers) => answers.pop().unwrap_or_default(),
        Err(error) => {
            tracing::warn!(%error, "the client does not tell its settings");
            Value::Null
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn our_settings_are_found_where_clients_put_them() {
        let own = json!({"watch": "off"});
        assert_eq!(own_section(json!({"sapwood": own, "other": 1})), Some(own.clone()));
        assert_eq!(own_section(own.clone()), Some(own));
        assert_eq!(own_section(Value::Null), None);
        assert_eq!(own_section(json!({})), None);
    }
}

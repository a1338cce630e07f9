use super::*;
use crate::{Document, Limits};

fn request() -> FimRequest {
    FimRequest {
        documents: vec![
            Document { name: "best.rs".into(), text: "struct Best;\n".into() },
            Document { name: "other.rs".into(), text: "struct Other;".into() },
        ],
        name: "main.rs".into(),
        prefix: "fn main() { ".into(),
        suffix: " }\n".into(),
        line_comment: "//".into(),
        limits: Limits { max_tokens: 10, temperature: 0.0, stop: Vec::new() },
    }
}

fn alone() -> FimRequest {
    FimRequest { documents: Vec::new(), ..request() }
}

#[test]
fn models_find_their_template() {
    let cases = [
        ("qwen2.5-coder:1.5b", "qwen-coder"),
        ("Qwen/Qwen2.5-Coder-7B-Instruct", "qwen-coder"),
        ("qwen3-coder:30b", "qwen-coder"),
        ("deepseek-ai/deepseek-coder-6.7b-base", "deepseek-coder"),
        ("deepseek-coder-v2:16b", "deepseek-coder"),
        ("starcoder2:3b", "starcoder2"),
        ("bigcode/starcoderbase-1b", "starcoder"),
        ("codellama:7b-code", "codellama"),
        ("codestral:22b", "codestral"),
        ("granite-code:3b", "granite"),
        ("ibm-granite/granite-8b-code-base-4k", "granite"),
        ("granite3.3:8b", "granite"),
        ("ibm-granite/granite-4.0-h-tiny", "granite4"),
        ("codegemma:2b", "codegemma"),
    ];
    for (model, name) in cases {
        assert_eq!(for_model(model).map(|template| template.name.as_str()), Some(name), "{model}");
    }
    for model in ["llama3.2", "gpt-4o-mini", "deepseek-chat", "coder-qwen"] {
        assert!(for_model(model).is_none(), "{model}");
    }
    assert_eq!(names().count(), 9);
}

#[test]
fn prompts_without_documents() {
    let write = |name: &str| named(name).unwrap().write(&alone());
    assert_eq!(write("qwen-coder"), "<|fim_prefix|>fn main() { <|fim_suffix|> }\n<|fim_middle|>");
    assert_eq!(write("deepseek-coder"), "<｜fim▁begin｜>fn main() { <｜fim▁hole｜> }\n<｜fim▁end｜>");
    assert_eq!(write("codellama"), "<PRE> fn main() {  <SUF> }\n <MID>");
    assert_eq!(write("codestral"), "[SUFFIX] }\n[PREFIX]fn main() { ");
    assert_eq!(write("starcoder2"), "<fim_prefix>fn main() { <fim_suffix> }\n<fim_middle>");
}

#[test]
fn prompts_with_documents_have_the_best_one_last() {
    let write = |name: &str| named(name).unwrap().write(&request());
    assert_eq!(
        write("qwen-coder"),
        "<|repo_name|>workspace\n<|file_sep|>other.rs\nstruct Other;\n<|file_sep|>best.rs\nstruct Best;\n<|file_sep|>main.rs\n\
         <|fim_prefix|>fn main() { <|fim_suffix|> }\n<|fim_middle|>"
    );
    assert_eq!(
        write("starcoder2"),
        "<repo_name>workspace<file_sep>other.rs\nstruct Other;\n<file_sep>best.rs\nstruct Best;\n<file_sep>\
         <fim_prefix>main.rs\nfn main() { <fim_suffix> }\n<fim_middle>"
    );
    assert_eq!(
        write("codestral"),
        "[SUFFIX] }\n[PREFIX]+++++ other.rs\nstruct Other;\n\n+++++ best.rs\nstruct Best;\n\n+++++ main.rs\nfn main() { "
    );
    assert_eq!(
        write("deepseek-coder"),
        "<｜fim▁begin｜>// other.rs\nstruct Other;\n// best.rs\nstruct Best;\n// main.rs\nfn main() { <｜fim▁hole｜> }\n<｜fim▁end｜>"
    );
}

#[test]
fn what_people_wrote_never_means_anything_to_the_model() {
    for name in names() {
        let template = named(name).unwrap();
        let all: String = template.special.concat();
        let hostile = FimRequest {
            documents: vec![Document { name: all.clone(), text: all.clone() }],
            name: all.clone(),
            prefix: format!("{all}{{suffix}}"),
            suffix: format!("{all}{{prefix}}"),
            ..request()
        };
        let harmless = FimRequest {
            documents: vec![Document { name: "a".into(), text: "b".into() }],
            name: "c".into(),
            prefix: "d".into(),
            suffix: "e".into(),
            ..request()
        };
        let (hostile, harmless) = (template.write(&hostile), template.write(&harmless));
        for special in &template.special {
            let count = |text: &str| text.matches(special.as_str()).count();
            assert_eq!(count(&hostile), count(&harmless), "{name} {special}");
        }
        assert!(hostile.contains("{suffix}") && hostile.contains("{prefix}"), "{name}");
    }
}

#[test]
fn every_template_uses_its_places() {
    for name in names() {
        let template = named(name).unwrap();
        assert!(template.prompt.contains("{prefix}") && template.prompt.contains("{suffix}"), "{name}");
        assert_eq!(template.with_documents.is_some(), template.document.is_some(), "{name}");
        assert!(!template.special.is_empty(), "{name}");
    }
}

#[test]
fn a_chat_model_is_told_what_to_do() {
    let asked = fim_chat_v1(&request());
    let text = &asked.messages[0].text;
    assert!(text.find("struct Other;").unwrap() < text.find("struct Best;").unwrap());
    assert!(text.contains("<before>fn main() { </before>\n<after> }\n</after>"));
    assert!(asked.limits.stop.is_empty());
}

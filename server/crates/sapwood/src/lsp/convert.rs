//! Between LSP's types and the program's. It asks nobody anything.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sapwood_base::{LineIndex, Position, PositionEncoding, Span};
use sapwood_syntax::SymbolKind;
use tower_lsp::ls_types as lsp;

/// The path that names the document or folder at `uri`. A document that is no file keeps its URI as its name, so that it lies
/// in no folder.
pub(super) fn path_of(uri: &lsp::Uri) -> PathBuf {
    if uri.scheme().as_str() == "file"
        && let Some(path) = uri.to_file_path()
    {
        return path.components().collect();
    }
    PathBuf::from(uri.as_str())
}

/// The URI of the document or folder that is called `path`.
pub(super) fn uri_of(path: &Path) -> Option<lsp::Uri> {
    if path.is_absolute() { lsp::Uri::from_file_path(path) } else { lsp::Uri::from_str(path.to_str()?).ok() }
}

/// The first encoding a client prefers; UTF-16 where it names none.
pub(super) fn negotiated(client: &lsp::ClientCapabilities) -> PositionEncoding {
    let offered = client.general.as_ref().and_then(|general| general.position_encodings.as_deref()).unwrap_or_default();
    let known = offered.iter().find_map(|kind| match kind.as_str() {
        "utf-8" => Some(PositionEncoding::Utf8),
        "utf-16" => Some(PositionEncoding::Utf16),
        "utf-32" => Some(PositionEncoding::Utf32),
        _ => None,
    });
    known.unwrap_or_default()
}

/// The name of an encoding.
pub(super) fn encoding_kind(encoding: PositionEncoding) -> lsp::PositionEncodingKind {
    match encoding {
        PositionEncoding::Utf8 => lsp::PositionEncodingKind::UTF8,
        PositionEncoding::Utf16 => lsp::PositionEncodingKind::UTF16,
        PositionEncoding::Utf32 => lsp::PositionEncodingKind::UTF32,
    }
}

/// A position.
pub(super) fn position(position: lsp::Position) -> Position {
    Position { line: position.line, character: position.character }
}

/// A position as LSP writes it.
pub(super) fn proto_position(position: Position) -> lsp::Position {
    lsp::Position { line: position.line, character: position.character }
}

/// Finds LSP ranges in one text.
pub(super) struct Ranges<'a> {
    text: &'a str,
    lines: Cow<'a, LineIndex>,
    encoding: PositionEncoding,
}

impl<'a> Ranges<'a> {
    pub(super) fn new(text: &'a str, encoding: PositionEncoding) -> Self {
        Self { text, lines: Cow::Owned(LineIndex::new(text)), encoding }
    }

    /// The same for a text whose lines are known.
    pub(super) fn with_lines(text: &'a str, lines: &'a LineIndex, encoding: PositionEncoding) -> Self {
        Self { text, lines: Cow::Borrowed(lines), encoding }
    }

    /// The range of some bytes.
    pub(super) fn span(&self, span: Span) -> lsp::Range {
        lsp::Range { start: self.at(span.start), end: self.at(span.end) }
    }

    /// The byte at a position; what is out of range is clamped.
    pub(super) fn offset(&self, place: lsp::Position) -> u32 {
        self.lines.offset(self.text, position(place), self.encoding)
    }

    fn at(&self, offset: u32) -> lsp::Position {
        proto_position(self.lines.position(self.text, offset, self.encoding))
    }
}

/// The kind under which editors show a definition.
pub(super) fn symbol_kind(kind: SymbolKind) -> lsp::SymbolKind {
    match kind {
        SymbolKind::Function | SymbolKind::Macro => lsp::SymbolKind::FUNCTION,
        SymbolKind::Method => lsp::SymbolKind::METHOD,
        SymbolKind::Constructor => lsp::SymbolKind::CONSTRUCTOR,
        SymbolKind::Class | SymbolKind::Type => lsp::SymbolKind::CLASS,
        SymbolKind::Struct => lsp::SymbolKind::STRUCT,
        SymbolKind::Enum => lsp::SymbolKind::ENUM,
        SymbolKind::Variant => lsp::SymbolKind::ENUM_MEMBER,
        SymbolKind::Interface | SymbolKind::Trait => lsp::SymbolKind::INTERFACE,
        SymbolKind::Field => lsp::SymbolKind::FIELD,
        SymbolKind::Constant => lsp::SymbolKind::CONSTANT,
        SymbolKind::Variable => lsp::SymbolKind::VARIABLE,
        SymbolKind::Module => lsp::SymbolKind::MODULE,
        SymbolKind::Section => lsp::SymbolKind::STRING,
        SymbolKind::Entry => lsp::SymbolKind::KEY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_and_paths_round_trip() {
        let uri = lsp::Uri::from_str("file:///a%20b/%C3%A9%23.rs").expect("a uri");
        assert_eq!(path_of(&uri), Path::new("/a b/\u{e9}#.rs"));
        assert_eq!(uri_of(&path_of(&uri)).as_ref().map(|uri| uri.as_str().to_owned()), Some(uri.as_str().to_owned()));
        let untitled = lsp::Uri::from_str("untitled:Untitled-1").expect("a uri");
        assert_eq!(uri_of(&path_of(&untitled)), Some(untitled));
        assert_eq!(path_of(&lsp::Uri::from_str("file:///a/").expect("a uri")), Path::new("/a"));
    }

    #[test]
    fn the_clients_preference_is_taken() {
        let client = |names: &[&'static str]| lsp::ClientCapabilities {
            general: Some(lsp::GeneralClientCapabilities {
                position_encodings: Some(names.iter().map(|name| (*name).to_owned().into()).collect()),
                ..Default::default()
            }),
            ..Default::default()
        };
        assert_eq!(negotiated(&client(&["utf-7", "utf-32", "utf-8"])), PositionEncoding::Utf32);
        assert_eq!(negotiated(&client(&[])), PositionEncoding::Utf16);
        assert_eq!(negotiated(&lsp::ClientCapabilities::default()), PositionEncoding::Utf16);
    }

    #[test]
    fn ranges_count_in_the_encoding() {
        let ranges = Ranges::new("a\n\u{1f600}b\r\n", PositionEncoding::Utf16);
        let end = lsp::Position { line: 1, character: 3 };
        assert_eq!(ranges.offset(end), 7);
        assert_eq!(ranges.span(Span::new(2, 6)).end.character, 2);
    }
}

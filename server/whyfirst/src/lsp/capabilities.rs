//! What the client can do, condensed once, and what the server offers.

use tower_lsp::gen_lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CompletionOptions, InlayHintOptions, MarkupKind,
    PositionEncodingKind, ServerCapabilities, TextDocumentSyncKind, TextDocumentSyncOptions,
};
use whyfirst_note::Encoding;

/// What the client can do. No feature looks at raw capabilities.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Abilities {
    pub(super) encoding: Encoding,
    /// Completion items may be snippets.
    pub(super) snippets: bool,
    /// Completion items may say that their text is to stand as it is.
    pub(super) insert_mode: bool,
    /// Completion items may have a description beside their label.
    pub(super) label_details: bool,
    /// Hovers may be Markdown.
    pub(super) hover_markdown: bool,
    /// The documentation of completion items may be Markdown.
    pub(super) item_markdown: bool,
    /// Symbols may have ranges.
    pub(super) hierarchical_symbols: bool,
    /// Diagnostics may point at other places.
    pub(super) related_information: bool,
    /// Edits may name the version they are for.
    pub(super) document_changes: bool,
}

impl Abilities {
    /// Reads what the client says of itself.
    pub(super) fn of(client: &ClientCapabilities) -> Abilities {
        let text = client.text_document.as_ref();
        let item = text.and_then(|it| it.completion.as_ref()).and_then(|it| it.completion_item.as_ref());
        let markdown = |kinds: Option<&Vec<MarkupKind>>| {
            kinds.is_some_and(|kinds| kinds.contains(&MarkupKind::Markdown))
        };
        Abilities {
            encoding: encoding(client),
            snippets: item.and_then(|it| it.snippet_support).unwrap_or(false),
            insert_mode: item.is_some_and(|it| it.insert_text_mode_support.is_some()),
            label_details: item.and_then(|it| it.label_details_support).unwrap_or(false),
            hover_markdown: markdown(
                text.and_then(|it| it.hover.as_ref()).and_then(|it| it.content_format.as_ref()),
            ),
            item_markdown: markdown(item.and_then(|it| it.documentation_format.as_ref())),
            hierarchical_symbols: text
                .and_then(|it| it.document_symbol.as_ref())
                .and_then(|it| it.hierarchical_document_symbol_support)
                .unwrap_or(false),
            related_information: text
                .and_then(|it| it.publish_diagnostics.as_ref())
                .and_then(|it| it.diagnostics_capabilities.related_information)
                .unwrap_or(false),
            document_changes: client
                .workspace
                .as_ref()
                .and_then(|it| it.workspace_edit.as_ref())
                .and_then(|it| it.document_changes)
                .unwrap_or(false),
        }
    }
}

/// UTF-8, in which nothing has to be counted, where the client offers it; UTF-16 where it says nothing.
fn encoding(client: &ClientCapabilities) -> Encoding {
    let offered = client.general.as_ref().and_then(|it| it.position_encodings.as_ref());
    let offers = |kind: &PositionEncodingKind| offered.is_some_and(|offered| offered.contains(kind));
    if offers(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if !offers(&PositionEncodingKind::UTF16) && offers(&PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

/// What the server offers to a client.
pub(super) fn offered(abilities: Abilities) -> ServerCapabilities {
    let encoding = match abilities.encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    };
    ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(["#", "-", " "].map(str::to_owned).to_vec()),
            resolve_provider: Some(true),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        inlay_hint_provider: Some(
            InlayHintOptions { resolve_provider: Some(false), ..InlayHintOptions::default() }.into(),
        ),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::Refactor]),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        document_symbol_provider: Some(true.into()),
        ..ServerCapabilities::default()
    }
}

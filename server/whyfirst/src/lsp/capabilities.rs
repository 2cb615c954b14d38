//! What the client can do, condensed once, and what the server offers.

use serde_json::Value;
use tower_lsp::gen_lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionOptions,
    DiagnosticOptions, ExecuteCommandOptions, FileOperationFilter, FileOperationOptions,
    FileOperationPattern, FileOperationRegistrationOptions, InlayHintOptions, PositionEncodingKind,
    ServerCapabilities, TextDocumentSyncKind, TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceOptions,
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
    /// The server may ask for edits.
    pub(super) apply_edit: bool,
    /// Edits may create files.
    pub(super) create_files: bool,
    /// The client can be asked for its settings.
    pub(super) configuration: bool,
    /// The server may ask to be told when they change.
    pub(super) register_configuration: bool,
    /// The server may ask to be told of changed files.
    pub(super) register_watchers: bool,
    /// It may ask for that in folders of its own choice.
    pub(super) relative_patterns: bool,
    /// The client can be told to ask for hints again.
    pub(super) refresh_hints: bool,
    /// The client can be told to ask for lenses again.
    pub(super) refresh_lenses: bool,
    /// The client can be told to ask for diagnostics again.
    pub(super) refresh_diagnostics: bool,
    /// The client asks for diagnostics itself.
    pub(super) pulls: bool,
    /// Diagnostics may be faded.
    pub(super) tags: bool,
    /// The codes of diagnostics may have a page.
    pub(super) code_description: bool,
    /// Diagnostics may carry data of ours.
    pub(super) diagnostic_data: bool,
    /// Completion items may tell what to put in and what to replace.
    pub(super) insert_replace: bool,
    /// The tooltips of hints may come later.
    pub(super) resolve_hints: bool,
    /// The edits of actions may come later.
    pub(super) resolve_actions: bool,
    /// Actions may be listed that cannot be done.
    pub(super) disabled_actions: bool,
    /// Edits may have names.
    pub(super) change_annotations: bool,
    /// The server may tell of progress of its own.
    pub(super) progress: bool,
}

/// The kind of the action that fixes all.
pub(super) const FIX_ALL: &str = "source.fixAll.whyfirst";

impl Abilities {
    /// Reads what the client says of itself.
    pub(super) fn of(client: &ClientCapabilities) -> Abilities {
        let said = serde_json::to_value(client).unwrap_or_default();
        let is = |path: &str| said.pointer(path).and_then(Value::as_bool).unwrap_or(false);
        let has = |path: &str| said.pointer(path).is_some_and(|value| !value.is_null());
        let lists = |path: &str, wanted: &str| {
            said.pointer(path).and_then(Value::as_array).is_some_and(|all| all.iter().any(|it| it == wanted))
        };
        // Clients that ask for diagnostics tell under either name what these may hold.
        let of_diagnostics = |key: &str, test: &dyn Fn(&str) -> bool| {
            ["publishDiagnostics", "diagnostic"].iter().any(|it| test(&format!("/textDocument/{it}/{key}")))
        };
        let document_changes = is("/workspace/workspaceEdit/documentChanges");
        Abilities {
            encoding: encoding(client),
            snippets: is("/textDocument/completion/completionItem/snippetSupport"),
            insert_mode: has("/textDocument/completion/completionItem/insertTextModeSupport"),
            label_details: is("/textDocument/completion/completionItem/labelDetailsSupport"),
            hover_markdown: lists("/textDocument/hover/contentFormat", "markdown"),
            item_markdown: lists("/textDocument/completion/completionItem/documentationFormat", "markdown"),
            hierarchical_symbols: is("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            related_information: of_diagnostics("relatedInformation", &is),
            document_changes,
            apply_edit: is("/workspace/applyEdit"),
            create_files: document_changes && lists("/workspace/workspaceEdit/resourceOperations", "create"),
            configuration: is("/workspace/configuration"),
            register_configuration: is("/workspace/didChangeConfiguration/dynamicRegistration"),
            register_watchers: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            relative_patterns: is("/workspace/didChangeWatchedFiles/relativePatternSupport"),
            refresh_hints: is("/workspace/inlayHint/refreshSupport"),
            refresh_lenses: is("/workspace/codeLens/refreshSupport"),
            refresh_diagnostics: is("/workspace/diagnostics/refreshSupport"),
            pulls: has("/textDocument/diagnostic"),
            tags: of_diagnostics("tagSupport", &has),
            code_description: of_diagnostics("codeDescriptionSupport", &is),
            diagnostic_data: of_diagnostics("dataSupport", &is),
            insert_replace: is("/textDocument/completion/completionItem/insertReplaceSupport"),
            resolve_hints: ["tooltip", "label.tooltip"]
                .iter()
                .any(|it| lists("/textDocument/inlayHint/resolveSupport/properties", it)),
            resolve_actions: is("/textDocument/codeAction/dataSupport")
                && lists("/textDocument/codeAction/resolveSupport/properties", "edit"),
            disabled_actions: is("/textDocument/codeAction/disabledSupport"),
            change_annotations: has("/workspace/workspaceEdit/changeAnnotationSupport"),
            progress: is("/window/workDoneProgress"),
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
                save: Some(true.into()),
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
            InlayHintOptions { resolve_provider: Some(true), ..InlayHintOptions::default() }.into(),
        ),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QuickFix,
                    CodeActionKind::Refactor,
                    CodeActionKind::RefactorRewrite,
                    CodeActionKind::Custom(FIX_ALL.into()),
                ]),
                resolve_provider: Some(true),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        document_symbol_provider: Some(true.into()),
        workspace_symbol_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        selection_range_provider: Some(true.into()),
        inline_completion_provider: Some(true.into()),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(false),
            ..CodeLensOptions::default()
        }),
        // Never both: a client that asks gets nothing unasked.
        diagnostic_provider: abilities.pulls.then(|| {
            DiagnosticOptions {
                identifier: Some("whyfirst".to_owned()),
                inter_file_dependencies: false,
                workspace_diagnostics: true,
                ..DiagnosticOptions::default()
            }
            .into()
        }),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(true.into()),
            }),
            file_operations: Some(file_operations()),
            ..WorkspaceOptions::default()
        }),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: super::commands::names(),
            ..ExecuteCommandOptions::default()
        }),
        ..ServerCapabilities::default()
    }
}

/// Which files the client tells of when its user creates, renames or deletes them: Markdown, and folders.
fn file_operations() -> FileOperationOptions {
    let filter = |glob: &str| FileOperationFilter {
        scheme: Some("file".to_owned()),
        pattern: FileOperationPattern { glob: glob.to_owned(), matches: None, options: None },
    };
    let all = || Some(FileOperationRegistrationOptions { filters: vec![filter("**")] });
    FileOperationOptions {
        did_create: all(),
        did_rename: all(),
        did_delete: all(),
        ..FileOperationOptions::default()
    }
}

//! What the client can do, condensed once, and what the server offers.

use tower_lsp::gen_lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionOptions,
    DiagnosticOptions, DiagnosticsCapabilities, ExecuteCommandOptions, FileOperationFilter,
    FileOperationOptions, FileOperationPattern, FileOperationRegistrationOptions, InlayHintOptions,
    MarkupKind, PositionEncodingKind, ResourceOperationKind, ServerCapabilities, TextDocumentSyncKind,
    TextDocumentSyncOptions, WorkspaceFoldersServerCapabilities, WorkspaceOptions,
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
        let is = |said: Option<Option<bool>>| said.flatten().unwrap_or(false);
        let (text, workspace) = (client.text_document.as_ref(), client.workspace.as_ref());
        let completion = text.and_then(|it| it.completion.as_ref()?.completion_item.as_ref());
        let documentation = completion.and_then(|it| it.documentation_format.as_ref());
        let hover = text.and_then(|it| it.hover.as_ref()?.content_format.as_ref());
        let action = text.and_then(|it| it.code_action.as_ref());
        let hint = text.and_then(|it| it.inlay_hint.as_ref()?.resolve_support.as_ref());
        let pulls = text.and_then(|it| it.diagnostic.as_ref());
        let edit = workspace.and_then(|it| it.workspace_edit.as_ref());
        let operations = edit.and_then(|it| it.resource_operations.as_ref());
        let watched = workspace.and_then(|it| it.did_change_watched_files.as_ref());
        // Clients that ask for diagnostics tell under either name what these may hold.
        let published = text.and_then(|it| it.publish_diagnostics.as_ref());
        let diagnostics =
            [published.map(|it| &it.diagnostics_capabilities), pulls.map(|it| &it.diagnostics_capabilities)];
        let of_diagnostics =
            |test: fn(&DiagnosticsCapabilities) -> bool| diagnostics.into_iter().flatten().any(test);
        let document_changes = is(edit.map(|it| it.document_changes));
        Abilities {
            encoding: encoding(client),
            snippets: is(completion.map(|it| it.snippet_support)),
            insert_mode: completion.is_some_and(|it| it.insert_text_mode_support.is_some()),
            label_details: is(completion.map(|it| it.label_details_support)),
            hover_markdown: hover.is_some_and(|it| it.contains(&MarkupKind::Markdown)),
            item_markdown: documentation.is_some_and(|it| it.contains(&MarkupKind::Markdown)),
            hierarchical_symbols: is(text
                .and_then(|it| it.document_symbol.as_ref())
                .map(|it| it.hierarchical_document_symbol_support)),
            related_information: of_diagnostics(|it| it.related_information == Some(true)),
            document_changes,
            apply_edit: is(workspace.map(|it| it.apply_edit)),
            create_files: document_changes
                && operations.is_some_and(|it| it.contains(&ResourceOperationKind::Create)),
            configuration: is(workspace.map(|it| it.configuration)),
            register_configuration: is(workspace
                .and_then(|it| it.did_change_configuration.as_ref())
                .map(|it| it.dynamic_registration)),
            register_watchers: is(watched.map(|it| it.dynamic_registration)),
            relative_patterns: is(watched.map(|it| it.relative_pattern_support)),
            refresh_hints: is(workspace.and_then(|it| it.inlay_hint.as_ref()).map(|it| it.refresh_support)),
            refresh_lenses: is(workspace.and_then(|it| it.code_lens.as_ref()).map(|it| it.refresh_support)),
            refresh_diagnostics: is(workspace
                .and_then(|it| it.diagnostics.as_ref())
                .map(|it| it.refresh_support)),
            pulls: pulls.is_some(),
            tags: of_diagnostics(|it| it.tag_support.is_some()),
            code_description: of_diagnostics(|it| it.code_description_support == Some(true)),
            diagnostic_data: of_diagnostics(|it| it.data_support == Some(true)),
            insert_replace: is(completion.map(|it| it.insert_replace_support)),
            resolve_hints: hint
                .is_some_and(|it| it.properties.iter().any(|it| it == "tooltip" || it == "label.tooltip")),
            resolve_actions: is(action.map(|it| it.data_support))
                && action
                    .and_then(|it| it.resolve_support.as_ref())
                    .is_some_and(|it| it.properties.iter().any(|it| it == "edit")),
            disabled_actions: is(action.map(|it| it.disabled_support)),
            change_annotations: edit.is_some_and(|it| it.change_annotation_support.is_some()),
            progress: is(client.window.as_ref().map(|it| it.work_done_progress)),
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

//! Which handler answers which method of the protocol.
//!
//! Only what the server answers is handed to the library: it would register all methods of the protocol, each with its types, which
//! takes 300 KB of the program.

use tower_lsp::{LanguageServer, LspServiceBuilder};

use super::server::Server;

/// Registers all handlers but those that begin and end a session, which the library knows by itself.
pub(super) fn register(service: LspServiceBuilder<Server>) -> LspServiceBuilder<Server> {
    service
        .custom_method("textDocument/didOpen", Server::did_open)
        .custom_method("textDocument/didChange", Server::did_change)
        .custom_method("textDocument/didClose", Server::did_close)
        .custom_method("textDocument/didSave", Server::did_save)
        .custom_method("workspace/didChangeConfiguration", Server::did_change_configuration)
        .custom_method("workspace/didChangeWorkspaceFolders", Server::did_change_workspace_folders)
        .custom_method("workspace/didChangeWatchedFiles", Server::did_change_watched_files)
        .custom_method("workspace/didCreateFiles", Server::did_create_files)
        .custom_method("workspace/didRenameFiles", Server::did_rename_files)
        .custom_method("workspace/didDeleteFiles", Server::did_delete_files)
        .custom_method("window/workDoneProgress/cancel", Server::cancel)
        .custom_method("textDocument/completion", Server::completion)
        .custom_method("completionItem/resolve", Server::completion_resolve)
        .custom_method("textDocument/inlineCompletion", Server::inline_completion)
        .custom_method("textDocument/hover", Server::hover)
        .custom_method("textDocument/diagnostic", Server::diagnostic)
        .custom_method("workspace/diagnostic", Server::workspace_diagnostic)
        .custom_method("textDocument/inlayHint", Server::inlay_hint)
        .custom_method("inlayHint/resolve", Server::inlay_hint_resolve)
        .custom_method("textDocument/codeLens", Server::code_lens)
        .custom_method("textDocument/codeAction", Server::code_action)
        .custom_method("codeAction/resolve", Server::code_action_resolve)
        .custom_method("textDocument/documentSymbol", Server::document_symbols)
        .custom_method("workspace/symbol", Server::symbol)
        .custom_method("textDocument/definition", Server::goto_definition)
        .custom_method("textDocument/references", Server::references)
        .custom_method("textDocument/documentHighlight", Server::document_highlight)
        .custom_method("textDocument/selectionRange", Server::selection_range)
        .custom_method("workspace/executeCommand", Server::execute_command)
}

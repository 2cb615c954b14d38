//! Steps as symbols.

use tower_lsp::gen_lsp_types as lsp;
use tower_lsp::jsonrpc::Result;
use whyfirst_assist::symbols::{AspectSymbol, Symbol};

use super::{location, range};
use crate::lsp::capabilities::Abilities;
use crate::lsp::snapshot::Snapshot;
use crate::lsp::written::Written;

/// The steps of a note; with what stands in them where the client can show it. They come and go one by one: a long note has thousands.
#[allow(deprecated, reason = "the protocol's types still have their old fields, and some must be named")]
pub(in crate::lsp) fn symbols(
    symbols: impl Iterator<Item = Symbol>,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> Result<Written> {
    if !abilities.hierarchical_symbols {
        return Written::list(symbols.map(|symbol| flat(symbol, None, snapshot, abilities)));
    }
    let text = snapshot.note.text();
    let aspect = |aspect: AspectSymbol| {
        let range = range(text, &aspect.range, abilities.encoding);
        lsp::DocumentSymbol {
            name: aspect.name,
            detail: Some(aspect.detail),
            kind: lsp::SymbolKind::Property,
            tags: None,
            deprecated: None,
            range,
            selection_range: range,
            children: None,
        }
    };
    let symbols = symbols.map(|symbol| lsp::DocumentSymbol {
        name: symbol.name,
        detail: Some(symbol.detail),
        kind: lsp::SymbolKind::Module,
        tags: None,
        deprecated: None,
        range: range(text, &symbol.range, abilities.encoding),
        selection_range: range(text, &symbol.heading, abilities.encoding),
        children: Some(symbol.aspects.into_iter().map(aspect).collect()),
    });
    Written::list(symbols)
}

/// Steps of one of many notes.
pub(in crate::lsp) fn workspace_symbols(
    symbols: impl Iterator<Item = Symbol>,
    note: &str,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> Vec<lsp::SymbolInformation> {
    symbols.map(|symbol| flat(symbol, Some(note), snapshot, abilities)).collect()
}

#[allow(deprecated, reason = "the protocol's types still have their old fields, and some must be named")]
fn flat(
    symbol: Symbol,
    note: Option<&str>,
    snapshot: &Snapshot,
    abilities: Abilities,
) -> lsp::SymbolInformation {
    lsp::SymbolInformation {
        deprecated: None,
        location: location(&symbol.heading, snapshot, abilities),
        base_symbol_information: lsp::BaseSymbolInformation {
            name: symbol.name,
            kind: lsp::SymbolKind::Module,
            tags: None,
            container_name: note.map(str::to_owned),
        },
    }
}

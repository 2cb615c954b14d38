//! From one place to others: definitions, references, highlights, selections, symbols of all notes.

use std::sync::Arc;

use tower_lsp::gen_lsp_types::*;
use tower_lsp::jsonrpc::Result;
use whyfirst_assist::explain::{self, Entry};
use whyfirst_assist::navigate::{self, What};
use whyfirst_assist::symbols::{self, Symbol};
use whyfirst_assist::{selection, summary};

use super::state::{Looked, State};
use super::{cards, computing, to_proto};

/// More symbols than this are of no use in a list.
const SYMBOLS: usize = 500;

/// Where what stands at a place is explained: a file of the guide.
pub(super) async fn definition(state: &State, at: TextDocumentPositionParams) -> Result<Option<Location>> {
    let found = state.answer(&at.text_document.uri, move |looked| {
        let offset = looked.offset(at.position);
        let named = navigate::named_at(looked.view_at(offset), offset)?;
        card(&looked, &named.what).map(to_proto::start_of)
    });
    Ok(found.await?.flatten())
}

/// The file that explains something, as a URI.
fn card(looked: &Looked<'_>, what: &What) -> Option<String> {
    let (index, guide) = (looked.index, looked.index.guide());
    let (kind, id, entry) = match what {
        What::Concept(concept) => {
            let concept = index.concept(*concept)?;
            ("concepts", concept.id.to_string(), Entry::Concept(concept))
        }
        What::Problem(id) => ("problems", id.clone(), Entry::Problem(guide.problem(id)?)),
        What::Framework(id) => ("frameworks", id.clone(), Entry::Framework(guide.framework(id)?)),
        What::Rule(id) => ("rules", id.clone(), Entry::Rule(whyfirst_review::rule(index, id)?)),
    };
    // In a hover the title is a small heading; in a file of its own it is the title.
    let text = explain::markdown(index, &entry);
    let text = text.strip_prefix("##").filter(|_| text.starts_with("### ")).unwrap_or(&text);
    cards::write(kind, &id, text)
}

/// Where else the concept at a place is named: in the note and in all others.
pub(super) async fn references(state: &Arc<State>, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
    let (at, declared) = (params.text_document_position_params, params.context.include_declaration);
    let notes = state.all_notes();
    let found = state.answer(&at.text_document.uri, move |looked| {
        let offset = looked.offset(at.position);
        let mention = navigate::mention_at(looked.view_at(offset), offset)?;
        let id = &looked.index.concept(mention.concept)?.id;
        let mut places = Vec::new();
        if declared {
            places.extend(card(&looked, &What::Concept(mention.concept)).map(to_proto::start_of));
        }
        for snapshot in notes {
            let (index, abilities) = (snapshot.index(), looked.abilities);
            // Another note may be read by another guide.
            let concepts = &index.guide().concepts;
            let Some(concept) = concepts.iter().position(|it| it.id == *id) else { continue };
            let concept = whyfirst_guide::index::ConceptRef(concept as u16);
            let readings = snapshot.readings(&index);
            for view in snapshot.views(&index, &readings) {
                let mentions = navigate::mentions_of(view, concept);
                places.extend(to_proto::locations(&mentions, &snapshot, abilities));
            }
        }
        Some(places)
    });
    Ok(found.await?.flatten())
}

/// Where the note names the concept at a place.
pub(super) async fn highlights(
    state: &State,
    at: TextDocumentPositionParams,
) -> Result<Option<Vec<DocumentHighlight>>> {
    let found = state.answer(&at.text_document.uri, move |looked| {
        let offset = looked.offset(at.position);
        let view = looked.view_at(offset);
        let mention = view.is_design_note().then(|| navigate::mention_at(view, offset)).flatten()?;
        let mentions: Vec<_> =
            looked.views().flat_map(|view| navigate::mentions_of(view, mention.concept)).collect();
        Some(to_proto::highlights(&mentions, looked.snapshot, looked.abilities))
    });
    Ok(found.await?.flatten())
}

/// What to select around places, step by step.
pub(super) async fn selections(
    state: &State,
    params: SelectionRangeParams,
) -> Result<Option<Vec<SelectionRange>>> {
    let positions = params.positions;
    let found = state.answer(&params.text_document.uri, move |looked| {
        let select = |position: &Position| {
            let offset = looked.offset(*position);
            let ranges = selection::find(looked.view_at(offset), offset);
            to_proto::selection(&ranges, offset, looked.snapshot, looked.abilities)
        };
        looked.views().any(|view| view.is_design_note()).then(|| positions.iter().map(select).collect())
    });
    Ok(found.await?.flatten())
}

/// The steps of all notes whose names, or whose notes' names, have the letters of a query in order.
pub(super) async fn workspace_symbols(state: &Arc<State>, query: String) -> Result<Vec<SymbolInformation>> {
    let (notes, abilities) = (state.all_notes(), state.abilities());
    if !state.settings().symbols {
        return Ok(Vec::new());
    }
    let find = move || {
        let mut found = Vec::new();
        for snapshot in notes {
            let index = snapshot.index();
            let readings = snapshot.readings(&index);
            for view in snapshot.views(&index, &readings) {
                let note = summary::title(view);
                let fits = |step: &Symbol| has_letters(&format!("{} {note}", step.name), &query);
                let steps = symbols::find(view).filter(fits);
                found.extend(to_proto::workspace_symbols(steps, &note, &snapshot, abilities));
            }
            if found.len() >= SYMBOLS {
                break;
            }
        }
        found.truncate(SYMBOLS);
        found
    };
    computing::compute(find).await
}

/// Whether a text has the letters of a query in this order.
fn has_letters(text: &str, query: &str) -> bool {
    let mut letters = text.chars().flat_map(char::to_lowercase);
    let mut wanted = query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
    wanted.all(|wanted| letters.any(|letter| letter == wanted))
}

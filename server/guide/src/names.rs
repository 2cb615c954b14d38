//! The names of concepts by how they begin. There are more than two thousand of them: who types should not wait until each was compared.

use crate::index::ConceptRef;
use crate::model::Concept;
use crate::sort;

/// Which concepts have a name that begins with certain letters.
#[derive(Debug)]
pub struct Names(
    /// How a name begins and whose it is, in order and once each.
    Vec<([u8; 2], ConceptRef)>,
);

impl Names {
    pub(crate) fn new(concepts: &[Concept]) -> Names {
        let owned = (0..).map(ConceptRef).zip(concepts);
        let mut names: Vec<_> = owned
            .flat_map(|(owner, concept)| concept.names.iter().map(move |name| (beginning(name), owner)))
            .collect();
        sort::all(&mut names);
        names.dedup();
        Names(names)
    }

    /// The concepts with a name that may begin so, small and capital letters alike and hyphens like spaces: those of which the first
    /// two letters do. Each comes once, in the order of the guide.
    pub fn beginning_with(&self, text: &str) -> impl Iterator<Item = ConceptRef> {
        let from = beginning(text);
        let to = if text.len() < from.len() { [from[0], u8::MAX] } else { from };
        let first = self.0.partition_point(|(beginning, _)| *beginning < from);
        let few = self.0.iter().skip(first).take_while(move |(beginning, _)| *beginning <= to);
        let mut concepts: Vec<ConceptRef> = few.map(|(_, owner)| *owner).collect();
        sort::all(&mut concepts);
        concepts.dedup();
        concepts.into_iter()
    }
}

/// The first two bytes of a name as they are compared, zero where there are none.
fn beginning(name: &str) -> [u8; 2] {
    let mut bytes = name.bytes().map(|byte| if byte == b'-' { b' ' } else { byte.to_ascii_lowercase() });
    [bytes.next().unwrap_or(0), bytes.next().unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_begin_so_are_found() {
        let concept = |names: &[&str]| Concept { names: names.iter().collect(), ..Concept::default() };
        let concepts = [
            concept(&["A/B test", "split test"]),
            concept(&["AUC", "area under the curve"]),
            concept(&["k-means"]),
            concept(&["é"]),
            concept(&["AUC-PR", "au", "a", "K means"]),
            concept(&[]),
        ];
        let names = Names::new(&concepts);
        let found = |text| names.beginning_with(text).map(|it| it.0).collect::<Vec<_>>();
        assert_eq!(found("auc"), [1, 4]);
        assert_eq!(found("AU"), [1, 4]);
        assert_eq!(found("a"), [0, 1, 4]);
        assert_eq!(found("k me"), [2, 4]);
        assert_eq!(found("é"), [3]);
        assert_eq!(found("zz"), [0; 0]);
        assert_eq!(found(""), [0; 0]);
    }
}

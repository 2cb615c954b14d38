//! Long answers, written as JSON by those who work them out.
//!
//! The library builds a tree of values of each answer before it is written, which takes some twenty times the memory of the text that it
//! becomes; of a list with hundreds of entries the allocator keeps most of that. So such a list is written one by one and laid aside. What
//! goes through the library is its number, and when the answer goes out the text takes its place.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use tower_lsp::jsonrpc::{Error, Response, Result};

use super::framing::{self, Framed};

/// The key under which a number goes through the library. No type of the protocol has it.
const KEY: &str = "whyfirst/written";

/// What was written, by number: as long as its answer is on its way through the library.
static ASIDE: Mutex<BTreeMap<u64, Vec<u8>>> = Mutex::new(BTreeMap::new());

fn aside() -> MutexGuard<'static, BTreeMap<u64, Vec<u8>>> {
    ASIDE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A result as JSON.
pub(super) struct Written {
    number: u64,
    /// Whether the answer with its number is there, which takes it from then on.
    answered: Cell<bool>,
}

impl Written {
    /// A list of what comes one by one.
    pub(super) fn list<T: Serialize>(items: impl Iterator<Item = T>) -> Result<Written> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let mut json = Roomy(Vec::new());
        serde_json::Serializer::new(&mut json).collect_seq(items).map_err(|_| Error::internal_error())?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        aside().insert(number, json.0);
        Ok(Written { number, answered: Cell::new(false) })
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(KEY, &self.number)?;
        self.answered.set(true);
        map.end()
    }
}

/// Nobody wants the answer any more.
impl Drop for Written {
    fn drop(&mut self) {
        if !self.answered.get() {
            aside().remove(&self.number);
        }
    }
}

/// An answer as it goes over the stream.
pub(super) fn frame(response: &Response) -> serde_json::Result<Framed> {
    let number = response.result().and_then(|result| result.get(KEY)?.as_u64());
    let Some(mut text) = number.and_then(|number| aside().remove(&number)) else {
        return Ok(Framed::new(&serde_json::to_vec(response)?));
    };
    let mut head = br#"{"jsonrpc":"2.0","id":"#.to_vec();
    serde_json::to_writer(&mut head, response.id())?;
    head.extend_from_slice(br#","result":"#);
    text.push(b'}');
    Ok(Framed::long(&head, text))
}

/// A text that has much room as soon as it is long, so that it does not move while it grows.
struct Roomy(Vec<u8>);

impl io::Write for Roomy {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() < framing::LONG && self.0.len() + bytes.len() >= framing::LONG {
            let mut roomy = framing::room(framing::LONG);
            roomy.extend_from_slice(&self.0);
            self.0 = roomy;
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::framing::Frame;
    use super::*;

    fn sent(result: impl Serialize) -> Value {
        let response = Response::from_ok(7.into(), serde_json::to_value(result).unwrap());
        let mut sent = Vec::new();
        frame(&response).unwrap().write(&mut sent).unwrap();
        let Frame::Body(body) = framing::read(&mut sent.as_slice()).unwrap() else { panic!("no body") };
        serde_json::from_slice(&body).unwrap()
    }

    #[test]
    fn what_was_written_is_the_result() {
        let list = Written::list([json!({"name": "Ziel \"🎯\""}), json!(2)].into_iter()).unwrap();
        let expected = json!({"jsonrpc": "2.0", "id": 7, "result": [{"name": "Ziel \"🎯\""}, 2]});
        assert_eq!(sent(Some(list)), expected);
        assert_eq!(sent(Written::list(std::iter::empty::<u8>()).unwrap())["result"], json!([]));
        assert_eq!(sent(None::<Written>)["result"], Value::Null);
        assert_eq!(sent(json!({"other": 1}))["result"], json!({"other": 1}));
        let many: Vec<u32> = (0..100_000).collect();
        let long = Written::list(many.iter()).unwrap();
        // It must not grow where what it leaves behind would be kept.
        assert!(aside()[&long.number].capacity() >= framing::APART);
        assert_eq!(sent(long)["result"], json!(many));
    }

    #[test]
    fn what_nobody_wants_any_more_is_let_go() {
        let list = Written::list([1].into_iter()).unwrap();
        let number = list.number;
        assert!(aside().contains_key(&number));
        drop(list);
        assert!(!aside().contains_key(&number));
        let list = Written::list([1].into_iter()).unwrap();
        let number = list.number;
        sent(list);
        assert!(!aside().contains_key(&number));
    }
}

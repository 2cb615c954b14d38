//! Long answers, written as JSON by those who work them out.
//!
//! The library builds a tree of values of each answer before it is written, which takes some twenty times the memory of the text that it
//! becomes. Of a list with hundreds of entries the allocator keeps most of that. So such a list is written one by one, goes through the
//! library as one text, and is put in its place when the answer goes out.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use tower_lsp::jsonrpc::{Error, Response, Result};

use super::framing;

/// The key under which a text goes through the library. No type of the protocol has it.
const KEY: &str = "whyfirst/written";

/// A result as JSON.
pub(super) struct Written(String);

impl Written {
    /// A list of what comes one by one.
    pub(super) fn list<T: Serialize>(items: impl Iterator<Item = T>) -> Result<Written> {
        let mut json = Vec::new();
        let written = serde_json::Serializer::new(&mut json).collect_seq(items);
        let text = written.ok().and_then(|()| String::from_utf8(json).ok());
        text.map(Written).ok_or_else(Error::internal_error)
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(KEY, &self.0)?;
        map.end()
    }
}

/// An answer as it goes over the stream.
pub(super) fn frame(response: &Response) -> serde_json::Result<Vec<u8>> {
    let Some(text) = response.result().and_then(|result| result.get(KEY)?.as_str()) else {
        return Ok(framing::write(&[&serde_json::to_vec(response)?]));
    };
    let id = serde_json::to_vec(response.id())?;
    Ok(framing::write(&[br#"{"jsonrpc":"2.0","id":"#, &id, br#","result":"#, text.as_bytes(), b"}"]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::framing::Frame;
    use super::*;

    fn sent(result: impl Serialize) -> Value {
        let response = Response::from_ok(7.into(), serde_json::to_value(result).unwrap());
        let frame = frame(&response).unwrap();
        let Frame::Body(body) = framing::read(&mut frame.as_slice()).unwrap() else { panic!("no body") };
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
    }
}
